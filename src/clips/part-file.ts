import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { type FileHandle, rm } from "node:fs/promises";
import { readClipFacts } from "../media/clip.ts";
import type { HeldFile } from "./move-file.ts";

/** A download under way: bytes appended so far and their running digest. */
export class PartFile implements HeldFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #hash = createHash("sha256");
  #bytes = 0;

  /** @param handle of the file, empty and open for reading and writing; closed by `close` and `discard` */
  constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Writes the next chunk, and hashes it meanwhile. Throws the file system's error: the caller distinguishes it from the network's. */
  async append(chunk: Uint8Array): Promise<void> {
    const writing = this.#write(chunk, this.#bytes);
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    await writing;
  }

  async #write(chunk: Uint8Array, at: number): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(chunk, written, chunk.length - written, at + written);
      written += bytesWritten;
    }
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash("sha256");
    this.#bytes = 0;
  }

  /** Makes the bytes durable. */
  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  /** What the clip says of itself. */
  facts(): ReturnType<typeof readClipFacts> {
    return readClipFacts(this.path, this.#handle.fd);
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  stat(): Promise<BigIntStats> {
    return this.#handle.stat({ bigint: true });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** What cannot be removed, as from a folder that is gone, does no harm: the next download begins with removing it. */
  async discard(): Promise<void> {
    await this.close().catch(() => {});
    await rm(this.path, { force: true }).catch(() => {});
  }
}
