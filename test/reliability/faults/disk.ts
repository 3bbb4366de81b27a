import { allWell, aloneWell, type Expected, type FaultRow } from "../fault-row.ts";

/** Clips cannot be stored, so no further ones are bought; the task is kept. */
function unstored(code: string): Expected {
  return { exit: 3, state: "downloading", code, paid: 1, clips: [] };
}

export const diskFaults: readonly FaultRow[] = [
  {
    step: "disk",
    name: "a folder stands where the clip belongs",
    setUp: [{ kind: "folder", path: "clips/a.mp4" }],
    mend: [{ kind: "remove", path: "clips/a.mp4" }],
    first: { exit: 3, state: "downloading", code: "clip_path_blocked", paid: 2, clips: ["b"] },
    second: allWell,
  },
  {
    step: "disk",
    name: "the output folder is a file: nothing is bought",
    setUp: [{ kind: "file", path: "clips", text: "a file" }],
    mend: [{ kind: "remove", path: "clips" }],
    first: { exit: 2, state: "none", code: "output_unwritable", paid: 0, clips: [] },
    second: allWell,
  },
  {
    step: "disk",
    name: "the output folder is a file, with a task in flight: it is kept",
    before: "killed with a's task in flight",
    setUp: [
      { kind: "remove", path: "clips" },
      { kind: "file", path: "clips", text: "a file" },
    ],
    mend: [{ kind: "remove", path: "clips" }],
    first: { exit: 3, state: "queued", code: "output_unwritable", paid: 1, clips: [] },
    second: allWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "the output folder is replaced by a file during a download",
    faults: [{ on: "result", fault: { kind: "stall", afterBytes: 800 } }],
    during: {
      when: "a's clip is half fetched",
      strike: [
        { kind: "remove", path: "clips" },
        { kind: "file", path: "clips", text: "a file" },
      ],
    },
    mend: [{ kind: "remove", path: "clips" }],
    first: unstored("output_unwritable"),
    second: aloneWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "the output folder is removed during a download",
    faults: [{ on: "result", fault: { kind: "stall", afterBytes: 800 } }],
    during: { when: "a's clip is half fetched", strike: [{ kind: "remove", path: "clips" }] },
    first: unstored("output_unwritable"),
    second: aloneWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "the disk is full",
    setUp: [{ kind: "disk_full" }],
    first: unstored("disk_full"),
    second: aloneWell,
  },
  {
    step: "disk",
    name: "the journal cannot be written at all: nothing is submitted",
    setUp: [{ kind: "journal_full", fromWrite: 1 }],
    first: { exit: 4, state: "none", code: "state_unwritable", paid: 0, clips: [] },
    second: allWell,
  },
  {
    step: "disk",
    name: "the journal cannot be written after a submit: the task is kept, nothing further is bought",
    setUp: [{ kind: "journal_full", fromWrite: 2 }],
    first: { exit: 4, state: "done", code: "state_unwritable", paid: 1, clips: ["a"] },
    second: allWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "neither journal nor lockfile can be written after a submit: money is at risk",
    setUp: [
      { kind: "journal_full", fromWrite: 2 },
      { kind: "folder", path: "film.lock.json.tmp" },
    ],
    mend: [{ kind: "remove", path: "film.lock.json.tmp" }],
    first: { exit: 3, state: "submitting", code: "lockfile_unwritable", paid: 1, clips: ["a"] },
    second: { exit: 3, state: "submitting", code: "submit_interrupted", paid: 1, clips: ["a"] },
  },
  {
    step: "disk",
    name: "somebody's file stands where the clip belongs: kept, not overwritten",
    setUp: [{ kind: "file", path: "clips/a.mp4", text: "somebody's own" }],
    first: { ...allWell, code: "unrecorded_clip_kept" },
    second: allWell,
  },
  {
    step: "disk",
    name: "the .part file is a link to a file outside: not followed",
    setUp: [{ kind: "link_outside", path: "clips/a.mp4.part", to: "file" }],
    first: allWell,
    second: allWell,
  },
  {
    step: "disk",
    name: "the clip is a link to a file outside: not followed",
    setUp: [{ kind: "link_outside", path: "clips/a.mp4", to: "file" }],
    first: allWell,
    second: allWell,
  },
  {
    step: "disk",
    name: "the folder of superseded clips is a link to outside: nothing is bought, and nothing moved through it",
    setUp: [
      { kind: "file", path: "clips/a.mp4", text: "somebody's own" },
      { kind: "link_outside", path: "clips/superseded", to: "folder" },
    ],
    mend: [{ kind: "remove", path: "clips/superseded" }],
    first: { exit: 2, state: "none", code: "clip_path_blocked", paid: 0, clips: [] },
    second: allWell,
  },
  {
    step: "disk",
    name: "a clip that vanished is fetched again, not rendered again",
    before: "rendered",
    setUp: [{ kind: "remove", path: "clips/a.mp4" }],
    first: allWell,
    second: allWell,
  },
];
