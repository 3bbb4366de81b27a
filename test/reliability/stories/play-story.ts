import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { success } from "../../../src/base/result.ts";
import { seededRandom } from "../../../src/base/seeded-random.ts";
import { openStore } from "../../../src/lockfile/store.ts";
import { makePlan } from "../../../src/plan/make/make-plan.ts";
import type { Selection } from "../../../src/plan/make/plan-request.ts";
import { makeRescuePlan } from "../../../src/plan/make/rescue-plan.ts";
import type { ClipOrder, VideoProvider } from "../../../src/provider/provider.ts";
import type { SessionRequest } from "../../../src/run/session/request.ts";
import { resolve } from "../../../src/state/resolution.ts";
import type { Attempt, LockState } from "../../../src/state/state.ts";
import { openFilesIn } from "../../fakes/open-files.ts";
import type { FaultRule } from "../../testkit/faults.ts";
import { attemptsIn, filesBelow, tasksOnDisk } from "../promises.ts";
import {
  MortalClipFolder,
  makeWorld,
  type Session,
  type SessionOptions,
  session,
  storyboardIn,
  type World,
} from "../world.ts";
import { Books } from "./books.ts";
import { recordedInputs, sentInputs, sha256Of, stillsByContent } from "./clip-inputs.ts";
import type { Command, Person, Run, Story } from "./commands.ts";
import { type Crash, crashingJournal } from "./crashing-journal.ts";
import { Project, type Remote } from "./project.ts";
import { ruleOf } from "./story-faults.ts";

/** Rounds of an ordinary run and a settling of doubts, after which everything must be on disk. */
const roundsToPeace = 4;
const accounts = ["sk-story-first-0123456789", "sk-story-second-0123456789"] as const;

/** Links die after a day, and nobody promises anything of what they led to. */
const longestStoryMs = 20 * 60 * 60 * 1_000;

/**
 * Plays a story to its end and throws where a promise is broken. Its clock runs with the machine's: on one that is so busy
 * that a day goes by in it, the story says nothing, and another one is played.
 */
export async function playStory(story: Story): Promise<void> {
  const world = await makeWorld({
    speed: 5_000,
    server: { generationMs: () => story.generationSeconds * 1_000 },
    anyKey: true,
  });
  const begun = world.clock.now();
  try {
    const play = new Play(story, world);
    await play.run().catch((error: unknown) => {
      fc.pre(world.clock.now() - begun < longestStoryMs);
      throw error;
    });
    await play.closeFilesOfDeadRuns();
    const open = openFilesIn(join(world.folder, ".."));
    if (open.length > 0) throw new Error(`files that nobody closed: ${open.join(", ")}`);
  } finally {
    await world.close();
  }
}

class Play {
  readonly #story: Story;
  readonly #world: World;
  readonly #books: Books;
  readonly #people: readonly [Project, Project];
  readonly #second: Project;
  readonly #remote: Remote;
  /** Chained shots that were sent too early, in words. */
  readonly #early: string[] = [];
  readonly #submits = new Set<Promise<unknown>>();
  readonly #dead: { closeFiles(): Promise<void> }[] = [];

