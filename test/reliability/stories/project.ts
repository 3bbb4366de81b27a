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
import {
  type Choices,
  judgedClip,
  noChoices,
  pick,
  reject,
  withdraw,
  withRenamedChoices,
} from "../../../src/choices/choices.ts";
import type { Frames } from "../../../src/contracts/request/clip-request.ts";
import { encodeLockfile } from "../../../src/lockfile/encode.ts";
import { readLockfile } from "../../../src/lockfile/read/read-lockfile.ts";
import { readState } from "../../../src/lockfile/store.ts";
import { fingerprint } from "../../../src/manifest/bind/fingerprint.ts";
import { clipName, type Inputs, type Job, type Need } from "../../../src/manifest/job.ts";
import { makePlan } from "../../../src/plan/make/make-plan.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import type { LockState } from "../../../src/state/state.ts";
import { unite } from "../../../src/state/unite.ts";
import { job, lookUpJob } from "../../fakes/run-harness.ts";
import { stubClipNote } from "../../testkit/stub-clips.ts";
import { attemptsIn } from "../promises.ts";
import { storyboardIn, type World } from "../world.ts";
import { recordedInputs, sentInputs } from "./clip-inputs.ts";
import type { Damage, Judgement, Link } from "./commands.ts";

/** A shot as the storyboard has it. */
interface WrittenShot {
  /** How often its prompt was rewritten. */
  readonly version: number;
  /** How often it got another id. */
  readonly renames: number;
  readonly takes: number;
  readonly link: Link;
}

/** What a branch of the project holds, and the tasks that its records must know. */
interface Branch {
  readonly lockfile: string | undefined;
  readonly written: readonly WrittenShot[];
  readonly known: ReadonlySet<string>;
}

/** What is in git for everybody: a lockfile in a folder of its own. */
export interface Remote {
  readonly file: string;
  written: readonly WrittenShot[];
}

/** One storyboard in one person's folder: its prompts, its branches, and the tasks that its record must know. */
export class Project {
  world: World;
  /** The storyboard, shot for shot. */
  written: WrittenShot[];
  choices: Choices = noChoices;
  /** Tasks that this person's runs were answered for by the provider, and those of pulled records. */
  known = new Set<string>();
  readonly #title: string;
  readonly #shots: readonly { readonly id: string; readonly canLookUp: boolean }[];
  #otherBranch: Branch | undefined;
  #renames = 0;

  constructor(
    world: World,
    film: {
      readonly title: string;
      readonly shots: readonly { readonly id: string; readonly canLookUp: boolean; readonly link: Link }[];
    },
  ) {
    this.world = world;
    this.#title = film.title;
    this.#shots = film.shots;
    this.written = film.shots.map(({ link }) => ({ version: 0, renames: 0, takes: 1, link }));
  }

  jobs(): Job[] {
    return this.written.flatMap(({ takes }, shot) =>
      Array.from({ length: takes }, (_, index) => this.#job(shot, index + 1)),
    );
  }

  #job(shot: number, take: number): Job {
    const { version = 0 } = this.written[shot] ?? {};
    const id = this.idOf(shot) ?? "no shot";
    // As with a seed that is counted up: no two takes have the same inputs.
    const of = take === 1 ? "" : `, take ${take}`;
    const prompt = `${this.#title} of s${shot}, version ${version}${of}`;
    const canLookUp = this.#shots[shot]?.canLookUp === true;
    const model = canLookUp ? "seedance-2" : "kling-v3";
    const plain = job(id, { inputs: { model, prompt } });
    const other = canLookUp ? lookUpJob(id, prompt) : plain;
    const { inputs, fingerprint: plainFingerprint } = plain;
    const whole = { ...other, inputs, fingerprint: plainFingerprint, take, clip: clipName(id, take) };
    const { frames, needs } = this.#chained(shot);
    if (frames.first === undefined) return whole;
    const { first, last } = frames;
    const framed = { ...inputs, first_frame: first, ...(last === undefined ? {} : { last_frame: last }) };
    const request = { ...whole.request, frames };
    return { ...whole, needs, request, inputs: framed, fingerprint: fingerprint(framed) };
  }

