import { constants, type FileHandle, lstat, open } from "node:fs/promises";
import path from "node:path";
import { isMissing } from "../../base/files/file-errors.ts";
import { syncFolder } from "../write-lockfile.ts";

/** What the journal asks of a disk; each method throws the system's error. Tests put faults here. */
export interface JournalFile {
  /** Writes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** The file's length, whether it still has its name, and, if not, whether another file has it now. */
  look(): Promise<{ readonly bytes: number; readonly isLinked: boolean; readonly isReplaced?: boolean }>;
  close(): Promise<void>;
}

export type OpenJournalFile = (file: string) => Promise<JournalFile>;

/** Opens a journal for writing at its end, and creates it, durably, where there is none. */
export async function openJournalFile(file: string): Promise<JournalFile> {
  // append mode: whatever goes wrong, nothing is ever written over; a link, which a stranger's project may hold, is not
  // followed, and a pipe is not waited for
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o666);
  try {
    if (!(await handle.stat()).isFile()) throw Object.assign(new Error("not a file"), { code: "not_a_file" });
    await syncFolder(path.dirname(file));
  } catch (cause) {
    await handle.close();
    throw cause;
  }
  return new DiskJournalFile(handle, file);
}

class DiskJournalFile implements JournalFile {
  readonly #handle: FileHandle;
  readonly #path: string;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes);
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  async truncate(bytes: number): Promise<void> {
    await this.#handle.truncate(bytes);
  }

  async look(): Promise<{ bytes: number; isLinked: boolean; isReplaced?: boolean }> {
    const { size, nlink } = await this.#handle.stat();
    if (nlink > 0) return { bytes: size, isLinked: true };
    return { bytes: size, isLinked: false, isReplaced: await exists(this.#path) };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
}