  constructor(story: Story, world: World) {
    this.#story = story;
    this.#world = world;
    this.#books = new Books(world.server);
    const shots = story.shots.map((canLookUp, index) => {
      return { id: `s${index}`, canLookUp, link: story.links[index] ?? {} };
    });
    const first = { title: "prompt", shots };
    const colleague = { folder: join(world.folder, "..", "colleague"), name: "film.yaml", clips: "clips" };
    this.#people = [new Project(world, first), new Project(storyboardIn(world, colleague), first)];
    const others = story.sharesIds ? shots : shots.map((one) => ({ ...one, id: `second-${one.id}` }));
    this.#second = new Project(
      storyboardIn(world, { folder: world.folder, name: "second.yaml", clips: "clips" }),
      { title: "other prompt", shots: others },
    );
    const shared = join(world.folder, "..", "remote");
    mkdirSync(shared);
    this.#remote = { file: join(shared, "film.lock.json"), written: [] };
  }

  async run(): Promise<void> {
    for (const command of this.#story.commands) {
      await this.#play(command);
      for (const project of this.#projects) this.#books.checkSent(await project.state());
    }
    for (const project of this.#projects) await this.#makePeace(project);
    await this.#people[0].push(this.#remote);
    await this.#people[1].push(this.#remote);
    await this.#people[0].pull(this.#remote);
    for (const project of this.#projects) {
      await this.#makePeace(project);
      await this.#rescue(project);
      await this.#books.checkPeace(project);
      this.#books.checkSent(await project.state());
    }
    await this.#books.checkNothingLost(this.#projects);
  }

  /** When nothing writes any more: a process that died closes nothing, and this one lives on. */
  async closeFilesOfDeadRuns(): Promise<void> {
    for (const dead of this.#dead) await dead.closeFiles();
  }

  /** Those that the story is about. */
  get #projects(): Project[] {
    const { commands } = this.#story;
    const [first, colleague] = this.#people;
    const projects = [first];
    if (commands.some((command) => command.by === 1)) projects.push(colleague);
    if (commands.some((command) => this.#projectOf(command) === this.#second)) projects.push(this.#second);
    return projects;
  }

  get #accounts(): readonly string[] {
    const isSecondUsed = this.#story.commands.some((one) => one.kind === "run" && one.account === 1);
    return isSecondUsed ? accounts : accounts.slice(0, 1);
  }

  #projectOf(command: Command): Project {
    const isSecond = command.kind === "run" && command.storyboard === "second" && command.by === 0;
    return isSecond ? this.#second : this.#person(command.by);
  }

  #person(by: Person): Project {
    return this.#people[by];
  }

  async #play(command: Command): Promise<void> {
    const project = this.#person(command.by);
    switch (command.kind) {
      case "run":
        return await this.#disturbedRun(this.#projectOf(command), command);
      case "edit":
        return project.edit(command.shot, command.back);
      case "link":
        return project.link(command.shot, command.link);
      case "takes":
        return project.changeTakes(command.shot);
      case "judge":
        return await this.#judge(project, command);
      case "rename shot":
        // Two people who rename a shot each in their way have two shots.
        if (this.#isShared) return;
        return project.renameShot(command.shot);
      case "resolve":
        return await this.#resolve(project, command.shot);
      case "push":
        return await project.push(this.#remote);
      case "pull":
        return await project.pull(this.#remote);
      case "switch":
        // What is in the journal belongs to the branch that it was written on.
        if (project.hasJournal) return;
        await this.#resolveAll(project);
        return project.switchBranch();
      case "lose":
        if (project.hasJournal || !project.hasClip || project.lockfile === undefined) return;
        return await this.#lose(project, command.paysAgain);
      case "rename":
        if (project.hasJournal || !project.hasClip || project.lockfile === undefined) return;
        return await this.#rename(project);
      case "damage":
        return await project.damage(command.shot, command.how);
    }
  }

  async #judge(project: Project, { shot, how }: Command & { readonly kind: "judge" }): Promise<void> {
    const taskId = await project.judge(shot, how);
    if (taskId !== undefined) this.#books.sendBack(taskId);
  }

  /** Do records go from one folder, or one branch, to another? */
  get #isShared(): boolean {
    return this.#story.commands.some(
      (command) =>
        command.by === 1 ||
        command.kind === "switch" ||
        command.kind === "lose" ||
        (command.kind === "run" && command.storyboard === "second"),
    );
  }

  async #rename(project: Project): Promise<void> {
    const renameLockfile = project.rename();
    await this.#expectRefusal(project);
    renameLockfile();
  }

  async #lose(project: Project, paysAgain: boolean): Promise<void> {
    const bringBack = project.lose();
    await this.#expectRefusal(project);
    if (!paysAgain) return bringBack();
    this.#books.forgive(project);
    project.known.clear();
    await this.#session(project, { options: { concurrency: 2, payAgain: true } });
  }

  async #expectRefusal(project: Project): Promise<void> {
    const { outcome } = await this.#sessionOnce(project, { options: {} });
    // Another storyboard's claim to the same names is as good a reason.
    if (outcome.kind !== "unrecorded_clips" && outcome.kind !== "output_shared") {
      throw new Error(`clips without their lockfile: ${outcome.kind}, where a refusal was due`);
    }
  }

  async #disturbedRun(project: Project, run: Run): Promise<void> {
    const { server } = this.#world;
    const { end } = run;
    const interrupt = new AbortController();
    let events = 0;
    let pulled: Promise<void> | undefined;
    const options: SessionOptions = {
      key: accounts[run.account],
      concurrency: run.concurrency,
      interrupt: interrupt.signal,
      timeouts: { answerMs: 80, stallMs: 80 },
      random: seededRandom(run.seed),
      planOf: this.#planOf(project, { rejected: run.rejected }),
      onEvent: () => {
        events += 1;
        if (events === run.pullAtEvent && project !== this.#second) pulled = project.pull(this.#remote);
        if (end.kind === "interrupted" && events === end.atEvent) {
          interrupt.abort();
          server.release();
        }
      },
    };
    const rules = await this.#rulesOf(project, run);
    const { rejected } = run;
    if (end.kind === "crashed")
      await this.#crashedSession(project, { rules, options, crash: end, interrupt, rejected });
    else {
      const ended = await this.#session(project, { rules, options, rejected });
      if (pulled === undefined) await this.#checkExit(project, ended);
    }
    await pulled;
  }

  async #rulesOf(project: Project, { faults }: Run): Promise<FaultRule[]> {
    const other = attemptsIn(await project.state()).find(({ attempt }) => attempt.taskId !== undefined);
    const taskId = other?.attempt.taskId;
    const files = `${this.#world.server.filesUrl}/files/videos`;
    const task = taskId === undefined ? undefined : { taskId, resultUrl: `${files}/${taskId}/output.mp4` };
    const prompt = `of ${other?.id.replace("second-", "").replace(/-.*/, "")},`;
    return faults.flatMap((fault) => ruleOf(fault, fault.match?.prompt === prompt ? undefined : task) ?? []);
  }

  async #crashedSession(
    project: Project,
    about: Played & { readonly crash: Crash; readonly interrupt: AbortController },
  ): Promise<void> {
    const { options, crash: at, interrupt } = about;
    await this.#accounted(project, about, async () => {
      let crash = (): void => {};
      const crashed = new Promise<void>((done) => {
        crash = done;
      });
      const journal = crashingJournal(at, crash);
      const output = new MortalClipFolder(project.world);
      this.#dead.push(journal, output);
      const { openFile } = journal;
      await Promise.race([this.#start(project, { ...options, openFile, output }), crashed]);
      // What is left of the run ends by itself: it waits for the journal, or finds its lock gone.
      interrupt.abort();
      rmSync(project.world.paths.runLock, { force: true });
    });
  }

  /** A run, and what a person answers who is refused. */
  async #session(project: Project, played: Played): Promise<Session> {
    const ended = await this.#sessionOnce(project, played);
    switch (ended.outcome.kind) {
      case "output_shared":
        await this.#separate(project);
        return await this.#session(project, played);
      case "unrecorded_clips":
        // As after a switch to a branch that does not know them: they are paid for again.
        return await this.#session(project, { ...played, options: { ...played.options, payAgain: true } });
      default:
        return ended;
    }
  }

  /** The second storyboard gets a folder of its own: at once, or when its last run has ended in order. */
  async #separate(refused: Project): Promise<void> {
    if (this.#second.isSeparate) throw new Error("refused for the sake of a storyboard that has moved out");
    if (refused !== this.#second) await this.#makePeace(this.#second);
    await this.#second.separate();
  }

  async #sessionOnce(project: Project, played: Played): Promise<Session> {
    const mark = await this.#books.mark(project);
    const ended = await this.#accounted(project, played, () => this.#start(project, played.options));
    const { kind } = ended.outcome;
    if (kind !== "finished" && this.#books.paidSince(mark).length > 0) {
      throw new Error(`paid for, though refused: ${kind}`);
    }
    return ended;
  }

  /** What is submitted meanwhile, and until nothing is under way any more, is held against the record. */
  async #accounted<T>(
    project: Project,
    { rules = [], rejected = false }: Played,
    work: () => Promise<T>,
  ): Promise<T> {
    const { server } = this.#world;
    const mark = await this.#books.mark(project, { rejected });
    server.script(this.#books.tasksOfOtherAccounts(), ...rules);
    const result = await work();
    server.release();
    await Promise.all(this.#submits);
    server.faults.clear();
    this.#books.checkPaidOnce(project, mark);
    const [early] = this.#early;
    if (early !== undefined) throw new Error(early);
    return result;
  }

  #start(project: Project, options: SessionOptions): Promise<Session> {
    return session(project.world, project.jobs(), {
      key: accounts[0],
      provider: (provider) => this.#watched(provider, project),
      planOf: this.#planOf(project, {}),
      loadStills: async () => success(stillsByContent),
      ...options,
    });
  }

  #planOf(project: Project, selection: Selection): SessionRequest["planOf"] {
    return (known) => makePlan({ ...known, jobs: project.jobs(), choices: project.choices, selection });
  }

  /**
   * A run that came to its end says so by its exit code: 3 where money is at risk, 0 only where every job has its clip.
   * One that waits for what does not come has no end.
   */
  async #checkExit(project: Project, { outcome, exit }: Session): Promise<void> {
    if (outcome.kind !== "finished") return;
    const { stopped } = outcome.outcome;
    if (stopped === "interrupted" || stopped === "run_lock_lost") return;
    const isOpen = attemptsIn(await project.state()).some(
      ({ attempt: { state } }) => state !== "done" && state !== "failed",
    );
    if (isOpen && exit !== 3) throw new Error(`ended with ${exit}, and money is at risk`);
    // A clip that was had once, and could not be fetched again yet, is the one thing that is at risk though nothing is open.
    const onDisk = tasksOnDisk(project.world.clips);
    const isLost = attemptsIn(await project.state()).some(
      ({ attempt: { state, taskId = "" } }) => state === "done" && !onDisk.has(taskId),
    );
    if (exit === 3 && !isOpen && !isLost) throw new Error("ended with 3, and nothing is at risk");
    if (exit !== 0) return;
    const left = (await project.planned()).items.filter(({ action }) => action !== "none");
    if (left.length > 0)
      throw new Error(
        `ended with 0, and ${left.map(({ id, action, reason }) => `${id} (${action}, ${reason})`).join(", ")} to do`,
      );
  }

  async #makePeace(project: Project): Promise<void> {
    for (let round = 0; round < roundsToPeace; round += 1) {
      let isDone = true;
      for (const key of this.#accounts) {
        const ended = await this.#session(project, { options: { key, concurrency: 4 } });
        await this.#checkExit(project, ended);
        isDone &&= ended.exit === 0;
      }
      if (isDone) return;
      await this.#resolveAll(project);
    }
  }

  /** Clips of earlier inputs, and those of others, are fetched by a rescue alone. */
  async #rescue(project: Project): Promise<void> {
    for (const key of this.#accounts) {
      const planOf: SessionOptions["planOf"] = ({ state, ...known }) => makeRescuePlan(state, known);
      const { outcome } = await this.#sessionOnce(project, { options: { key, planOf } });
      if (outcome.kind !== "finished") throw new Error(`a rescue is refused: ${outcome.kind}`);
    }
  }

  async #resolveAll(project: Project): Promise<void> {
    for (const [shot] of this.#story.shots.entries()) await this.#resolve(project, shot);
  }

  /** What a user does who looks the shot up in the provider's books. */
  async #resolve(project: Project, shot: number): Promise<void> {
    const opened = await openStore(project.world.paths);
    if (!opened.ok) throw new Error("the state cannot be read");
    const store = opened.value;
    const doubtful = doubtsIn(store.state).find(({ id }) => project.isOf(shot, id));
    if (doubtful !== undefined) {
      const taskId = this.#unclaimedTask(project, store.state, doubtful.attempt);
      const finding =
        taskId === undefined ? { kind: "not_submitted" as const } : { kind: "task" as const, taskId };
      const change = resolve(store.state, doubtful, { ...finding, at: this.#world.clock.now() });
      if (!change.ok) throw new Error(`not resolved: ${change.error.kind}`);
      await store.record(change.value, { durable: true });
    }
    const closed = await store.close();
    if (!closed.ok) throw new Error(closed.error.message);
  }

  /** A colleague's task of the same inputs is not what became of this submit. */
  #unclaimedTask({ known }: Project, state: LockState, { inputs, submittedAt }: Attempt): string | undefined {
    const claimed = new Set(attemptsIn(state).map(({ attempt }) => attempt.taskId));
    return this.#world.server.ledger.tasks.findLast(
      ({ taskId, body, acceptedAt }) =>
        known.has(taskId) &&
        !claimed.has(taskId) &&
        sentInputs(body) === recordedInputs(inputs) &&
        acceptedAt >= submittedAt,
    )?.taskId;
  }

  /** When a chained shot is sent, the very clips that it takes pictures of are on disk, and on record as done. */
  async #checkClipsAreThere({ request }: ClipOrder, project: Project): Promise<void> {
    const pictures = Object.values(request.frames).filter((frame) => frame !== undefined);
    if (pictures.length === 0) return;
    const onDisk = new Set(filesBelow(project.world.clips).map((file) => sha256Of(readFileSync(file))));
    const done = new Set(
      attemptsIn(await project.state()).flatMap(({ attempt: { state, clip } }) =>
        state === "done" ? [clip?.sha256] : [],
      ),
    );
    for (const picture of pictures) {
      const sha256 = /:sha256:([0-9a-f]{64})$/.exec(picture)?.[1];
      if (sha256 === undefined || !onDisk.has(sha256) || !done.has(sha256)) {
        this.#early.push(`${request.prompt} was sent before the clip for ${picture} was there`);
      }
    }
  }

  /** Remembers submits under way: what has left a process that died may still arrive. */
  #watched(provider: VideoProvider, project: Project): VideoProvider {
    const send: VideoProvider["submit"] = async (order, signal) => {
      await this.#checkClipsAreThere(order, project);
      return await provider.submit(order, signal);
    };
    const submit: VideoProvider["submit"] = (order, signal) => {
      const submitted = send(order, signal);
      this.#submits.add(submitted);
      return submitted.finally(() => this.#submits.delete(submitted));
    };
    return new Proxy(provider, {
      get: (target, name) => {
        if (name === "submit") return submit;
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? (member as () => unknown).bind(target) : member;
      },
    });
  }
}

/** One run: what goes wrong in it, and how it is started. */
interface Played {
  readonly rules?: readonly FaultRule[];
  readonly options: SessionOptions;
  /** Are takes rolled anew whose clips were sent back? */
  readonly rejected?: boolean;
}

function doubtsIn(state: LockState): { id: string; take: number; attempt: Attempt }[] {
  return [...state].flatMap(([id, takes]) =>
    takes.flatMap(({ take, attempts }) =>
      attempts
        .filter(({ state: stage }) => stage === "uncertain" || stage === "submitting")
        .map((attempt) => ({ id, take, attempt })),
    ),
  );
}
