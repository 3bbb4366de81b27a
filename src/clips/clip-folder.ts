import { createHash } from "node:crypto";
import { constants, lstatSync, mkdirSync, open as openDescriptor, renameSync, rmSync } from "node:fs";
import { mkdir, open, readdir, unlink } from "node:fs/promises";
import { join, parse } from "node:path";
import { promisify } from "node:util";
import type { Cause } from "../base/cause.ts";
import { failure, type Result, success } from "../base/result.ts";
import { PartFile } from "./part-file.ts";

const create = promisify(openDescriptor);

/** Where clips go that newer ones replace, inside the output folder. */
export const supersededFolder = "superseded";

const clipName = /^(?:superseded\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * The folder of the finished clips. Names come from validated shot ids, and are checked here once more because a
 * lockfile is text that others may have written; files are opened and renamed without following links.
 *
 * Looking a name up and renaming a file take microseconds, and several times as long when a thread is asked to do it, so
 * they are done at once. Making a file is left to a thread: it waits while the disk flushes another.
 */
export class ClipFolder {
  /** Absolute path. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes sure that clips can be written, before anything is paid for. */
  async prepare(): Promise<Result<void, Cause>> {
    const probe = join(this.path, `.dailies-probe-${process.pid}`);
    try {
      await mkdir(this.path, { recursive: true });
      const file = await open(probe, "w");
      await file.close();
      await unlink(probe);
      if (kindOf(join(this.path, supersededFolder)) === "file") {
        const message = `Something else stands where a folder for clips belongs: ${supersededFolder}`;
        return failure({ code: "clip_path_blocked", message });
      }
      return success(undefined);
    } catch (error) {
      return failure(diskError(error, this.path));
    }
  }

  /** Names of the clips on disk, those in `superseded/` with that prefix. A folder that does not exist has none. */
  async list(): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for (const entry of await entriesOf(this.path)) {
      if (!entry.isDirectory()) names.add(entry.name);
    }
    for (const entry of await entriesOf(join(this.path, supersededFolder))) {
      if (!entry.isDirectory()) names.add(`${supersededFolder}/${entry.name}`);
    }
    return names;
  }

  /** Absolute path of a clip. Throws for a name that could leave the folder: callers hold validated names. */
  locate(file: string): string {
    if (!clipName.test(file)) throw new Error(`not a clip's name: ${JSON.stringify(file)}`);
    return join(this.path, file);
  }

  /** Opens an empty `.part` file beside the clip's place. */
  async openPart(file: string): Promise<Result<PartFile, Cause>> {
    const path = `${this.locate(file)}.part`;
    try {
      return success(new PartFile(path, await this.#createPart(file, path)));
    } catch (error) {
      return failure(diskError(error, path));
    }
  }

  /** Nearly always the folder is there and the name is free, so that is tried first. */
  async #createPart(file: string, path: string): Promise<number> {
    // A link here would be followed by an ordinary open.
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
    if (!file.startsWith(`${supersededFolder}/`)) {
      try {
        return await create(path, flags, 0o644);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ENOENT" && code !== "EEXIST") throw error;
      }
    }
    this.#prepareFolderOf(file);
    rmSync(path, { force: true });
    return await create(path, flags, 0o644);
  }

  /** Digest of a clip, or of its `.part`; `undefined` when there is no such file. */
  async digest(file: string, suffix: "" | ".part" = ""): Promise<string | undefined> {
    try {
      const handle = await open(
        `${this.locate(file)}${suffix}`,
        constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0),
      );
      const hash = createHash("sha256");
      for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
      return hash.digest("hex");
    } catch {
      return undefined;
    }
  }

  /**
   * Renames the verified `.part` into place. The place must be free: see `moveAside`. `part`: the file that the part
   * was opened for, where the clip has another name than was expected.
   */
  place(file: string, part = file): Result<void, Cause> {
    return this.#rename(`${this.locate(part)}.part`, this.locate(file));
  }

  /** Keeps a `.part` that is not a clip under a free name of its own. */
  keepPart(part: string, as: string): Result<void, Cause> {
    try {
      this.#prepareFolderOf(as);
    } catch (error) {
      return failure(diskError(error, this.path));
    }
    return this.#rename(`${this.locate(part)}.part`, this.locate(as));
  }

  /** What stands where a clip belongs. */
  occupant(file: string): "nothing" | "file" | "folder" {
    return kindOf(this.locate(file));
  }

  /** Moves a clip from one name to a free other one. */
  move(from: string, to: string): Result<void, Cause> {
    try {
      this.#prepareFolderOf(to);
    } catch (error) {
      return failure(diskError(error, this.path));
    }
    return this.#rename(this.locate(from), this.locate(to));
  }

  /** `superseded/STEM.TAG.mp4`, or the first free `superseded/STEM.TAG-N.mp4`; the ending is the file's own. */
  freeSupersededName(file: string, tag: string): string {
    const { name: stem, ext: ending } = parse(file);
    for (let n = 1; ; n += 1) {
      const name = `${supersededFolder}/${stem}.${tag}${n === 1 ? "" : `-${n}`}${ending}`;
      if (this.occupant(name) === "nothing") return name;
    }
  }

  #prepareFolderOf(file: string): void {
    mkdirSync(this.path, { recursive: true });
    if (!file.startsWith(`${supersededFolder}/`)) return;
    const folder = join(this.path, supersededFolder);
    // A link of this name is refused by mkdir, so nothing is moved through it.
    if (kindOf(folder) !== "folder") mkdirSync(folder);
  }

  #rename(from: string, to: string): Result<void, Cause> {
    try {
      // A file is never renamed onto a folder, whatever the system calls it.
      renameSync(from, to);
      return success(undefined);
    } catch (error) {
      if (kindOf(to) !== "folder") return failure(diskError(error, to));
      return failure({ code: "clip_path_blocked", message: "A folder stands where the clip belongs." });
    }
  }
}

async function entriesOf(folder: string): Promise<{ name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function kindOf(path: string): "nothing" | "file" | "folder" {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return "nothing";
    return found.isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}

/** An error of the file system in the run's terms. */
export function diskError(error: unknown, path: string): Cause {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { code: "disk_full", message: `There is no room for the clip (${code}).` };
    case "EEXIST":
      return {
        code: "clip_path_blocked",
        message: "Something else stands where a folder for clips belongs.",
      };
    case "EMFILE":
    case "ENFILE":
      return { code: "too_many_open_files", message: `No further file can be opened now (${code}).` };
    case "EISDIR":
    case "ENOTEMPTY":
      return { code: "clip_path_blocked", message: `A folder stands where the clip belongs (${code}).` };
    default:
      return { code: "output_unwritable", message: `The output folder cannot be written (${code}): ${path}` };
  }
}
