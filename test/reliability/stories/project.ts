import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { encodeLockfile } from "../../../src/lockfile/encode.ts";
import { readLockfile } from "../../../src/lockfile/read/read-lockfile.ts";
import { readState } from "../../../src/lockfile/store.ts";
import type { Job } from "../../../src/manifest/job.ts";
import type { LockState } from "../../../src/state/state.ts";
import { unite } from "../../../src/state/unite.ts";
import { job, lookUpJob } from "../../fakes/run-harness.ts";
import { stubClipNote } from "../../testkit/stub-clips.ts";
import { attemptsIn } from "../promises.ts";
import { storyboardIn, type World } from "../world.ts";
import type { Damage } from "./commands.ts";

/** What a branch of the project holds, and the tasks that its records must know. */
interface Branch {
  readonly lockfile: string | undefined;
  readonly edits: readonly number[];
  readonly known: ReadonlySet<string>;
}

/** What is in git for everybody: a lockfile in a folder of its own. */
export interface Remote {
  readonly file: string;
  edits: readonly number[];
}

/** One storyboard in one person's folder: its prompts, its branches, and the tasks that its record must know. */
export class Project {
  world: World;
  /** How often each shot's prompt was rewritten. */
  edits: number[];
  /** Tasks that this person's runs were answered for by the provider, and those of pulled records. */
  known = new Set<string>();
  readonly #title: string;
  readonly #shots: readonly { readonly id: string; readonly canLookUp: boolean }[];
  #otherBranch: Branch | undefined;
  #renames = 0;

  constructor(
    world: World,
    film: { readonly title: string; readonly shots: readonly { id: string; canLookUp: boolean }[] },
  ) {
    this.world = world;
    this.#title = film.title;
    this.#shots = film.shots;
    this.edits = film.shots.map(() => 0);
  }

