import { rm, stat } from "node:fs/promises";
import { lastMomentMs } from "../base/calendar.ts";
import { isMissing, type WriteFailure, writeFailure } from "../base/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  type LockState,
  recordOf,
  type StateChange,
  type TakeRecord,
  type TaskHolder,
} from "../state/state.ts";
import { TaskIndex } from "../state/task-index.ts";
import { applyChange } from "../state/transition.ts";
import { toWritable } from "../state/writable.ts";
import { Journal } from "./journal.ts";
import { type OpenJournalFile, openJournalFile } from "./journal-file.ts";
import type { StatePaths } from "./paths.ts";
import { type JournalContent, readJournal } from "./read-journal.ts";
import { readLockfile } from "./read-lockfile.ts";
import { ShotTable } from "./shot-table.ts";
import { temporaryLockfile, writeLockfile } from "./write-lockfile.ts";

/** What the disk tells of a storyboard: its lockfile with its journal on top. */
export interface StoredState {
  readonly state: LockState;
  /** Is there a lockfile? */
  readonly hasLockfile: boolean;
  /** Is there a journal, so that the last run did not end in order, or goes on right now? */
  readonly hasJournal: boolean;
  /** Bytes at the journal's end that a crash left half-written; they were never confirmed, and are left out. */
  readonly tornBytes: number;
}

/** Reads the state and changes nothing on disk: for `plan`, `status` and `rescue`. */
export async function readState(paths: StatePaths): Promise<Result<StoredState, readonly Diagnostic[]>> {
  const loaded = await load(paths);
  if (!loaded.ok) return loaded;
  const { state, hasLockfile, journal } = loaded.value;
  return success({ state, hasLockfile, hasJournal: journal.exists, tornBytes: journal.tornBytes });
}

/** Opens the state for a run, which must hold the storyboard's run lock. Nothing is written before the first change. */
export async function openStore(
  paths: StatePaths,
  options: { readonly openFile?: OpenJournalFile } = {},
): Promise<Result<StateStore, readonly Diagnostic[]>> {
  const lockfileMark = await markOf(paths.lockfile);
  const loaded = await load(paths);
  if (!loaded.ok) return loaded;
  // left by a crash, and worth nothing: what it says is in the journal
  await rm(temporaryLockfile(paths.lockfile), { force: true }).catch(() => undefined);
  const { state, journal } = loaded.value;
  const openFile = options.openFile ?? openJournalFile;
  return success(new StateStore({ paths, state, journal, openFile, lockfileMark }));
}

/**
 * The state of one run. The memory is the truth; `record` brings it to the journal, `close` to the lockfile.
 * A write that fails loses nothing: the change stays here, and goes out with the next write that succeeds.
 */
export class StateStore {
  readonly #paths: StatePaths;
  readonly #state: ShotTable;
  readonly #journal: Journal;
  readonly #lockfileMark: string;
  readonly #tasks: TaskIndex;
  /** Does the lockfile on disk perhaps say less than `#state`? */
  #isChanged: boolean;
  #isClosed = false;

  constructor(options: {
    readonly paths: StatePaths;
    readonly state: ShotTable;
    readonly journal: JournalContent;
    readonly openFile: OpenJournalFile;
    /** What tells the lockfile that was read from a later one. */
    readonly lockfileMark: string;
  }) {
    const { paths, state, journal, openFile, lockfileMark } = options;
    const { wholeBytes, tornBytes } = journal;
    this.#paths = paths;
    this.#state = state;
    this.#lockfileMark = lockfileMark;
    this.#tasks = new TaskIndex(state);
    this.#isChanged = journal.exists;
    this.#journal = new Journal({ paths, openFile, wholeBytes, tornBytes });
  }

  /** A live view. */
  get state(): LockState {
    return this.#state;
  }

