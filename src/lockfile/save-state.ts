import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { WriteFailure } from "../base/files/file-errors.ts";
import { type PlainFileProblem, plainFileProblemText, readPlainFile } from "../base/files/plain-file.ts";
import { failure, type Result, success } from "../base/result.ts";
import { withOneOwnerEach } from "../state/clip-owners.ts";
import type { LockState } from "../state/state.ts";
import type { CloseNote } from "../state/store.ts";
import { unite } from "../state/unite.ts";
import { encodeLockfile } from "./encode.ts";
import type { StatePaths } from "./paths.ts";
import { lockfileStateIn } from "./read/read-lockfile.ts";
import { mostStateBytes } from "./unreadable.ts";
import { writeLockfile } from "./write-lockfile.ts";

/** The lockfile as it was when the run began. */
export interface LockfileBase {
  readonly state: LockState;
  /** `markOf` what was read. */
  readonly mark: string;
}

/** The same for two lockfiles of the same bytes. */
export function markOf(bytes: Buffer | undefined): string {
  return bytes === undefined ? "missing" : hash("sha256", bytes);
}

/** How often it is begun again when the lockfile changes while it is written. */
const mostTries = 5;

/**
 * Brings a run's state into the lockfile. It may have become another one meanwhile, by `git pull` or a checkout: then
 * both are united. One that cannot be understood is left as it is, for its owner to mend.
 */
export async function saveState(
  paths: StatePaths,
  state: LockState,
  base: LockfileBase,
): Promise<Result<CloseNote | undefined, WriteFailure>> {
  const { lockfile } = paths;
  for (let tries = 1; ; tries++) {
    const before = await stampOf(lockfile);
    const read = await readPlainFile(lockfile, { mostBytes: mostStateBytes });
    if (!read.ok && read.error.kind !== "missing") return failure(unwritable(lockfile, read.error));
    const found = read.ok ? read.value.bytes : undefined;
    const united = await outcomeOf(paths, { state, base, found });
    if (!united.ok) return united;
    const text = encodeLockfile(united.value.state, paths.kind);
    const { note } = united.value;
    // a missing lockfile says that nothing was rendered
    if (found === undefined ? state.size === 0 : found.equals(Buffer.from(text))) return success(note);
    const isStill = async () => tries === mostTries || (await stampOf(lockfile)) === before;
    const written = await writeLockfile(lockfile, text, isStill);
    if (!written.ok) return written;
    if (written.value) return success(note);
  }
}

interface Outcome {
  readonly state: LockState;
  readonly note: CloseNote | undefined;
}

/** What the lockfile is to say, now that its bytes are `found`. */
async function outcomeOf(
  { lockfile, kind }: StatePaths,
  known: {
    readonly state: LockState;
    readonly base: LockfileBase;
    readonly found: Buffer | undefined;
  },
): Promise<Result<Outcome, WriteFailure>> {
  const { base, found } = known;
  const state = withOneOwnerEach(known.state);
  if (markOf(found) === base.mark) return success({ state, note: undefined });
  if (found === undefined) {
    const message = `${lockfile} was gone at the end of the run, as after a checkout; it is written again, whole.`;
    return success({ state, note: { code: "lockfile_restored", message } });
  }
  const theirs = await lockfileStateIn(found, lockfile, kind);
  if (!theirs.ok) return failure(notUnderstood(lockfile, theirs.error[0]?.message));
  const message = `${lockfile} was changed during the run, as by git; what it says now and what this run did are united.`;
  return success({
    state: unite(base.state, state, theirs.value),
    note: { code: "lockfile_united", message },
  });
}

function unwritable(file: string, problem: PlainFileProblem): WriteFailure {
  const code = problem.kind === "unreadable" ? problem.code : problem.kind;
  const message = `${file} cannot be written: ${plainFileProblemText(problem)}`;
  return { kind: "unwritable", code, file, message };
}

function notUnderstood(file: string, why = "it cannot be read"): WriteFailure {
  const message =
    `${file} became another one during the run, and nothing was written over it: ${why}. ` +
    "What this run did is kept in the journal beside it: mend the lockfile, and run again.";
  return { kind: "unwritable", code: "lockfile_not_understood", file, message };
}

/** Changes when a file is replaced or written. */
async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return "missing";
  }
}
