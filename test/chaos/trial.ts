import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type LockState, recordOf } from "../../src/state/state.ts";
import { attemptsIn, filesBelow, lostTasks, stateOf } from "../reliability/promises.ts";
import type { FaultScript } from "../testkit/faults.ts";
import type { TestServer } from "../testkit/test-server.ts";
import { startDailies } from "./command.ts";
import { openSite, predecessorOf, promptOf, type Site, settleSockets, startRender } from "./site.ts";

/** When a run is killed. */
export type Kill =
  /** At the n-th change of the disk. */
  | { readonly kind: "point"; readonly at: number }
  /** So long after the process was started, or after its first request. */
  | { readonly kind: "moment"; readonly after: "start" | "first request"; readonly delayMs: number }
  /** So long after the provider accepted the task of a shot, or after the run began, where it has it already. */
  | { readonly kind: "link"; readonly shot: string; readonly delayMs: number };

export interface Trial {
  readonly shots: number;
  /** The runs that are killed, one after the other. */
  readonly kills: readonly Kill[];
  readonly faults?: FaultScript;
}

export interface TrialResult {
  /** Runs that died before they had ended by themselves. */
  readonly kills: number;
  readonly runs: number;
  /** Submits of unknown outcome that had to be settled by hand. */
  readonly resolved: number;
  readonly paid: number;
  /** Broken promises, in words. */
  readonly violations: readonly string[];
}

/** With faults of the network, one ordinary run need not be enough. */
const roundsToPeace = 5;

/** Kills runs on a fresh storyboard, carries on as a user would, and holds the books against the disk. */
export async function conductTrial(trial: Trial): Promise<TrialResult> {
  const site = await openSite(trial.shots, trial.faults ?? []);
  try {
    return await new Conduct(site).run(trial);
  } finally {
    await site.close();
  }
}

