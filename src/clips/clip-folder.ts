import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readdir, rm, unlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import pLimit from "p-limit";
import type { Cause } from "../base/cause.ts";
import { errorCode } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { SharedOutput } from "./claims.ts";
import { isClipName, isPartName, partName, privateFolder, supersededFolder } from "./clip-names.ts";
import type { ClipSurvey, RecordedClip } from "./clip-on-disk.ts";
import { digestOf } from "./digest-file.ts";
import { type Content, DigestMemory } from "./digest-memory.ts";
import { diskError, readError } from "./disk-error.ts";
import { FolderRegister, makePrivateFolder } from "./folder-register.ts";
import { exchanged, type HeldFile, isSameFile, moveFile, renameToFree } from "./move-file.ts";
import { PartFile } from "./part-file.ts";
import type { FolderOwner } from "./register-file.ts";
import { look, openRegular } from "./seen.ts";
import { isOldPart, surveyClips } from "./survey.ts";

/** A clip that was verified, and is held open until it is in its place. */
export interface HeldClip extends HeldFile {
  close(): Promise<void>;
}

/** What a file is known by once it is in its place. */
export interface PlacedClip {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly fingerprint: string;
}

/** Which parts are of no use any more. */
export interface OverParts {
  /** By the tag of the attempt: see `partTag`. */
  isOverTag(tag: string): boolean;
  /** By the clip, for parts of releases that named them so. */
  isOverClip(file: string): boolean;
}

const { O_CREAT, O_EXCL, O_RDWR, O_WRONLY, O_NOFOLLOW = 0 } = constants;
const writeNew = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
const readWriteNew = O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW;

/**
 * The folder of the finished clips. Names come from validated shot ids, and are checked here once more because a
 * lockfile is text that others may have written. Links are not followed, and no file is ever written over: what is in
 * the way has to be moved aside first.
 */
export class ClipFolder {
  /** Absolute path. */
  readonly path: string;
  /** For moves that depend on where other clips are: one after the other. */
  readonly inTurn = pLimit(1);
  readonly #memory: DigestMemory;
  readonly #register: FolderRegister | undefined;

  /** @param owner without one, nothing is claimed, and no digest outlives the object */
  constructor(path: string, owner?: FolderOwner) {
    this.path = path;
    this.#memory = new DigestMemory(path);
    this.#register = owner === undefined ? undefined : new FolderRegister(path, owner, this.#memory);
  }

  /** Makes sure that clips can be written, before anything is paid for. */
  async prepare(): Promise<Result<void, Cause>> {
    const probe = join(this.path, `.dailies-probe-${randomBytes(6).toString("hex")}`);
    try {
      await mkdir(this.path, { recursive: true });
      await (await open(probe, writeNew, 0o644)).close();
      await unlink(probe);
      for (const name of [supersededFolder, privateFolder]) {
        const { kind } = await look(join(this.path, name));
        if (kind === "folder" || kind === "nothing") continue;
        const message = `Something else is where a folder for clips belongs: ${name}`;
        return failure({ code: "clip_path_blocked", message });
      }
      await makePrivateFolder(this.path);
      return success(undefined);
    } catch (error) {
      return failure(diskError(known(error), this.path));
    }
  }

