import { pageName } from "../../../src/clips/register-file.ts";
import { allWell, aloneWell, type Expected, type FaultRow } from "../fault-row.ts";

/** Clips cannot be stored, so no further ones are bought; the task is kept. */
function unstored(code: string): Expected {
  return { exit: 3, state: "downloading", code, paid: 1, clips: [] };
}

/** Nothing was submitted. */
function refused(code: string): Expected {
  return { exit: 2, state: "none", code, paid: 0, clips: [] };
}

/** The storyboard's own page in the register of its output folder. */
const register = `clips/.dailies/${pageName({ storyboard: "../film.yaml", kind: "render" })}`;

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
    name: "somebody's file is where the clip belongs: nothing is bought until that is settled",
    setUp: [{ kind: "file", path: "clips/a.mp4", text: "somebody's own" }],
    mend: [{ kind: "remove", path: "clips/a.mp4" }],
    first: refused("unrecorded_clips"),
    second: allWell,
  },
  {
    step: "disk",
    name: "somebody's file is where the clip belongs, and the user says to pay: kept, not written over",
    payAgain: true,
    setUp: [{ kind: "file", path: "clips/a.mp4", text: "somebody's own" }],
    first: { ...allWell, code: "unrecorded_clip_kept" },
    second: allWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "somebody's file comes to the clip's place during the download: kept, not written over",
    faults: [{ on: "result", fault: { kind: "stall", afterBytes: 800 } }],
    during: {
      when: "a's clip is half fetched",
      strike: [{ kind: "file", path: "clips/a.mp4", text: "somebody's own" }],
    },
    first: { ...aloneWell, code: "unrecorded_clip_kept" },
    second: aloneWell,
  },
  {
    step: "disk",
    shots: ["a"],
    name: "another file takes the part's place during the download: it is not given the clip's name",
    faults: [{ on: "result", fault: { kind: "stall", afterBytes: 800 } }],
    during: { when: "a's clip is half fetched", strike: [{ kind: "exchange_part" }] },
    first: unstored("output_unwritable"),
    second: aloneWell,
  },
  {
    step: "disk",
    name: "the .part file of an earlier release is a link to a file outside: not followed",
    setUp: [{ kind: "link_outside", path: "clips/a.mp4.part", to: "file" }],
    first: allWell,
    second: allWell,
  },
  {
    step: "disk",
    name: "a whole .part file of an earlier release is in the clip's stead: it is used",
    before: "rendered",
    setUp: [{ kind: "rename", path: "clips/a.mp4", to: "clips/a.mp4.part" }],
    faults: [{ on: "result", fault: { kind: "expired" } }],
    first: allWell,
    second: allWell,
  },
  {
    step: "disk",
    name: "the clip is a link to a file outside: not followed",
    payAgain: true,
    setUp: [{ kind: "link_outside", path: "clips/a.mp4", to: "file" }],
    first: { ...allWell, code: "unrecorded_clip_kept" },
    second: allWell,
  },
  ...(["superseded", ".dailies"] as const).map(
    (name): FaultRow => ({
      step: "disk",
      name: `the folder \`${name}\` of the clips is a link to outside: nothing is bought, and nothing written through it`,
      payAgain: true,
      setUp: [
        { kind: "file", path: "clips/a.mp4", text: "somebody's own" },
        { kind: "link_outside", path: `clips/${name}`, to: "folder" },
      ],
      mend: [{ kind: "remove", path: `clips/${name}` }],
      first: refused("clip_path_blocked"),
      second: allWell,
    }),
  ),
  {
    step: "disk",
    name: "the output folder cannot be read: it is not taken for empty",
    before: "rendered",
    setUp: [
      { kind: "remove", path: "clips" },
      { kind: "link_to_itself", path: "clips" },
    ],
    mend: [{ kind: "remove", path: "clips" }],
    first: { exit: 2, state: "done", code: "output_unreadable", paid: 2, clips: [] },
    second: allWell,
  },
  {
    step: "disk",
    name: "another storyboard has claimed the clip's name in the folder: nothing is bought",
    setUp: [{ kind: "other_storyboard", claims: ["A.mp4"] }],
    mend: [{ kind: "remove", path: "other.yaml" }],
    first: refused("output_shared"),
    second: allWell,
  },
  {
    step: "disk",
    name: "another storyboard uses the folder for clips of other names",
    setUp: [{ kind: "other_storyboard", claims: ["c.mp4"] }],
    first: allWell,
    second: allWell,
  },
  ...(
    [
      ["a pipe", { kind: "pipe", path: register }],
      ["a folder", { kind: "folder", path: register }],
      ["a link to a file outside", { kind: "link_outside", path: register, to: "file" }],
      ["no JSON", { kind: "file", path: register, text: "no JSON" }],
    ] as const
  ).map(
    ([what, step]): FaultRow => ({
      step: "disk",
      name: `the folder's register is ${what}: made anew, or not used`,
      before: "rendered",
      setUp: [{ kind: "remove", path: register }, step, { kind: "remove", path: "clips/a.mp4" }],
      mend: [{ kind: "remove", path: register }],
      first: what === "a folder" ? { ...allWell, exit: 3, code: "clip_path_blocked", clips: ["b"] } : allWell,
      second: allWell,
    }),
  ),
  ...(["emptied", "cut in half", "another content of the same size"] as const).map(
    (how): FaultRow => ({
      step: "disk",
      name: `a clip was damaged (${how}): fetched again, and the file kept`,
      before: "rendered",
      setUp: [{ kind: "damage", path: "clips/a.mp4", how }],
      first: { ...allWell, code: "differing_clip_kept" },
      second: allWell,
    }),
  ),
  {
    step: "disk",
    name: "a pipe is in the clip's place: fetched again, and the pipe kept",
    before: "rendered",
    setUp: [
      { kind: "remove", path: "clips/a.mp4" },
      { kind: "pipe", path: "clips/a.mp4" },
    ],
    first: { ...allWell, code: "differing_clip_kept" },
    second: allWell,
  },
  {
    step: "disk",
    name: "two clips have changed places: each is put back, and none is fetched again",
    before: "rendered",
    setUp: [{ kind: "swap", path: "clips/a.mp4", with: "clips/b.mp4" }],
    faults: [{ on: "result", fault: { kind: "expired" } }],
    first: allWell,
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