  jobs(): Job[] {
    return this.#shots.map(({ id, canLookUp }, index) => {
      const prompt = `${this.#title} of s${index}, version ${this.edits[index]}`;
      const model = canLookUp ? "seedance-2" : "kling-v3";
      const plain = job(id, { inputs: { model, prompt } });
      const { inputs, fingerprint } = plain;
      return canLookUp ? { ...lookUpJob(id, prompt), inputs, fingerprint } : plain;
    });
  }

  /** The shot's id; `undefined` where the film has fewer shots. */
  idOf(shot: number): string | undefined {
    return this.#shots[shot]?.id;
  }

  edit(shot: number, back: boolean): void {
    const version = this.edits[shot];
    if (version !== undefined) this.edits[shot] = Math.max(0, version + (back ? -1 : 1));
  }

  async state(): Promise<LockState> {
    const read = await readState(this.world.paths);
    if (!read.ok)
      throw new Error(`the state cannot be read: ${read.error.map(({ code }) => code).join(", ")}`);
    return read.value.state;
  }

  /** Did the last run end without an end? What it did is not in the lockfile yet. */
  get hasJournal(): boolean {
    return existsSync(this.world.paths.journal);
  }

  get lockfile(): string | undefined {
    return textOf(this.world.paths.lockfile);
  }

  /**
   * Has a shot its clip, rendered from the inputs of today? Only then must a lost lockfile be noticed: a clip of other inputs
   * would be replaced with the lockfile, too.
   */
  get hasClip(): boolean {
    return this.jobs().some(({ clip, inputs }) => {
      const file = join(this.world.clips, clip);
      return existsSync(file) && stubClipNote(readFileSync(file))?.body.prompt === inputs.prompt;
    });
  }

  /** Brings what others have recorded in; both sides' records stay. */
  async pull(remote: Remote): Promise<void> {
    const theirs = textOf(remote.file);
    if (theirs === undefined) return;
    const { lockfile } = this.world.paths;
    const base = `${lockfile}.pulled`;
    const ours = textOf(lockfile);
    const isBehind = ours === undefined || ours === textOf(base);
    if (isBehind) {
      copyFileSync(remote.file, lockfile);
      this.edits = [...remote.edits];
    } else {
      const united = unite(await stateIn(base), await stateIn(lockfile), await stateIn(remote.file));
      writeFileSync(lockfile, encodeLockfile(united, "render"));
      this.edits = this.edits.map((version, shot) => Math.max(version, remote.edits[shot] ?? 0));
    }
    copyFileSync(remote.file, base);
    for (const taskId of tasksIn(theirs)) this.known.add(taskId);
  }

  async push(remote: Remote): Promise<void> {
    await this.pull(remote);
    const { lockfile } = this.world.paths;
    if (!existsSync(lockfile)) return;
    copyFileSync(lockfile, remote.file);
    copyFileSync(lockfile, `${lockfile}.pulled`);
    remote.edits = [...this.edits];
  }

  /** Goes over to the other branch, which begins at the very beginning. */
  switchBranch(): void {
    const other = this.#otherBranch ?? { lockfile: undefined, edits: this.edits, known: new Set() };
    this.#otherBranch = { lockfile: this.lockfile, edits: this.edits, known: this.known };
    this.#put(other.lockfile);
    this.edits = [...other.edits];
    this.known = new Set(other.known);
  }

  /** Tasks that are on record on the branch that is not checked out. */
  get tasksElsewhere(): readonly string[] {
    return tasksIn(this.#otherBranch?.lockfile ?? "");
  }

  /** Removes the lockfile; what is given back puts it there again. */
  lose(): () => void {
    const text = this.lockfile;
    this.#put(undefined);
    return () => this.#put(text);
  }

  /** Renames the storyboard alone; what is given back renames its lockfile, too. */
  rename(): () => void {
    const before = this.world;
    this.#renames += 1;
    rmSync(before.storyboard);
    const { folder } = before;
    this.world = storyboardIn(before, { folder, name: `film-${this.#renames}.yaml`, clips: "clips" });
    const { lockfile } = before.paths;
    return () => {
      if (existsSync(lockfile)) renameSync(lockfile, this.world.paths.lockfile);
      if (existsSync(`${lockfile}.pulled`)) {
        renameSync(`${lockfile}.pulled`, `${this.world.paths.lockfile}.pulled`);
      }
    };
  }

  get isSeparate(): boolean {
    return this.world.clips.endsWith("-second");
  }

  /** Gives the storyboard an output folder of its own, and brings its clips there. */
  async separate(): Promise<void> {
    const before = this.world.clips;
    this.world = { ...this.world, clips: `${before}-second` };
    for (const { attempt } of attemptsIn(await this.state())) {
      const file = attempt.clip?.file;
      if (file === undefined || !existsSync(join(before, file))) continue;
      if (stubClipNote(readFileSync(join(before, file)))?.taskId !== attempt.taskId) continue;
      mkdirSync(join(this.world.clips, "superseded"), { recursive: true });
      renameSync(join(before, file), join(this.world.clips, file));
    }
  }

  /** Damages the clip of a shot, if it is done and there, and can be fetched again. */
  async damage(shot: number, how: Damage): Promise<void> {
    const files = attemptsIn(await this.state()).flatMap(({ id, attempt }) => {
      const file = join(this.world.clips, attempt.clip?.file ?? "nothing");
      const canFetch = attempt.state === "done" && attempt.expiresAt !== undefined;
      return canFetch && existsSync(file) ? [{ id, file }] : [];
    });
    const file = files.findLast(({ id }) => id === this.idOf(shot))?.file;
    if (file === undefined) return;
    const bytes = readFileSync(file);
    switch (how) {
      case "removed":
        return rmSync(file);
      case "emptied":
        return writeFileSync(file, "");
      case "cut in half":
        return writeFileSync(file, bytes.subarray(0, bytes.length / 2));
      case "exchanged with another": {
        const other = files.find((one) => one.file !== file)?.file;
        if (other === undefined) return;
        writeFileSync(file, readFileSync(other));
        writeFileSync(other, bytes);
      }
    }
  }

  #put(lockfile: string | undefined): void {
    if (lockfile === undefined) rmSync(this.world.paths.lockfile, { force: true });
    else writeFileSync(this.world.paths.lockfile, lockfile);
    // Where there is no common history, a pull unites.
    rmSync(`${this.world.paths.lockfile}.pulled`, { force: true });
  }
}

/** The tasks that a lockfile names. */
function tasksIn(lockfile: string): string[] {
  return [...lockfile.matchAll(/"task_id": ?"([^"]+)"/g)].map(([, taskId = ""]) => taskId);
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function stateIn(file: string): Promise<LockState> {
  const read = await readLockfile(file, "render");
  if (!read.ok) throw new Error(`${file} cannot be read: ${read.error.map(({ code }) => code).join(", ")}`);
  return read.value.state;
}
