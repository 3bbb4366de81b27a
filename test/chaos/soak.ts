import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import { openStore } from "../../src/lockfile/store.ts";
import { type Finding, resolve } from "../../src/state/resolution.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";
import { Dice } from "../fakes/dice.ts";
import { attemptsIn, stateOf } from "../reliability/promises.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { apiKey, type Command, type Hooks, startDailies } from "./command.ts";
import { SharedClock } from "./shared-clock.ts";
import { checkFilm, checkPaidOnce, checkRecord, recordedInputs, sentInputs } from "./soak-books.ts";
import { damageClips } from "./soak-damage.ts";
import { shortestTaskMs, soakFaults, soakHeader } from "./soak-faults.ts";
import { SoakFilm } from "./soak-film.ts";

export interface SoakOptions {
  readonly seed: number;
  readonly shots: number;
  /** Share of the requests to every endpoint that meet a fault. */
  readonly faults: number;
  /** Runs that are killed or interrupted, at least. */
  readonly kills: number;
  readonly onProgress?: (text: string) => void;
}

export interface SoakResult {
  readonly shots: number;
  readonly edits: number;
  readonly runs: number;
  /** Runs that died of SIGKILL. */
  readonly kills: number;
  /** Runs that Ctrl-C ended. */
  readonly interrupts: number;
  readonly requests: number;
  readonly faults: number;
  readonly damagedClips: number;
  readonly resolved: number;
  readonly paid: number;
  /** Of the paid tasks: those that the provider failed. */
  readonly failedTasks: number;
  readonly readings: number;
  readonly paidTwice: readonly string[];
  readonly lost: readonly string[];
  readonly strangeClips: readonly string[];
  readonly invalidLockfiles: readonly string[];
  /** Anything else that should not be: a bug's exit code, a film that does not come to its end. */
  readonly otherFindings: readonly string[];
}

/** Runs without an end from outside until all is done, at most. */
const roundsToPeace = 20;
/** Doubts of one round that are settled through the command line; the rest by the same code without a process each. */
const resolvedByCommand = 2;
/** So fast that minutes of waiting are seconds, and slow enough that an answer on this machine is no time-out. */
const hurried = 40;

