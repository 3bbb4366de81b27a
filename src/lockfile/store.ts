import { rm } from "node:fs/promises";
import { type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import { lastMomentMs } from "../base/time/calendar.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { applyTo } from "../state/apply.ts";
import { withOneOwnerEach } from "../state/clip-owners.ts";
import {
  type LockState,
  recordOf,
  type StateChange,
  type TakeRecord,
  type TaskHolder,
} from "../state/state.ts";
import type { CloseNote, StateStore } from "../state/store.ts";
import { TaskIndex } from "../state/task-index.ts";
import { beginsAttempt } from "../state/transition.ts";
import { toWritable } from "../state/writable.ts";
import { Journal } from "./journal/journal.ts";
import { type OpenJournalFile, openJournalFile } from "./journal/journal-file.ts";
import { type JournalContent, readJournal } from "./journal/read-journal.ts";
import type { StatePaths } from "./paths.ts";
import { readLockfile } from "./read/read-lockfile.ts";
import { type LockfileBase, markOf, saveState } from "./save-state.ts";
import { temporaryLockfile } from "./write-lockfile.ts";

/** What the disk says of a storyboard: its lockfile with its journal on top. */
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
  const { state, bytes, journal } = loaded.value;
  return success({
    state,
    hasLockfile: bytes !== undefined,
    hasJournal: journal.exists,
    tornBytes: journal.tornBytes,
  });
}

/** Opens the state for a run, which must hold the storyboard's run lock. Nothing is written before the first change. */
export async function openStore(
  paths: StatePaths,
  options: { readonly openFile?: OpenJournalFile } = {},
): Promise<Result<StateStore, readonly Diagnostic[]>> {
  const loaded = await load(paths);
  if (!loaded.ok) return loaded;
  // left by a crash, and worth nothing: what it says is in the journal
  await rm(temporaryLockfile(paths.lockfile), { force: true }).catch(() => undefined);
  const { state, lockfile, bytes, journal } = loaded.value;
  const base = { state: lockfile, mark: markOf(bytes) };
  const openFile = options.openFile ?? openJournalFile;
  return success(new FileStore({ paths, state, base, journal, openFile }));
}

/**
 * The state of one run, in memory; `record` brings it to the journal, `close` to the lockfile. A write that fails loses
 * nothing: the change stays here, and goes out with the next write that succeeds.
 */
class FileStore implements StateStore {
  readonly #paths: StatePaths;
  readonly #state: Map<string, readonly TakeRecord[]>;
  readonly #base: LockfileBase;
  readonly #journal: Journal;
  readonly #tasks: TaskIndex;
  /** Does the lockfile on disk perhaps say less than `#state`? */
  #isChanged: boolean;
  #isClosed = false;
  #isAbandoned = false;

  constructor(options: {
    readonly paths: StatePaths;
    readonly state: Map<string, readonly TakeRecord[]>;
    readonly base: LockfileBase;
    readonly journal: JournalContent;
    readonly openFile: OpenJournalFile;
  }) {
    const { paths, state, base, journal, openFile } = options;
    const { wholeBytes, tornBytes } = journal;
    this.#paths = paths;
    this.#state = state;
    this.#base = base;
    this.#tasks = new TaskIndex(state);
    this.#isChanged = journal.exists;
    this.#journal = new Journal({ paths, openFile, wholeBytes, tornBytes });
  }

  get state(): LockState {
    return this.#state;
  }

  get(id: string, take: number): TakeRecord | undefined {
    return recordOf(this.#state, id, take);
  }

  holderOf(taskId: string, provider: string | undefined): TaskHolder | undefined {
    return this.#tasks.holderOf(taskId, provider);
  }

  /**
   * Does the disk hold every change, be it in the journal alone? Of a store that was abandoned: every change that was to
   * be durable; what the others say, the next run finds out by itself.
   */
  get isSafe(): boolean {
    if (!this.#isChanged) return true;
    return this.#isAbandoned ? this.#journal.isConfirmed : this.#journal.isFlushed;
  }

  /**
   * What the change says is brought to what can be written; one that cannot be is refused, and changes nothing. `at` of
   * a `submitting` is moved past the take's earlier attempts, should the clock have gone back.
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
   * the journal stays, and the next run starts from it.
   */
  async close(): Promise<Result<CloseNote | undefined, WriteFailure>> {
    this.#isClosed = true;
    if (!this.#isChanged) return success(undefined);
    const flushed = await this.#journal.close();
    // another run goes on from this one's journal: its lockfile will be the newer
    if (!flushed.ok && flushed.error.code === "journal_taken") return flushed;
    const saved = await saveState(this.#paths, this.#state, this.#base);
    if (!saved.ok) return saved;
    this.#isChanged = false;
    // one that is there in place of ours is another run's
    if (!flushed.ok && flushed.error.code === "journal_gone") return saved;
    const { journal } = this.#paths;
    try {
      await rm(journal, { force: true });
    } catch (cause) {
      return failure(writeFailure(journal, cause));
    }
    return saved;
  }

  async abandon(): Promise<void> {
    this.#isClosed = true;
    this.#isAbandoned = true;
    await this.#journal.abandon();
  }
}

interface Loaded {
  readonly state: Map<string, readonly TakeRecord[]>;
  /** What the lockfile alone says, and its bytes where there is one. */
  readonly lockfile: LockState;
  readonly bytes: Buffer | undefined;
  readonly journal: JournalContent;
}

async function load(paths: StatePaths): Promise<Result<Loaded, readonly Diagnostic[]>> {
  const read = await readLockfile(paths.lockfile, paths.kind);
  if (!read.ok) return read;
  const { state: lockfile, bytes } = read.value;
  const replayed = new Map(lockfile);
  const journal = await readJournal(paths, (change) => void applyTo(replayed, change));
  if (!journal.ok) return journal;
  // git merges two branches' lockfiles line by line, and knows nothing of clips
  const state = new Map(withOneOwnerEach(replayed));
  return success({ state, lockfile, bytes, journal: journal.value });
}

function inOrder(record: TakeRecord | undefined, change: StateChange): StateChange {
  const newest = record?.attempts.at(-1);
  if (!beginsAttempt(change) || newest === undefined || newest.attemptId === change.attemptId) return change;
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