  /** Holds records against what is there. A folder that does not exist is empty, one that cannot be read is not. */
  async survey(records: Iterable<RecordedClip>): Promise<Result<ClipSurvey, Cause>> {
    try {
      await this.#register?.read();
      return success(await surveyClips(this.path, this.#memory, records));
    } catch (error) {
      return failure(readError(known(error), this.path));
    }
  }

  /** Where a clip is now, when it is not where it was when the folder was surveyed. Throws what the disk says. */
  async find(clip: RecordedClip): Promise<string | undefined> {
    const found = (await surveyClips(this.path, this.#memory, [clip])).clipOnDisk(clip);
    return found.kind === "intact" ? found.file : undefined;
  }

  /** Is another storyboard's clip to be found, or to come, under one of these names? Changes nothing. */
  async sharedWith(names: readonly string[]): Promise<Result<SharedOutput | undefined, Cause>> {
    try {
      return success(await this.#register?.sharedWith(names));
    } catch (error) {
      return failure(readError(known(error), this.path));
    }
  }

  /** Claims names in a prepared folder before anything is spent; gives the storyboard that has some of them already. */
  async claim(names: readonly string[]): Promise<Result<SharedOutput | undefined, Cause>> {
    try {
      return success(await this.#register?.claim(names));
    } catch (error) {
      return failure(diskError(known(error), join(this.path, privateFolder)));
    }
  }

  /** Names that were claimed by an earlier run, or by this one. */
  get claimed(): readonly string[] {
    return this.#register?.names ?? [];
  }

  /**
   * Ends a run: keeps what is known of the clips, and removes the parts of attempts that are over. What cannot be written
   * costs time at the next run, and nothing else.
   */
  async settle(parts: OverParts, names?: readonly string[]): Promise<void> {
    try {
      await this.#removeParts(parts);
      await this.#register?.save(names);
    } catch (error) {
      known(error);
    }
  }

  /** Ends a claim that a killed run left behind: its storyboard may move out of the folder, and would hold the names for good. */
  async endClaim(): Promise<void> {
    try {
      await this.#register?.save(undefined);
    } catch (error) {
      known(error);
    }
  }

  /** Absolute path of a clip or part. Throws for a name that could leave the folder: callers hold validated names. */
  locate(file: string): string {
    if (!isClipName(file) && !isPartName(file)) throw new Error(`not a clip's name: ${JSON.stringify(file)}`);
    return join(this.path, file);
  }

  /** Opens an empty part for one attempt's download. */
  async openPart(file: string, attemptId: string): Promise<Result<PartFile, Cause>> {
    const path = this.locate(partName(file, attemptId));
    try {
      await makePrivateFolder(this.path);
      await rm(path, { force: true });
      return success(new PartFile(path, await open(path, readWriteNew, 0o644)));
    } catch (error) {
      return failure(diskError(known(error), path));
    }
  }

  /** Keeps a picture beside the parts while it is used; gives its absolute path. */
  async keepPicture(bytes: Uint8Array, ending: "png" | "jpg"): Promise<Result<string, Cause>> {
    const path = join(this.path, privateFolder, `picture-${randomBytes(8).toString("hex")}.${ending}`);
    try {
      await makePrivateFolder(this.path);
      await writeFile(path, bytes, { flag: "wx" });
      return success(path);
    } catch (error) {
      return failure(diskError(known(error), path));
    }
  }

  /** Lets go of a picture that `keepPicture` kept. */
  async dropPicture(path: string): Promise<void> {
    await rm(path, { force: true }).catch(known);
  }

  /**
   * A whole part with the clip's content, left by a run that died before it had its place. `name`: the one that it was
   * opened with.
   */
  async findPart(name: string, clip: RecordedClip, attemptId: string): Promise<HeldClip | undefined> {
    for (const part of [partName(name, attemptId), `${clip.file}.part`]) {
      const held = await this.hold(part, clip);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  /** Opens a file that has the clip's content; `undefined` where it has not, or cannot be read. */
  async hold(
    name: string,
    { sha256, bytes }: Pick<RecordedClip, "sha256" | "bytes">,
  ): Promise<HeldClip | undefined> {
    const path = this.locate(name);
    try {
      if (!(await this.#isInOwnFolder(name))) return undefined;
      const handle = await openRegular(path);
      if (handle === undefined) return undefined;
      const isWhole = (await handle.stat()).size === bytes && (await digestOf(handle)) === sha256;
      if (isWhole) return { path, stat: () => handle.stat({ bigint: true }), close: () => handle.close() };
      await handle.close();
    } catch (error) {
      known(error);
    }
    return undefined;
  }

  /** What is at a clip's name; throws what the disk says. */
  async contentOf(file: string): Promise<Content> {
    this.locate(file);
    return (await this.#isInOwnFolder(file)) ? await this.#memory.contentOf(file) : { kind: "nothing" };
  }

  /** Of the inputs that this storyboard made a file from, where that is known. */
  fingerprintOf(file: string): string | undefined {
    return this.#memory.get(file)?.fingerprint;
  }

  /**
   * Gives a verified file its place, if the file at its path is still the one that was verified. The place must be free:
   * `clip_path_blocked` where it is not.
   */
  async place(held: HeldFile, clip: PlacedClip): Promise<Result<void, Cause>> {
    const moved = await this.#moveHeld(held, clip.file, clip.bytes);
    if (moved.ok) await this.#memory.remember(clip.file, clip).catch(known);
    return moved;
  }

  /** Keeps a part that is not a clip under a free name of its own. */
  async keepPart(part: PartFile, as: string): Promise<Result<void, Cause>> {
    return await this.#moveHeld(part, as, part.bytes);
  }

  async #moveHeld(held: HeldFile, file: string, bytes: number): Promise<Result<void, Cause>> {
    const to = this.locate(file);
    try {
      await this.#prepareFolderOf(file);
      if (!(await isSameFile(held, held.path, bytes))) return failure(exchanged);
      await moveFile(held.path, to);
      if (!(await isSameFile(held, to, bytes))) return failure(exchanged);
      this.#memory.forget(relative(this.path, held.path).split(sep).join("/"));
      return success(undefined);
    } catch (error) {
      return failure(diskError(known(error), to));
    }
  }

  /** Moves whatever is at a name, but a folder, to a free other name; `clip_path_blocked` where that is taken. */
  async move(from: string, to: string): Promise<Result<void, Cause>> {
    const [source, target] = [this.locate(from), this.locate(to)];
    try {
      await this.#prepareFolderOf(to);
      const content = await look(source);
      const remembered = this.#memory.get(from);
      if (content.kind === "file") await moveFile(source, target);
      else await renameToFree(source, target);
      this.#memory.forget(from);
      const isKnown = content.kind === "file" && content.stamp === remembered?.stamp;
      if (remembered !== undefined && isKnown) await this.#memory.remember(to, remembered);
      return success(undefined);
    } catch (error) {
      return failure(diskError(known(error), target));
    }
  }

  /** The first of many names, counted from 1, that is free on disk. */
  async freeName(nameOf: (nth: number) => string, isTaken: (name: string) => boolean): Promise<string> {
    for (let nth = 1; ; nth += 1) {
      const name = nameOf(nth);
      if (!isTaken(name) && (await look(join(this.path, name))).kind === "nothing") return name;
    }
  }

  async #removeParts({ isOverTag, isOverClip }: OverParts): Promise<void> {
    const folder = join(this.path, privateFolder);
    for (const name of await namesIn(folder)) {
      const tag = /\.([0-9a-f]{16})\.part$/.exec(name)?.[1];
      if (tag !== undefined && isOverTag(tag)) await removeFile(join(folder, name));
    }
    for (const name of await readdir(this.path).catch(() => [])) {
      if (isOldPart(name) && isOverClip(name.replace(/\.part$/, ""))) await removeFile(join(this.path, name));
    }
  }

  async #prepareFolderOf(file: string): Promise<void> {
    if (!file.startsWith(`${supersededFolder}/`)) return;
    const folder = join(this.path, supersededFolder);
    if ((await look(folder)).kind === "folder") return;
    // A link of this name is refused by mkdir, so nothing is moved through it.
    await mkdir(folder).catch(async (error: unknown) => {
      if ((await look(folder)).kind !== "folder") throw error;
    });
  }

  /** A name in a folder that is a link leads elsewhere. */
  async #isInOwnFolder(name: string): Promise<boolean> {
    const folder = dirname(name);
    return folder === "." || (await look(join(this.path, folder))).kind === "folder";
  }
}

/** The disk's word; anything else is a bug. */
function known(error: unknown): unknown {
  if (errorCode(error) === undefined) throw error;
  return error;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await look(folder)).kind === "folder" ? await readdir(folder) : [];
}

async function removeFile(path: string): Promise<void> {
  if ((await look(path)).kind === "file") await rm(path, { force: true });
}