/** Renders one long film through everything that goes wrong, and holds the provider's books against the disk. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "dailies-soak-"));
  const clock = new SharedClock(hurried);
  const acceptedAt = new Map<string, number>();
  const server = await startTestServer({
    apiKey,
    now: () => clock.now(),
    idPrefix: "soak",
    balance: { remaining: 1_000_000, perTask: 0.01 },
    generationMs: (_body, index) => shortestTaskMs + ((index * 7) % 45) * 1_000,
    faults: soakFaults({
      seed: options.seed,
      share: options.faults,
      ageMs: (taskId) => {
        const at =
          acceptedAt.get(taskId) ?? server.ledger.tasks.find((task) => task.taskId === taskId)?.acceptedAt;
        if (at === undefined) return undefined;
        acceptedAt.set(taskId, at);
        return clock.now() - at;
      },
    }),
  });
  // What hangs is answered in the end, sometimes within the time that a command waits, sometimes not.
  const release = setInterval(() => server.release(), 700);
  try {
    return await new Soak({ ...options, folder, server, clock }).run();
  } finally {
    clearInterval(release);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #folder: string;
  readonly #clips: string;
  readonly #paths: StatePaths;
  readonly #server: TestServer;
  readonly #clock: SharedClock;
  readonly #dice: Dice;
  readonly #film: SoakFilm;
  readonly #paidTwice = new Set<string>();
  readonly #invalidLockfiles: string[] = [];
  readonly #otherFindings: string[] = [];
  #runs = 0;
  #kills = 0;
  #interrupts = 0;
  #resolved = 0;
  #damaged = 0;
  #readings = 0;

  constructor(about: SoakOptions & { folder: string; server: TestServer; clock: SharedClock }) {
    this.#options = about;
    this.#folder = about.folder;
    this.#clips = join(about.folder, "clips");
    this.#server = about.server;
    this.#clock = about.clock;
    this.#dice = new Dice(about.seed);
    this.#film = new SoakFilm(about.folder, about.shots, this.#dice);
    this.#paths = statePaths(this.#film.file, { rehearsal: false });
  }

  async run(): Promise<SoakResult> {
    const { kills, onProgress } = this.#options;
    while (this.#kills + this.#interrupts < kills && this.#runs < kills * 2) {
      await this.#disturbedRun();
      await this.#afterRun();
      await this.#betweenRuns();
      onProgress?.(
        `${this.#kills} kills, ${this.#interrupts} times Ctrl-C, ${this.#server.ledger.paid} tasks paid`,
      );
    }
    await this.#makePeace();
    return await this.#hold();
  }

  /** One run that is killed or interrupted after so many requests, now and then one that ends by itself. */
  async #disturbedRun(): Promise<void> {
    const dice = this.#dice;
    const end = dice.random();
    const isInterrupt = end < 0.25;
    const isCrash = !isInterrupt && end < 0.4;
    // A clip takes several requests, and about as many changes of the disk.
    const moments = 1 + dice.below(Math.min(900, 4 * missingClips(this.#film, await this.#state()) + 20));
    const command = this.#render(isCrash ? { crash: { at: moments } } : {});
    const before = requestsOf(this.#server);
    const reach = (share: number): Promise<unknown> =>
      Promise.race([
        command.ended,
        this.#server.waitFor((server) => requestsOf(server) >= before + moments * share),
      ]);
    await reach(dice.random());
    if (dice.chance(0.4)) this.#film.change();
    await reach(1);
    if (!isCrash && end < 0.95) {
      command.child.kill(isInterrupt ? "SIGINT" : "SIGKILL");
      if (isInterrupt && dice.chance(0.15)) command.child.kill("SIGINT");
    }
    const { code, errors } = await command.ended;
    if (code === null) this.#kills += 1;
    if (code === 130) this.#interrupts += 1;
    this.#judge(code, errors);
  }

  #render(hooks: Hooks = {}): Command {
    this.#runs += 1;
    const concurrency = this.#dice.pick(["10", "50", "150", "auto"]) ?? "auto";
    const pace = ["--poll-interval", "2s", "--submit-rate", "off", "--query-rate", "off"];
    // The lock of a run that was killed while it wrote that lock is empty; it is given up after some real seconds.
    const lock = ["--lock-timeout", "20m"];
    const url = ["--base-url", this.#server.url];
    return this.#start(
      ["render", "film.yaml", ...url, ...pace, ...lock, "--concurrency", concurrency],
      hooks,
    );
  }

  #start(args: readonly string[], hooks: Hooks = {}): Command {
    return startDailies(this.#folder, args, { ...hooks, clock: this.#clock.forHook });
  }

  #judge(code: number | null, errors: string): void {
    const isExpected = code === null || [0, 1, 3, 4, 130].includes(code);
    if (!isExpected) this.#otherFindings.push(`a run ended with ${code}: ${errors.trim().slice(-600)}`);
  }

  /** What dead processes had sent arrives, then the books are held against the record, and some doubts are settled. */
  async #afterRun({ isPeace = false } = {}): Promise<void> {
    await this.#settleSockets();
    const state = await this.#state();
    for (const finding of checkPaidOnce(this.#world, state)) this.#paidTwice.add(finding);
    // In the end also those that a run looks up by itself: it does so only for takes that the storyboard still has.
    await this.#resolveDoubts(state, isPeace ? isDoubtful : isHeld);
  }

  async #betweenRuns(): Promise<void> {
    if (this.#dice.chance(0.8)) this.#film.change();
    const { dice, clips, now } = { dice: this.#dice, clips: this.#clips, now: this.#clock.now() };
    this.#damaged += damageClips({ clips, state: await this.#state(), share: 0.002, now, dice });
  }

  get #world(): { film: SoakFilm; server: TestServer; clips: string } {
    return { film: this.#film, server: this.#server, clips: this.#clips };
  }

  async #state(): Promise<LockState> {
    this.#readings += 1;
    const state = await stateOf(this.#paths);
    if (state === undefined) this.#invalidLockfiles.push(`after run ${this.#runs}`);
    return state ?? new Map();
  }

  /** It was in the sockets before these questions, so everything is in the books after them. */
  async #settleSockets(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      this.#server.release();
      const headers = { authorization: `Bearer ${apiKey}`, [soakHeader]: "settle" };
      await (await fetch(`${this.#server.url}/v1/user/balance`, { headers })).text();
    }
  }

  /** Says of most submits in doubt what the provider's books say of them; the rest waits. */
  async #resolveDoubts(state: LockState, isAsked: (attempt: Attempt) => boolean): Promise<void> {
    const claimed = new Set(attemptsIn(state).map(({ attempt }) => attempt.taskId));
    const findings: { id: string; take: number; finding: Finding }[] = [];
    for (const [id, takes] of state) {
      for (const { take, attempts } of takes) {
        const doubtful = attempts.find(isAsked);
        if (doubtful === undefined || !this.#dice.chance(0.8)) continue;
        const inputs = recordedInputs(doubtful);
        // An older task of the same inputs, failed and long forgotten by the record, is not this submit's.
        const task = this.#server.ledger.tasks.find(
          ({ taskId, body, acceptedAt }) =>
            !claimed.has(taskId) && sentInputs(body) === inputs && acceptedAt >= doubtful.submittedAt,
        );
        claimed.add(task?.taskId);
        const finding: Finding =
          task === undefined ? { kind: "not_submitted" } : { kind: "task", taskId: task.taskId };
        findings.push({ id, take, finding });
      }
    }
    this.#resolved += findings.length;
    for (const { id, take, finding } of findings.splice(0, resolvedByCommand)) {
      const said = finding.kind === "task" ? ["--task", finding.taskId] : ["--not-submitted"];
      const args = ["resolve", "film.yaml", id, "--take", String(take), ...said];
      const { code, errors } = await this.#start(args).ended;
      if (code !== 0) this.#otherFindings.push(`resolve ${id} ended with ${code}: ${errors.trim()}`);
    }
    if (findings.length > 0) await this.#resolveHere(findings);
  }

  async #resolveHere(findings: readonly { id: string; take: number; finding: Finding }[]): Promise<void> {
    const opened = await openStore(this.#paths);
    if (!opened.ok) return void this.#invalidLockfiles.push(`after run ${this.#runs}`);
    const store = opened.value;
    for (const { id, take, finding } of findings) {
      const change = resolve(store.state, { id, take }, { ...finding, at: this.#clock.now() });
      if (change.ok) await store.record(change.value, { durable: false });
      else this.#otherFindings.push(`${id} take ${take} was not resolved: ${change.error.kind}`);
    }
    const closed = await store.close();
    if (!closed.ok) this.#otherFindings.push(closed.error.message);
  }

  /** Ordinary runs, with the faults going on, until one ends with nothing left to do; then a rescue. */
  async #makePeace(): Promise<void> {
    for (let round = 1; ; round += 1) {
      const { code, errors } = await this.#render().ended;
      this.#judge(code, errors);
      await this.#afterRun({ isPeace: true });
      this.#options.onProgress?.(`an undisturbed run ended with ${code}`);
      if (code === 0) break;
      if (round === roundsToPeace) {
        this.#otherFindings.push(`the last run ended with ${code}: ${errors.trim().slice(-600)}`);
        return;
      }
    }
    for (let round = 1; ; round += 1) {
      const url = ["--base-url", this.#server.url];
      const { code, errors } = await this.#start(["rescue", "film.yaml", ...url, "--poll-interval", "2s"])
        .ended;
      if (code === 0) break;
      if (round === roundsToPeace) {
        this.#otherFindings.push(`rescue ended with ${code}: ${errors.trim().slice(-600)}`);
        return;
      }
    }
    await this.#checkIdle();
  }

  /** With all done, one more run asks nothing of the provider and leaves the lockfile as it is. */
  async #checkIdle(): Promise<void> {
    const { lockfile } = this.#paths;
    const [before, requests] = [readFileSync(lockfile), requestsOf(this.#server)];
    const { code } = await this.#render().ended;
    if (code !== 0) this.#otherFindings.push(`a run with nothing to do ended with ${code}`);
    const asked = requestsOf(this.#server) - requests;
    if (asked > 0) this.#otherFindings.push(`a run with nothing to do made ${asked} requests`);
    if (!readFileSync(lockfile).equals(before)) {
      this.#otherFindings.push("a run with nothing to do changed the lockfile");
    }
  }

  async #hold(): Promise<SoakResult> {
    const { server } = this.#world;
    const state = await this.#state();
    const { lost, strange } = checkRecord(this.#world, state);
    for (const finding of checkPaidOnce(this.#world, state)) this.#paidTwice.add(finding);
    this.#otherFindings.push(...checkFilm(this.#world, state));
    return {
      shots: this.#options.shots,
      edits: this.#film.edits,
      runs: this.#runs,
      kills: this.#kills,
      interrupts: this.#interrupts,
      requests: requestsOf(server),
      faults: server.faults.strikes().reduce((sum, strikes) => sum + strikes, 0),
      damagedClips: this.#damaged,
      resolved: this.#resolved,
      paid: server.ledger.paid,
      failedTasks: server.ledger.tasks.filter(({ decided }) => decided?.status === "failed").length,
      readings: this.#readings,
      paidTwice: [...this.#paidTwice],
      lost,
      strangeClips: strange,
      invalidLockfiles: this.#invalidLockfiles,
      otherFindings: this.#otherFindings,
    };
  }
}

function missingClips(film: SoakFilm, state: LockState): number {
  const done = new Set(
    attemptsIn(state).flatMap(({ id, attempt }) =>
      attempt.state === "done" ? [`${id} ${attempt.clip?.file} ${recordedInputs(attempt)}`] : [],
    ),
  );
  return film.clips().filter(({ id, clip, inputs }) => !done.has(`${id} ${clip} ${inputs}`)).length;
}

function isDoubtful({ state }: Attempt): boolean {
  return state === "uncertain" || state === "submitting";
}

/** Of the others, the next run asks the provider itself. */
function isHeld(attempt: Attempt): boolean {
  return isDoubtful(attempt) && !String(attempt.inputs.model).startsWith("seedance");
}

function requestsOf({ ledger }: TestServer): number {
  return Object.values(ledger.counts).reduce((sum, count) => sum + count, 0);
}
