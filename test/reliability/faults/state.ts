import {
  allWell,
  aloneWell,
  type Damage,
  type Expected,
  type FaultRow,
  type LockOwner,
} from "../fault-row.ts";

/** Nothing was read, so nothing was done. */
function refused(code: string, paid: number, clips: readonly string[]): Expected {
  return { exit: 2, state: "none", code, paid, clips };
}

const conflict = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n";

function brokenLockfile(name: string, how: Damage, code: string): FaultRow {
  return {
    step: "lockfile",
    name,
    before: "rendered",
    setUp: [{ kind: "break", path: "film.lock.json", how }],
    mend: [{ kind: "restore", path: "film.lock.json" }],
    first: refused(code, 2, ["a", "b"]),
    second: allWell,
  };
}

function brokenJournal(name: string, how: Damage, code: string): FaultRow {
  return {
    step: "journal",
    name,
    before: "killed with a's task in flight",
    setUp: [{ kind: "break", path: "film.journal", how }],
    mend: [{ kind: "restore", path: "film.journal" }],
    first: refused(code, 1, []),
    second: allWell,
  };
}

function tornJournal(name: string, how: Damage): FaultRow {
  return {
    step: "journal",
    name,
    before: "killed with a's task in flight",
    setUp: [{ kind: "break", path: "film.journal", how }],
    first: allWell,
    second: allWell,
  };
}

export const lockfileFaults: readonly FaultRow[] = [
  brokenLockfile("conflict markers of a merge", "conflict markers", "lockfile_conflict"),
  brokenLockfile("half-written", "cut in half", "lockfile_invalid"),
  brokenLockfile("of a newer version", "newer version", "lockfile_version"),
  brokenLockfile("a rehearsal's", "another kind", "lockfile_kind"),
  brokenLockfile("no UTF-8 text", "not UTF-8", "lockfile_invalid"),
  brokenLockfile("empty", "emptied", "lockfile_invalid"),
  {
    step: "lockfile",
    name: "lost, with the clips still there: not paid for again",
    before: "rendered",
    setUp: [{ kind: "take_away", path: "film.lock.json" }],
    mend: [{ kind: "restore", path: "film.lock.json" }],
    first: refused("unrecorded_clips", 2, ["a", "b"]),
    second: allWell,
  },
  {
    step: "lockfile",
    name: "lost, with the clips still there, and the user says to pay again",
    before: "rendered",
    payAgain: true,
    setUp: [{ kind: "remove", path: "film.lock.json" }],
    first: { ...allWell, paid: 4 },
    second: { ...allWell, paid: 4 },
    paidTwice: "--pay-again says so",
  },
  {
    step: "lockfile",
    name: "a folder in its place",
    setUp: [{ kind: "folder", path: "film.lock.json" }],
    mend: [{ kind: "remove", path: "film.lock.json" }],
    first: refused("file_unreadable", 0, []),
    second: allWell,
  },
  {
    step: "lockfile",
    name: "a half-written temporary file that a crash left behind",
    before: "rendered",
    setUp: [{ kind: "file", path: "film.lock.json.tmp", text: '{"lockfile_ver' }],
    first: allWell,
    second: allWell,
  },
  {
    step: "lockfile",
    name: "a link to a file outside in its place: not read, not written",
    setUp: [{ kind: "link_outside", path: "film.lock.json", to: "file" }],
    mend: [{ kind: "remove", path: "film.lock.json" }],
    first: refused("file_unreadable", 0, []),
    second: allWell,
  },
  {
    step: "lockfile",
    name: "a pipe in its place: not waited for",
    setUp: [{ kind: "pipe", path: "film.lock.json" }],
    mend: [{ kind: "remove", path: "film.lock.json" }],
    first: refused("file_unreadable", 0, []),
    second: allWell,
  },
  {
    step: "lockfile",
    name: "changed by git during the run: both are united",
    during: { when: "a's task is accepted", strike: [{ kind: "pulled_lockfile" }] },
    first: { ...allWell, code: "lockfile_united" },
    second: allWell,
  },
  {
    step: "lockfile",
    name: "with a take of the same shot pulled during the run: both tasks stay on record",
    shots: ["a"],
    during: { when: "a's task is accepted", strike: [{ kind: "pulled_lockfile" }] },
    first: { ...aloneWell, code: "lockfile_united" },
    second: aloneWell,
  },
  {
    step: "lockfile",
    name: "left with conflict markers by a merge during the run: left alone, and the journal is kept",
    during: {
      when: "a's task is accepted",
      strike: [{ kind: "file", path: "film.lock.json", text: conflict }],
    },
    mend: [{ kind: "remove", path: "film.lock.json" }],
    first: { exit: 4, state: "none", code: "lockfile_not_understood", paid: 2, clips: ["a", "b"] },
    second: allWell,
  },
  {
    step: "lockfile",
    name: "removed during the run, as by a checkout: written again whole",
    setUp: [{ kind: "pulled_lockfile" }],
    during: { when: "a's task is accepted", strike: [{ kind: "remove", path: "film.lock.json" }] },
    first: { ...allWell, code: "lockfile_restored" },
    second: allWell,
  },
  {
    step: "lockfile",
    name: "lost, with the journal of a killed run still there",
    before: "killed with a's task in flight",
    setUp: [{ kind: "remove", path: "film.lock.json" }],
    first: allWell,
    second: allWell,
  },
];

