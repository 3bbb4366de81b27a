import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SharedOutput, sharedOutput } from "./claims.ts";
import { privateFolder } from "./clip-names.ts";
import type { DigestMemory } from "./digest-memory.ts";
import { type FolderOwner, pageName, readPage, storyboardIn, writePage } from "./register-file.ts";
import { look } from "./seen.ts";

/**
 * What a folder's register knows of one storyboard: which names it claims, and the digests of its clips. A missing or
 * broken page is made anew. Throws what the disk says.
 */
export class FolderRegister {
  readonly #folder: string;
  readonly #owner: FolderOwner;
  readonly #memory: DigestMemory;
  #names: readonly string[] = [];
  /** What the page says, so that nothing new is not written again. */
  #saved: string | undefined;

  constructor(folder: string, owner: FolderOwner, memory: DigestMemory) {
    this.#folder = folder;
    this.#owner = owner;
    this.#memory = memory;
  }

  async read(): Promise<void> {
    const registers = join(this.#folder, privateFolder);
    if ((await look(registers)).kind !== "folder") return;
    const page = await readPage(join(registers, pageName(await this.#self())));
    if (page === undefined) return;
    this.#memory.learn(page.clips);
    this.#names = page.names;
    this.#saved = JSON.stringify([page.isRunning, page.names, [...page.clips]]);
  }

  /** Is another storyboard's clip to be found, or to come, under one of these names? Changes nothing. */
  async sharedWith(names: readonly string[]): Promise<SharedOutput | undefined> {
    if ((await look(join(this.#folder, privateFolder))).kind !== "folder") return undefined;
    const own = { ...(await this.#self()), clips: this.#memory.ownClips() };
    return await sharedOutput(this.#folder, own, names);
  }

  /**
   * The claim is written before the others' are read: of two runs that begin at once, at least one sees the other. A claim
   * that is refused is taken back.
   */
  async claim(names: readonly string[]): Promise<SharedOutput | undefined> {
    const before = this.#names;
    this.#names = names;
    await this.#write(true);
    const shared = await this.sharedWith(names);
    if (shared === undefined) return undefined;
    this.#names = before;
    await this.#write(false);
    return shared;
  }

  /** Ends a claim, but for the names; `names` replaces them. */
  async save(names: readonly string[] | undefined): Promise<void> {
    this.#names = names ?? this.#names;
    const isNeeded = this.#names.length > 0 || this.#memory.ownClips().size > 0;
    if (!isNeeded || (await look(this.#folder)).kind === "nothing") return;
    await makePrivateFolder(this.#folder);
    await this.#write(false);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  async #write(isRunning: boolean): Promise<void> {
    const clips = this.#memory.ownClips();
    const names = this.#names;
    const sorted = [...clips].sort(([a], [b]) => (a < b ? -1 : 1));
    const saved = JSON.stringify([isRunning, names, sorted]);
    if (saved === this.#saved) return;
    const page = { ...(await this.#self()), isRunning, names, clips: new Map(sorted) };
    await writePage(join(this.#folder, privateFolder), page);
    this.#saved = saved;
  }

  async #self(): Promise<{ readonly storyboard: string; readonly kind: FolderOwner["kind"] }> {
    return { storyboard: await storyboardIn(this.#folder, this.#owner), kind: this.#owner.kind };
  }
}

/** Keeps itself out of git, whatever the project's own ignores say. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const path = join(folder, privateFolder);
  if ((await look(path)).kind === "folder") return;
  if ((await look(folder)).kind === "file") throw Object.assign(new Error("a file"), { code: "ENOTDIR" });
  await mkdir(folder, { recursive: true });
  // A link of this name is refused by mkdir, so nothing is written through it.
  await mkdir(path).catch((error: unknown) => ifThere(error));
  if ((await look(path)).kind !== "folder") throw Object.assign(new Error("taken"), { code: "EEXIST" });
  await writeFile(join(path, ".gitignore"), "*\n", { flag: "wx" }).catch(() => {});
}

/** Two downloads may make the folder at once. */
function ifThere(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}
