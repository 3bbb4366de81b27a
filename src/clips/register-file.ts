import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { readPlainFile } from "../base/files/plain-file.ts";
import { isClipName, shortStem } from "./clip-names.ts";

/** Whose clips they are. A rehearsal and a render of one storyboard are two owners. */
export interface FolderOwner {
  /** The storyboard's absolute path. */
  readonly storyboard: string;
  readonly kind: "render" | "rehearsal";
}

/** What a storyboard last knew of one of its clips. */
export interface KnownClip {
  readonly sha256: string;
  /** The file's stamp when that digest was made. */
  readonly stamp: string;
  /** Of the inputs that the clip was rendered from. */
  readonly fingerprint: string;
}

/** One storyboard's page about an output folder: a claim, and a cache of digests. Never believed over a file. */
export interface RegisterPage {
  /** Relative to the folder, with `/`. */
  readonly storyboard: string;
  readonly kind: FolderOwner["kind"];
  /** From the claim until the run has ended; a run that was killed leaves it. */
  readonly isRunning: boolean;
  /** The clips of all its jobs, whether they are there yet or not. */
  readonly names: readonly string[];
  readonly clips: ReadonlyMap<string, KnownClip>;
}

const registerVersion = 1;
/** Some two hundred bytes a clip: enough for a hundred thousand of them. */
const mostRegisterBytes = 64 * 1024 * 1024;

const pagePattern = /\.[0-9a-f]{16}\.clips\.json$/;
const sha256Pattern = /^[0-9a-f]{64}$/;
const stampPattern = /^[0-9:-]{1,160}$/;

/** Might this file of the private folder be a storyboard's page? */
export function isPageName(name: string): boolean {
  return pagePattern.test(name);
}

/** The storyboard as a page of this folder names it. Links are resolved, so that two ways to one folder are one. */
export async function storyboardIn(folder: string, owner: FolderOwner): Promise<string> {
  const from = await realpath(folder);
  const parent = await realpath(dirname(owner.storyboard)).catch(() => dirname(owner.storyboard));
  return relative(from, join(parent, basename(owner.storyboard)))
    .split(sep)
    .join("/");
}

/** `STEM.HASH.clips.json`: a storyboard has one page in a folder, and writes no other. */
export function pageName({ storyboard, kind }: Pick<RegisterPage, "storyboard" | "kind">): string {
  const hash = createHash("sha256").update(`${kind} ${storyboard}`).digest("hex").slice(0, 16);
  const stem = shortStem(basename(storyboard).replace(/\.ya?ml$/, ""));
  return `${stem}.${hash}.clips.json`;
}

/** Absolute path of the storyboard that a page is about. */
export function storyboardOf(folder: string, page: RegisterPage): string {
  return resolve(folder, page.storyboard);
}

/** `undefined` where there is none, or none that this release understands: it is made anew. */
export async function readPage(file: string): Promise<RegisterPage | undefined> {
  try {
    const read = await readPlainFile(file, { mostBytes: mostRegisterBytes });
    const page = read.ok ? parsePage(JSON.parse(read.value.bytes.toString("utf8"))) : undefined;
    // A page under another's name, as after a copy by hand, is nobody's.
    return page !== undefined && pageName(page) === basename(file) ? page : undefined;
  } catch {
    return undefined;
  }
}

function parsePage(content: unknown): RegisterPage | undefined {
  if (!isObject(content) || content.register_version !== registerVersion) return undefined;
  const { storyboard, kind, is_running, names, clips } = content;
  if (typeof storyboard !== "string" || (kind !== "render" && kind !== "rehearsal")) return undefined;
  if (typeof is_running !== "boolean" || !Array.isArray(names) || !isObject(clips)) return undefined;
  const known = new Map<string, KnownClip>();
  for (const [name, clip] of Object.entries(clips)) {
    if (isClipName(name) && isKnownClip(clip)) known.set(name, clip);
  }
  const claimed = names.filter((name: unknown): name is string => typeof name === "string");
  return { storyboard, kind, isRunning: is_running, names: claimed.filter(isClipName), clips: known };
}

function isKnownClip(clip: unknown): clip is KnownClip {
  if (!isObject(clip)) return false;
  const { sha256, stamp, fingerprint } = clip;
  return (
    typeof sha256 === "string" &&
    sha256Pattern.test(sha256) &&
    typeof stamp === "string" &&
    stampPattern.test(stamp) &&
    typeof fingerprint === "string"
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Written whole or not at all. One run at a time writes a page, under its storyboard's run lock. */
export async function writePage(folder: string, page: RegisterPage): Promise<void> {
  const file = join(folder, pageName(page));
  const temporary = `${file}.tmp`;
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  await rm(temporary, { force: true });
  const handle = await open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o644);
  try {
    await handle.writeFile(pageText(page));
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

function pageText({ storyboard, kind, isRunning, names, clips }: RegisterPage): string {
  const content = {
    register_version: registerVersion,
    storyboard,
    kind,
    is_running: isRunning,
    names,
    clips: Object.fromEntries(clips),
  };
  return `${JSON.stringify(content)}\n`;
}