export const journalFaults: readonly FaultRow[] = [
  tornJournal("half a line at its end", "half a line at the end"),
  tornJournal("zeros at its end, where blocks never reached the disk", "zeros at the end"),
  {
    step: "journal",
    name: "a link to a file outside in its place: not read, not written",
    setUp: [{ kind: "link_outside", path: "film.journal", to: "file" }],
    mend: [{ kind: "remove", path: "film.journal" }],
    first: refused("file_unreadable", 0, []),
    second: allWell,
  },
  {
    step: "journal",
    name: "a pipe in its place: not waited for",
    setUp: [{ kind: "pipe", path: "film.journal" }],
    mend: [{ kind: "remove", path: "film.journal" }],
    first: refused("file_unreadable", 0, []),
    second: allWell,
  },
  brokenJournal("broken in its middle", "garbage in the middle", "journal_invalid"),
  brokenJournal("another storyboard's", "another storyboard's header", "journal_foreign"),
  brokenJournal("of a newer version", "newer version", "journal_version"),
];

function held(of: LockOwner): FaultRow {
  return {
    step: "lock",
    name: `held by ${of}`,
    setUp: [{ kind: "lock", of }],
    mend: [{ kind: "unlock" }],
    first: { exit: 5, state: "none", code: "held", paid: 0, clips: [] },
    second: allWell,
  };
}

function left(of: LockOwner): FaultRow {
  return {
    step: "lock",
    name: `left by ${of}: taken over`,
    setUp: [{ kind: "lock", of }],
    first: allWell,
    second: allWell,
  };
}

export const lockFaults: readonly FaultRow[] = [
  held("a live run"),
  held("another host, alive"),
  held("nobody: an empty file, just made"),
  {
    step: "lock",
    name: "a link to a file outside in its place: not written, not taken away",
    setUp: [{ kind: "link_outside", path: "film.run.lock", to: "file" }],
    mend: [{ kind: "unlock" }],
    first: refused("lock_unwritable", 0, []),
    second: allWell,
  },
  {
    step: "lock",
    name: "a pipe in its place: not waited for",
    setUp: [{ kind: "pipe", path: "film.run.lock" }],
    mend: [{ kind: "unlock" }],
    first: refused("lock_unwritable", 0, []),
    second: allWell,
  },
  left("a dead process"),
  left("a reused process id"),
  left("another host, silent for a minute"),
  left("nobody: an empty file, a minute old"),
];

export const runFaults: readonly FaultRow[] = [
  {
    step: "run",
    name: "killed with a task in flight",
    before: "killed with a's task in flight",
    first: allWell,
    second: allWell,
  },
  {
    step: "run",
    name: "killed between a submit and its answer",
    before: "killed with a's submit unanswered",
    first: { exit: 3, state: "submitting", paid: 2, clips: ["b"] },
    second: { exit: 3, state: "submitting", paid: 2, clips: ["b"] },
  },
  {
    step: "run",
    name: "interrupted with a task in flight",
    endless: true,
    shots: ["a"],
    during: { when: "a's task is in flight", strike: "interrupt" },
    first: { exit: 130, state: "queued", paid: 1, clips: [] },
    second: aloneWell,
  },
  {
    step: "run",
    name: "its lock is taken over by another run, as after a long sleep of the machine",
    endless: true,
    shots: ["a"],
    during: { when: "a's task is in flight", strike: [{ kind: "lock", of: "another host, alive" }] },
    mend: [{ kind: "unlock" }],
    first: { exit: 5, state: "queued", code: "run_lock_lost", paid: 1, clips: [] },
    second: aloneWell,
  },
  {
    step: "run",
    name: "its journal is removed under it: the lockfile still gets everything",
    endless: true,
    shots: ["a"],
    during: { when: "a's task is in flight", strike: [{ kind: "remove", path: "film.journal" }] },
    first: { exit: 3, state: "queued", code: "state_unwritable", paid: 1, clips: [] },
    second: aloneWell,
  },
  {
    step: "run",
    name: "interrupted during a submit that was accepted and is not answered in time",
    faults: [{ on: "submit", accepts: true, fault: { kind: "hang" } }],
    shots: ["a"],
    during: { when: "a's task is accepted", strike: "interrupt" },
    first: { exit: 130, state: "uncertain", code: "submit_unanswered", paid: 1, clips: [] },
    second: { exit: 3, state: "uncertain", code: "submit_unanswered", paid: 1, clips: [] },
  },
  {
    step: "run",
    name: "interrupted during a download",
    faults: [{ on: "result", fault: { kind: "stall", afterBytes: 800 } }],
    shots: ["a"],
    during: { when: "a's clip is half fetched", strike: "interrupt" },
    first: { exit: 130, state: "downloading", paid: 1, clips: [] },
    second: aloneWell,
  },
];
