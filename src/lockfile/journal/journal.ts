import { type WriteFailure, writeFailure } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { StateChange } from "../../state/state.ts";
import type { StatePaths } from "../paths.ts";
import { mostStateBytes } from "../unreadable.ts";
import type { JournalFile, OpenJournalFile } from "./journal-file.ts";
import { encodeChange, encodeHeader } from "./journal-line.ts";

/** Lazy lines beyond this are written out without being asked for. */
const lazyCharacters = 256 * 1024;

/**
 * The write-ahead log of one run: JSON Lines, appended to only. The file is created by the first change.
 *
 * Changes that arrive while a write is on its way share the next one, in order. A change whose write failed keeps
 * its place in the queue and goes out again, first, with the next write: a failure says "not durable yet".
 * Before it is written again the file is cut back to what is known to be durable, so no half line stays.
 */
export class Journal {
  readonly #paths: StatePaths;
  readonly #openFile: OpenJournalFile;
  #file: JournalFile | undefined;
  #durableBytes: number;
  /** At most so much lies beyond the durable part: the rest of a failed write. It is cut off before the next one. */
  #looseBytes: number;
  #queue = "";
  /** Length of the beginning of the queue that somebody waits for to be durable. */
  #awaited = 0;
  #writing: Promise<Result<void, WriteFailure>> | undefined;
  #next: Promise<Result<void, WriteFailure>> | undefined;

  constructor(options: {
    readonly paths: StatePaths;
    readonly openFile: OpenJournalFile;
    /** What `readJournal` found. */
    readonly wholeBytes: number;
    readonly tornBytes: number;
  }) {
    this.#paths = options.paths;
    this.#openFile = options.openFile;
    this.#durableBytes = options.wholeBytes;
    this.#looseBytes = options.tornBytes;
  }

  /** Is every change on disk? */
  get isFlushed(): boolean {
    return this.#queue === "";
  }

  /** Is every change on disk that was to be durable? */
  get isConfirmed(): boolean {
    return this.#awaited === 0;
  }

  /** Appends a change; resolves when it, and all before it, are durable, or with why they are not. */
  append(change: StateChange): Promise<Result<void, WriteFailure>> {
    this.#queue += encodeChange(change);
    this.#awaited = this.#queue.length;
    return this.flush();
  }

  /** Appends a change that need not be durable: it goes out with the next `append`, `flush` or `close`. */
  appendLazily(change: StateChange): void {
    this.#queue += encodeChange(change);
    if (this.#queue.length > lazyCharacters) void this.flush();
  }

  /** Makes all changes so far durable. */
  flush(): Promise<Result<void, WriteFailure>> {
    if (this.#next !== undefined) return this.#next;
    if (this.#writing === undefined) return this.#startWrite();
    // whoever comes while a write is on its way shares the one after it
    this.#next = this.#writing.then(() => {
      this.#next = undefined;
      return this.#startWrite();
    });
    return this.#next;
  }

  /** Flushes and closes the file. It can be used again afterwards. */
  async close(): Promise<Result<void, WriteFailure>> {
    const flushed = await this.flush();
    await this.abandon();
    return flushed;
  }

  /** Closes the file without another write. */
  async abandon(): Promise<void> {
    await this.#writing;
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #startWrite(): Promise<Result<void, WriteFailure>> {
    const writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    this.#writing = writing;
    return writing;
  }

  async #write(): Promise<Result<void, WriteFailure>> {
    if (this.#queue === "") return success(undefined);
    try {
      this.#file ??= await this.#openFile(this.#paths.journal);
      const problem = await this.#prepare(this.#file);
      if (problem !== undefined) return failure(problem);
      const text = this.#queue;
      const bytes = Buffer.from(this.#durableBytes === 0 ? encodeHeader(this.#paths) + text : text);
      if (this.#durableBytes + bytes.length > mostStateBytes) {
        return failure(this.#lost("journal_too_large", "the journal would be larger than what is read"));
      }
      this.#looseBytes = bytes.length;
      await this.#file.append(bytes);
      await this.#file.sync();
      this.#looseBytes = 0;
      this.#durableBytes += bytes.length;
      this.#queue = this.#queue.slice(text.length);
      this.#awaited = Math.max(0, this.#awaited - text.length);
      return success(undefined);
    } catch (cause) {
      return failure(writeFailure(this.#paths.journal, cause));
    }
  }

  /** Cuts off what a failed write left; fails when somebody else wrote here, or took the file away. */
  async #prepare(file: JournalFile): Promise<WriteFailure | undefined> {
    const { bytes, isLinked, isReplaced = true } = await file.look();
    const loose = bytes - this.#durableBytes;
    if (!isLinked && !isReplaced)
      return this.#lost("journal_gone", "the journal was removed while it was in use");
    if (!isLinked || loose < 0 || loose > this.#looseBytes) {
      return this.#lost("journal_taken", "another run writes the journal of this storyboard");
    }
    if (loose > 0) await file.truncate(this.#durableBytes);
    this.#looseBytes = 0;
    return undefined;
  }

  #lost(code: string, message: string): WriteFailure {
    return { kind: "unwritable", code, file: this.#paths.journal, message };
  }
}
