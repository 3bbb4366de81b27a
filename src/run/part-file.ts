import { createHash } from "node:crypto";
import { type FileHandle, rm } from "node:fs/promises";
import { readClipFacts } from "../media/clip.ts";

/** A download under way: bytes appended so far and their running digest. */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #hash = createHash("sha256");
  #bytes = 0;

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws the file system's error: the caller tells it from the network's. */
  async append(chunk: Uint8Array): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const { bytesWritten } = await this.#file.write(
        chunk,
        written,
        chunk.length - written,
        this.#bytes + written,
      );
      written += bytesWritten;
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash("sha256");
    this.#bytes = 0;
  }

  /** Makes the bytes durable. */
  async sync(): Promise<void> {
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
    await this.#file.close();
  }

  /** What cannot be removed, as from a folder that is gone, does no harm: the next download begins with removing it. */
  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
