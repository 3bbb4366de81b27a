import { createHash } from "node:crypto";
import { closeSync, fdatasync, ftruncateSync, rmSync, write, writeSync } from "node:fs";
import { promisify } from "node:util";
import { readClipFacts } from "../media/clip.ts";

const writeInThread = promisify(write);
const flush = promisify(fdatasync);

/** So little is written sooner than another thread would be told of it. */
const smallBytes = 64 * 1024;

/** A download under way: bytes appended so far and their running digest. */
export class PartFile {
  readonly path: string;
  readonly #descriptor: number;
  #hash = createHash("sha256");
  #bytes = 0;
  /** The chunk that is on its way to the disk. */
  #writing: Promise<void> | undefined;

  /** @param descriptor of the file, empty and open for reading and writing; closed by `close` and `discard` */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes the next chunk; the disk writes a large one while it is hashed and the one after it arrives. Throws the file
   * system's error, now or at the next call: the caller tells it from the network's.
   */
  async append(chunk: Uint8Array): Promise<void> {
    const previous = this.#writing;
    const at = this.#bytes;
    this.#bytes += chunk.length;
    if (chunk.length <= smallBytes) {
      await previous;
      this.#writing = undefined;
      this.#writeNow(chunk, at);
      this.#hash.update(chunk);
      return;
    }
    this.#writing = this.#write(chunk, at, previous);
    // Whoever comes next hears of it.
    this.#writing.catch(() => {});
    this.#hash.update(chunk);
    await previous;
  }

  #writeNow(chunk: Uint8Array, at: number): void {
    let written = 0;
    while (written < chunk.length) {
      written += writeSync(this.#descriptor, chunk, written, chunk.length - written, at + written);
    }
  }

  async #write(chunk: Uint8Array, at: number, previous: Promise<void> | undefined): Promise<void> {
    await previous;
    let written = 0;
    while (written < chunk.length) {
      const left = chunk.length - written;
      const { bytesWritten } = await writeInThread(this.#descriptor, chunk, written, left, at + written);
      written += bytesWritten;
    }
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#writing;
    ftruncateSync(this.#descriptor, 0);
    this.#hash = createHash("sha256");
    this.#bytes = 0;
  }

  /** Makes the bytes durable. */
  async sync(): Promise<void> {
    await this.#writing;
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
