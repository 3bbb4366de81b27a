import { type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import { failure, type Result, success } from "../result.ts";
import { fileStamp } from "./file-stamp.ts";

/** Files, there or not, each as it was when it was first named. */
export class FileStamps {
  readonly #stamps = new Map<string, string>();

  /** To be called before the file is read, so that no change between the two is missed. `file` is absolute. */
  take(file: string): void {
    if (!this.#stamps.has(file)) this.#stamps.set(file, stampNow(file));
  }

  haveChanged(): boolean {
    return [...this.#stamps].some(([file, stamp]) => stampNow(file) !== stamp);
  }

  /** The folders in which the files are, or would be; of a link also where it leads. */
  folders(): ReadonlySet<string> {
    const files = [...this.#stamps.keys()];
    return new Set(files.flatMap((file) => [file, linked(file)]).map((file) => existing(dirname(file))));
  }
}

/** Why changes in a folder cannot be seen, such as `ENOSPC` where the system has no watches left. */
export interface Unwatchable {
  readonly folder: string;
  readonly code: string;
}

/** One save is several events: a file made empty and written, or one renamed over another. */
const settleMs = 50;

/** Resolves when one of the files is not what it was, or at the signal. Folders are watched: editors replace files. */
export async function nextChange(
  stamps: FileStamps,
  signal: AbortSignal,
): Promise<Result<void, Unwatchable>> {
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      const folders = stamps.folders();
      const look = (): void => {
        timer = undefined;
        // A folder that has come into being is still to be watched.
        const isNew = [...stamps.folders()].some((folder) => !folders.has(folder));
        if (isNew || stamps.haveChanged()) resolve(success(undefined));
      };
      const lookSoon = (): void => {
        timer ??= setTimeout(look, settleMs);
      };
      signal.addEventListener("abort", () => resolve(success(undefined)), { once: true });
      for (const folder of folders) {
        const unwatchable = (error: unknown): void => resolve(failure({ folder, code: codeOf(error) }));
        try {
          watchers.push(watch(folder, lookSoon).on("error", unwatchable));
        } catch (error) {
          unwatchable(error);
        }
      }
      // What changed before the folders were watched.
      lookSoon();
    });
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}

function stampNow(file: string): string {
  try {
    return fileStamp(statSync(file, { bigint: true }));
  } catch (error) {
    return codeOf(error);
  }
}

function linked(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function existing(folder: string): string {
  const above = dirname(folder);
  return above === folder || stampNow(folder) !== "ENOENT" ? folder : existing(above);
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}