  get(id: string, take: number): TakeRecord | undefined {
    return recordOf(this.#state, id, take);
  }

  /** The attempt that has this task of the provider. */
  holderOf(taskId: string): TaskHolder | undefined {
    return this.#tasks.holderOf(taskId);
  }

  /** Does the disk hold every change, be it in the journal alone? Asked after `close`. */
  get isSafe(): boolean {
    return !this.#isChanged || this.#journal.isFlushed;
  }

  /**
   * Applies a change at once and writes it to the journal. With `durable` the promise waits until it is on disk
   * with all that came before it; otherwise it resolves at once. A change that says nothing new is not written.
   * What the change says is brought to what can be written; one that cannot be is refused, and changes nothing.
   * `at` of a `submitting` is moved past the take's earlier attempts, should the clock have gone back.
   */
  async record(
    change: StateChange,
    options: { readonly durable: boolean },
  ): Promise<Result<void, WriteFailure>> {
    if (this.#isClosed) throw new Error("the store is closed");
    const writable = toWritable(change);
    if (writable === undefined) return failure(unwritable(this.#paths.journal, change));
    const effective = applyTo(this.#state, inOrder(this.get(change.id, change.take), writable));
    if (effective === undefined)
      return options.durable && this.#isChanged ? this.#journal.flush() : success(undefined);
    this.#isChanged = true;
    this.#tasks.follow(effective);
    if (options.durable) return this.#journal.append(effective);
    this.#journal.appendLazily(effective);
    return success(undefined);
  }

  /**
   * Writes the lockfile, if it would say anything new, and removes the journal. When the lockfile cannot be written
   * the journal stays, and the next run starts from it; `close` may also be called again.
   */
  async close(): Promise<Result<void, WriteFailure>> {
    this.#isClosed = true;
    if (!this.#isChanged) return success(undefined);
    const { lockfile, journal, kind } = this.#paths;
    const flushed = await this.#journal.close();
    // another run goes on from this one's journal, or did and has ended; its lockfile is the newer
    if (!flushed.ok && (await this.#isSuperseded(flushed.error))) {
      return failure({ ...flushed.error, code: "journal_taken" });
    }
    const written = await writeLockfile(lockfile, this.#state, kind);
    if (!written.ok) return written;
    this.#isChanged = false;
    try {
      await rm(journal, { force: true });
    } catch (cause) {
      return failure(writeFailure(journal, cause));
    }
    return success(undefined);
  }

  /** A journal that is merely gone, as after `git clean`, leaves the lockfile as it was read. */
  async #isSuperseded({ code }: WriteFailure): Promise<boolean> {
    if (code === "journal_taken") return true;
    return code === "journal_gone" && (await markOf(this.#paths.lockfile)) !== this.#lockfileMark;
  }

  /** Lets go of the files without writing anything more: for a run that lost its lock. */
  async abandon(): Promise<void> {
    this.#isClosed = true;
    await this.#journal.abandon();
  }
}

async function load(
  paths: StatePaths,
): Promise<
  Result<
    { readonly state: ShotTable; readonly hasLockfile: boolean; readonly journal: JournalContent },
    readonly Diagnostic[]
  >
> {
  const lockfile = await readLockfile(paths.lockfile, paths.kind);
  if (!lockfile.ok) return lockfile;
  const state = new ShotTable(lockfile.value.state);
  const journal = await readJournal(paths, (change) => void applyTo(state, change));
  return journal.ok
    ? success({ state, hasLockfile: lockfile.value.exists, journal: journal.value })
    : journal;
}

/** Applies a change in place; gives it back if it had an effect. */
function applyTo(state: ShotTable, change: StateChange): StateChange | undefined {
  const before = recordOf(state, change.id, change.take);
  const after = applyChange(before, change);
  if (after === before || (before === undefined && after.attempts.length === 0)) return undefined;
  const others = state.get(change.id)?.filter(({ take }) => take !== change.take) ?? [];
  // Not spread: that leaves room for sixteen more takes, which few shots have.
  state.set(change.id, after.attempts.length > 0 ? others.concat(after) : others);
  return change;
}

/** Changes whenever the file is replaced or written. */
async function markOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (cause) {
    return isMissing(cause) ? "missing" : "unreadable";
  }
}

function inOrder(record: TakeRecord | undefined, change: StateChange): StateChange {
  const newest = record?.attempts.at(-1);
  const begins = change.type === "submitting" || change.type === "rejected";
  if (!begins || newest === undefined || newest.attemptId === change.attemptId) return change;
  return { ...change, at: Math.min(Math.max(change.at, newest.submittedAt + 1), lastMomentMs) };
}

/** A change that no journal could say, as one about a task without an id. */
function unwritable(journal: string, { type }: StateChange): WriteFailure {
  return {
    kind: "unwritable",
    code: "change_invalid",
    file: journal,
    message: `a change of state (${type}) holds what no record can say`,
  };
}
