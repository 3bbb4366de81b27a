import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "./write-lockfile.ts";

/** What the journal asks of a disk; each method throws the system's error. Tests put faults here. */
export interface JournalFile {
  /** Writes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** The file's length, and whether it still has its name. */
  look(): Promise<{ readonly bytes: number; readonly isLinked: boolean }>;
  close(): Promise<void>;
}

export type OpenJournalFile = (file: string) => Promise<JournalFile>;

/** Opens a journal for writing at its end, and creates it, durably, where there is none. */
export async function openJournalFile(file: string): Promise<JournalFile> {
  // append mode: whatever goes wrong, nothing is ever written over
  const handle = await open(file, "a");
  try {
    await syncFolder(path.dirname(file));
  } catch (cause) {
    await handle.close();
    throw cause;
  }
  return new DiskJournalFile(handle);
}

class DiskJournalFile implements JournalFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#handle.write(bytes, written);
      written += bytesWritten;
    }
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  async truncate(bytes: number): Promise<void> {
    await this.#handle.truncate(bytes);
  }

  async look(): Promise<{ bytes: number; isLinked: boolean }> {
    const { size, nlink } = await this.#handle.stat();
    return { bytes: size, isLinked: nlink > 0 };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
