import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../base/files/file-errors.ts";
import { comparable, privateFolder } from "./clip-names.ts";
import {
  type FolderOwner,
  isPageName,
  pageName,
  type RegisterPage,
  readPage,
  storyboardIn,
  storyboardOf,
} from "./register-file.ts";
import { look } from "./seen.ts";

/** Another storyboard has some of the names. */
export interface SharedOutput {
  /** The other storyboard, relative to the output folder, with `/`. */
  readonly storyboard: string;
  readonly kind: RegisterPage["kind"];
  /** The clips that both would write. */
  readonly names: readonly string[];
}

/** The storyboard that asks, and those of its clips that are surely its own. */
export type Claimant = Pick<RegisterPage, "storyboard" | "kind" | "clips">;

/** Looks for another storyboard's claim on any of the names. Throws what the disk says. */
export async function sharedOutput(
  folder: string,
  own: Claimant,
  names: readonly string[],
): Promise<SharedOutput | undefined> {
  const others = new OthersClips(folder, own.clips);
  for (const page of await otherPages(folder, own)) {
    const claimed = await claimedBy(others, page, names);
    if (claimed.length > 0) return { storyboard: page.storyboard, kind: page.kind, names: claimed };
  }
  return undefined;
}

/**
 * Is the folder another's, and not this storyboard's, whatever its clips are called? A folder that cannot be looked into is
 * not: whoever uses it will meet that.
 */
export async function isOthersFolder(folder: string, owner: FolderOwner): Promise<boolean> {
  try {
    const own = { storyboard: await storyboardIn(folder, owner), kind: owner.kind };
    if ((await readPage(join(folder, privateFolder, pageName(own)))) !== undefined) return false;
    const others = new OthersClips(folder, new Map());
    for (const page of await otherPages(folder, own)) if (await isLiving(others, page)) return true;
    return false;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

async function otherPages(
  folder: string,
  own: Pick<RegisterPage, "storyboard" | "kind">,
): Promise<RegisterPage[]> {
  const registers = join(folder, privateFolder);
  if ((await look(registers)).kind !== "folder") return [];
  const files = (await namesOf(registers)).filter((name) => isPageName(name) && name !== pageName(own));
  const pages = await Promise.all(files.map((name) => readPage(join(registers, name))));
  return pages.filter((page) => page !== undefined);
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

async function claimedBy(
  others: OthersClips,
  page: RegisterPage,
  names: readonly string[],
): Promise<readonly string[]> {
  const promised = new Set(page.names.map(comparable));
  const kept = new Set([...page.clips.keys()].map(comparable));
  const common = names.filter((name) => promised.has(comparable(name)) || kept.has(comparable(name)));
  if (common.length === 0 || !(await isLiving(others, page))) return [];
  // Of a shot that is no longer in the other storyboard, only a clip that is still there counts.
  const claimed = await Promise.all(
    common.map(async (name) => promised.has(comparable(name)) || (await others.mayHave(name))),
  );
  return common.filter((_, index) => claimed[index]);
}

/**
 * The other storyboard still exists, and still uses the folder: it runs, or one of its clips is there. One that was given
 * an output of its own, and whose clips were moved there, gives the names back.
 */
async function isLiving(others: OthersClips, page: RegisterPage): Promise<boolean> {
  if (!(await isThere(storyboardOf(others.folder, page)))) return false;
  if (page.isRunning) return true;
  for (const name of page.clips.keys()) if (await others.mayHave(name)) return true;
  return false;
}

/** The files of a folder that may be another storyboard's: all but the asker's own. */
class OthersClips {
  readonly folder: string;
  readonly #own: RegisterPage["clips"];

  constructor(folder: string, own: RegisterPage["clips"]) {
    this.folder = folder;
    this.#own = own;
  }

  /**
   * Is there a file of this name that may be a clip, and is it not known to be the asker's, as where its clip replaced one
   * that moved? An empty file holds nobody's clip.
   */
  async mayHave(name: string): Promise<boolean> {
    if (name.includes("\u0000")) return false;
    const seen = await look(join(this.folder, name)).catch(() => undefined);
    if (seen?.kind !== "file") return seen?.kind !== "nothing";
    return seen.bytes > 0 && seen.stamp !== this.#own.get(name)?.stamp;
  }
}

/** What cannot be looked at may be there. A name that no file can have is not. */
async function isThere(path: string): Promise<boolean> {
  if (path.includes("\u0000")) return false;
  try {
    return (await look(path)).kind !== "nothing";
  } catch {
    return true;
  }
}