class Conduct {
  readonly #site: Site;
  readonly #violations: string[] = [];
  #kills = 0;
  #runs = 0;
  #resolved = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  async run({ kills }: Trial): Promise<TrialResult> {
    for (const kill of kills) {
      this.#runs += 1;
      if (await this.#runAndKill(kill)) this.#kills += 1;
      await settleSockets(this.#site);
      await this.#checkNow();
      await this.#resolveDoubts();
    }
    await this.#makePeace();
    await this.#checkEnd();
    return {
      kills: this.#kills,
      runs: this.#runs,
      resolved: this.#resolved,
      paid: this.#site.server.ledger.paid,
      violations: this.#violations,
    };
  }

  /** True when the run died of it. */
  async #runAndKill(kill: Kill): Promise<boolean> {
    if (kill.kind === "point") {
      return (await startRender(this.#site, { crash: { at: kill.at } }).ended).code === null;
    }
    const { server } = this.#site;
    const requestsBefore = server.ledger.requests.length;
    const { child, ended } = startRender(this.#site);
    const isThere = ({ ledger }: TestServer): boolean => {
      if (ledger.requests.length === requestsBefore) return false;
      return kill.kind === "moment" || ledger.tasksFor(promptOf(kill.shot)).length > 0;
    };
    const isAtOnce = kill.kind === "moment" && kill.after === "start";
    if (!isAtOnce) await Promise.race([ended, server.waitFor(isThere)]);
    await Promise.race([ended, pause(kill.delayMs)]);
    child.kill("SIGKILL");
    return (await ended).code === null;
  }

  /** Says of every submit in doubt what the provider's books say of it. */
  async #resolveDoubts(): Promise<void> {
    const state = await this.#state();
    const claimed = new Set(attemptsIn(state).map(({ attempt }) => attempt.taskId));
    const doubtful = attemptsIn(state).filter(
      ({ attempt }) => attempt.state === "submitting" || attempt.state === "uncertain",
    );
    for (const { id, attempt } of doubtful) {
      if (attempt.inputs.model?.toString().startsWith("seedance") === true) continue;
      const tasks = this.#site.server.ledger.tasksFor(promptOf(id));
      const task = tasks.find(({ taskId }) => !claimed.has(taskId));
      const finding = task === undefined ? ["--not-submitted"] : ["--task", task.taskId];
      const { code, errors } = await startDailies(this.#site.folder, ["resolve", "film.yaml", id, ...finding])
        .ended;
      if (code !== 0) this.#violations.push(`resolve ${id} ended with ${code}: ${errors.trim()}`);
      this.#resolved += 1;
    }
  }

  async #makePeace(): Promise<void> {
    for (let round = 1; ; round += 1) {
      this.#runs += 1;
      const { code, errors } = await startRender(this.#site).ended;
      if (code === 0) return;
      if (round === roundsToPeace) {
        this.#violations.push(`the last run ended with ${code}: ${errors.trim().slice(-400)}`);
        return;
      }
      await this.#resolveDoubts();
    }
  }

  async #state(): Promise<LockState> {
    const state = await stateOf(this.#site.paths);
    if (state === undefined) this.#violations.push("the lockfile or the journal cannot be read");
    return state ?? new Map();
  }

  /** After each kill: nothing paid twice, and the state is readable. */
  async #checkNow(): Promise<void> {
    await this.#state();
    this.#checkPaidOnce();
  }

  /**
   * A chained shot was submitted after the clip that it begins with was made, and with a picture; its record names that
   * very clip.
   */
  #checkChains(state: LockState): void {
    const { server, shots, clips } = this.#site;
    const { tasks } = server.ledger;
    for (const shot of shots) {
      const before = predecessorOf(shots, shot);
      const attempt = recordOf(state, shot, 1)?.attempts.at(-1);
      if (before === undefined || attempt === undefined) continue;
      const [own, others] = [shot, before].map((id) =>
        tasks.findIndex(({ body }) => body.prompt === promptOf(id)),
      );
      if (own === undefined || others === undefined || others > own) {
        this.#violations.push(`${shot} was submitted before ${before}`);
      }
      const pictures = JSON.stringify(tasks[own ?? -1]?.body).match(/\/files\/uploads\//g)?.length ?? 0;
      if (pictures !== 1) this.#violations.push(`${shot} was submitted with ${pictures} pictures`);
      const clip = readFileSync(join(clips, `${before}.mp4`));
      const wanted = `end_of_clip:sha256:${createHash("sha256").update(clip).digest("hex")}`;
      const recorded = attempt.inputs.first_frame;
      if (recorded !== wanted) this.#violations.push(`${shot} is of ${recorded}, not of ${wanted}`);
    }
  }

  #checkPaidOnce(): void {
    for (const shot of this.#site.shots) {
      const tasks = this.#site.server.ledger.tasksFor(promptOf(shot));
      if (tasks.length > 1) {
        this.#violations.push(`${shot} was paid ${tasks.length} times: ${tasks.map(({ taskId }) => taskId)}`);
      }
    }
  }

  async #checkEnd(): Promise<void> {
    const { server, clips, paths, shots, folder } = this.#site;
    this.#checkPaidOnce();
    const state = await this.#state();
    const lost = lostTasks({ server, state, clips });
    if (lost.length > 0) this.#violations.push(`not on disk: ${lost.join(", ")}`);
    const notDone = shots.filter((shot) => recordOf(state, shot, 1)?.attempts.at(-1)?.state !== "done");
    if (notDone.length > 0) this.#violations.push(`not done: ${notDone.join(", ")}`);
    if (notDone.length === 0) this.#checkChains(state);
    if (existsSync(paths.journal)) this.#violations.push("the journal outlived the last run");
    const remains = filesBelow(folder).filter((file) => /\.(?:part|tmp)$/.test(file));
    if (remains.length > 0) this.#violations.push(`left behind: ${remains.join(", ")}`);
  }
}
