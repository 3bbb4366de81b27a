import { createHash } from "node:crypto";
import { closeSync, fdatasync, ftruncateSync, rmSync, writeSync, writev } from "node:fs";
import { promisify } from "node:util";
import { readClipFacts } from "../media/clip.ts";

const writeInThread = promisify(writev);
const flush = promisify(fdatasync);

/**
 * The beginning of a clip is written at once: few clips are longer, and the threads that could do it are waiting for the
 * disk to flush other clips.
 */
const beginningBytes = 16 * 1024 * 1024;
/** So much may wait for the disk before the network has to. */
const mostWaitingBytes = 4 * 1024 * 1024;
/** So much is flushed while more arrives, and not at the end. */
const flushedBytes = 64 * 1024 * 1024;

/** A download under way: bytes appended so far and their running digest. */
export class PartFile {
  readonly path: string;
  readonly #descriptor: number;
  #hash = createHash("sha256");
  #bytes = 0;
  /** Chunks that wait for the ones before them to be written. */
  #waiting: Uint8Array[] = [];
  /** Bytes given to the disk; what waits comes after them. */
  #given = 0;
  /** What is on its way to the disk. */
  #writing: Promise<void> | undefined;
  /** Flushes of what was written, one after the other; one that failed is met at the end. */
  #flushing: Promise<void> = Promise.resolve();
  #flushed = 0;

  /** @param descriptor of the file, empty and open for reading and writing; closed by `close` and `discard` */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes the next chunk. Of a long clip, it is written by a thread while it is hashed and others arrive, which are then
   * written together. Throws the file system's error, now or at a later call: the caller tells it from the network's.
   */
  async append(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#bytes <= beginningBytes) {
      this.#writeNow(chunk);
      this.#hash.update(chunk);
      return;
    }
    this.#waiting.push(chunk);
    if (this.#writing === undefined) {
      this.#writing = this.#writeWaiting();
      // Whoever comes next hears of it.
      this.#writing.catch(() => {});
    }
    this.#hash.update(chunk);
    if (this.#bytes - this.#given > mostWaitingBytes) await this.#writing;
  }

  #writeNow(chunk: Uint8Array): void {
    let written = 0;
    while (written < chunk.length) {
      written += writeSync(this.#descriptor, chunk, written, chunk.length - written, this.#given + written);
    }
    this.#given += written;
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      let chunks = this.#waiting;
      this.#waiting = [];
      while (chunks.length > 0) {
        const { bytesWritten } = await writeInThread(this.#descriptor, chunks, this.#given);
        this.#given += bytesWritten;
        chunks = after(chunks, bytesWritten);
      }
      if (this.#given - this.#flushed >= flushedBytes) this.#flushBehind();
    }
    // One that failed stays, and is met again.
    this.#writing = undefined;
  }

  #flushBehind(): void {
    this.#flushed = this.#given;
    this.#flushing = this.#flushing.then(() => flush(this.#descriptor));
    this.#flushing.catch(() => {});
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#writing;
    await this.#flushing;
    ftruncateSync(this.#descriptor, 0);
    this.#hash = createHash("sha256");
    this.#bytes = 0;
    this.#given = 0;
    this.#flushed = 0;
  }

  /** Makes the bytes durable. */
  async sync(): Promise<void> {
    await this.#writing;
    await this.#flushing;
    await flush(this.#descriptor);
  }

  /** What the clip says of itself. */
  facts(): ReturnType<typeof readClipFacts> {
    return readClipFacts(this.path, this.#descriptor);
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => {});
    await this.#flushing.catch(() => {});
    closeSync(this.#descriptor);
  }

  /** What cannot be removed, as from a folder that is gone, does no harm: the next download begins with removing it. */
  async discard(): Promise<void> {
    await this.close().catch(() => {});
    try {
      rmSync(this.path, { force: true });
    } catch {}
  }
}

/** What is left of chunks of which so many bytes are done with. */
function after(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = 0;
  return chunks.flatMap((chunk) => {
    const start = Math.min(Math.max(bytes - skipped, 0), chunk.length);
    skipped += chunk.length;
    return start === chunk.length ? [] : [chunk.subarray(start)];
  });
}
