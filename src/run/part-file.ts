import { createHash } from "node:crypto";
import { type FileHandle, rm } from "node:fs/promises";
import { readClipFacts } from "../media/clip.ts";

/** A download under way: bytes appended so far and their running digest. */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #hash = createHash("sha256");
  #bytes = 0;
  /** The chunk that is on its way to the disk. */
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes the next chunk; the disk writes it while it is hashed and the one after it arrives. Throws the file system's
   * error, now or at the next call: the caller tells it from the network's.
   */
  async append(chunk: Uint8Array): Promise<void> {
    const previous = this.#writing;
    const at = this.#bytes;
    this.#bytes += chunk.length;
    this.#writing = previous.then(() => this.#write(chunk, at));
    // Whoever comes next hears of it.
    this.#writing.catch(() => {});
    this.#hash.update(chunk);
    await previous;
  }

  async #write(chunk: Uint8Array, at: number): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const left = chunk.length - written;
      const { bytesWritten } = await this.#file.write(chunk, written, left, at + written);
      written += bytesWritten;
    }
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#writing;
    await this.#file.truncate(0);
    this.#hash = createHash("sha256");
    this.#bytes = 0;
  }

  /** Makes the bytes durable. */
  async sync(): Promise<void> {
    await this.#writing;
    await this.#file.datasync();
  }

  /** What the clip says of itself. */
  facts(): ReturnType<typeof readClipFacts> {
    return readClipFacts(this.path, this.#file);
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }

  /** What cannot be removed, as from a folder that is gone, does no harm: the next download begins with removing it. */
  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