  /** The frames that a shot takes out of the clips of others, as its template names them. */
  #chained(shot: number): { readonly frames: Frames; readonly needs: readonly Need[] } {
    const { end, start } = this.written[shot]?.link ?? {};
    const others = [end, start].map((number) =>
      number === undefined || shot === 0 ? undefined : this.idOf((number + shot) % shot),
    );
    const [ends, starts] = others;
    if (ends === undefined) return { frames: {}, needs: [] };
    const needs = [...new Set(others)].flatMap((id) => (id === undefined ? [] : [{ id, take: 1 }]));
    const last = starts === undefined ? {} : { last: `start_of_clip:${starts}` };
    return { frames: { first: `end_of_clip:${ends}`, ...last }, needs };
  }

  /** The shot's id; `undefined` where the film has fewer shots. */
  idOf(shot: number): string | undefined {
    const id = this.#shots[shot]?.id;
    const renames = this.written[shot]?.renames ?? 0;
    return id === undefined || renames === 0 ? id : `${id}-${renames}`;
  }

  /** All ids that the shot may have had. */
  isOf(shot: number, id: string): boolean {
    const first = this.#shots[shot]?.id;
    return first !== undefined && (id === first || id.startsWith(`${first}-`));
  }

  edit(shot: number, back: boolean): void {
    this.#write(shot, ({ version }) => ({ version: Math.max(0, version + (back ? -1 : 1)) }));
  }

  link(shot: number, link: Link): void {
    this.#write(shot, () => ({ link }));
  }

  changeTakes(shot: number): void {
    this.#write(shot, ({ takes }) => ({ takes: takes === 1 ? 2 : 1 }));
  }

  /** Gives the shot an id that it has not had, and what was decided about it goes along. */
  renameShot(shot: number): void {
    const from = this.idOf(shot);
    this.#write(shot, ({ renames }) => ({ renames: renames + 1 }));
    const to = this.idOf(shot);
    if (from !== undefined && to !== undefined)
      this.choices = withRenamedChoices(this.choices, [{ from, to }]);
  }

  #write(shot: number, change: (before: WrittenShot) => Partial<WrittenShot>): void {
    const before = this.written[shot];
    if (before !== undefined) this.written[shot] = { ...before, ...change(before) };
  }

  /** Decides about a clip of the shot, if there is one. Gives the task whose clip was sent back. */
  async judge(shot: number, how: Judgement): Promise<string | undefined> {
    const id = this.idOf(shot);
    const clips = [...((id === undefined ? undefined : (await this.state()).get(id)) ?? [])].flatMap(
      ({ take, attempts }) =>
        attempts.flatMap(({ state, clip, taskId }) =>
          state === "done" && clip !== undefined ? [{ clip: judgedClip(take, clip), taskId }] : [],
        ),
    );
    const one = how === "pick the oldest" ? clips[0] : clips.at(-1);
    if (id === undefined || one === undefined) return undefined;
    const decide = { reject, withdraw, "pick the oldest": pick, "pick the newest": pick }[how];
    this.choices = new Map(this.choices).set(id, decide(this.choices.get(id), one.clip));
    return how === "reject" ? one.taskId : undefined;
  }

  /** What a plan makes of the jobs if every clip on record is there. */
  async planned(): Promise<Plan> {
    const state = await this.state();
    return makePlan({
      jobs: this.jobs(),
      state,
      choices: this.choices,
      clipOnDisk: ({ file }) => ({ kind: "intact", file }),
      now: this.world.clock.now(),
    });
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
    return this.jobs().some(({ clip, inputs, needs }) => {
      // What a chained shot's inputs are, only the record can say.
      if (needs.length > 0) return false;
      const file = join(this.world.clips, clip);
      return existsSync(file) && isMadeFrom(file, inputs);
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
      this.written = [...remote.written];
    } else {
      const united = unite(await stateIn(base), await stateIn(lockfile), await stateIn(remote.file));
      writeFileSync(lockfile, encodeLockfile(united, "render"));
      this.written = this.written.map((mine, shot) => {
        const other = remote.written[shot];
        return other !== undefined && other.version > mine.version ? other : mine;
      });
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
    remote.written = [...this.written];
  }

  /** Goes over to the other branch, which begins at the very beginning. */
  switchBranch(): void {
    const other = this.#otherBranch ?? { lockfile: undefined, written: this.written, known: new Set() };
    this.#otherBranch = { lockfile: this.lockfile, written: this.written, known: this.known };
    this.#put(other.lockfile);
    this.written = [...other.written];
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

/** Is the clip of exactly these inputs? */
function isMadeFrom(file: string, inputs: Inputs): boolean {
  const note = stubClipNote(readFileSync(file));
  return note !== undefined && sentInputs(note.body) === recordedInputs(inputs);
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
