import pLimit from "p-limit";
import { groupBy } from "../base/group-by.ts";
import { sum } from "../base/money.ts";
import { loadClipReader } from "../media/clip.ts";
import type { Plan } from "../plan/plan.ts";
import { providersOf } from "../plan/provider-of.ts";
import { openAccount, type SharedAccount } from "./account.ts";
import type { RunDependencies, RunSettings } from "./context.ts";
import type { RunEvent } from "./events.ts";
import { Downloads } from "./fetch/downloads.ts";
import { type PlannedRun, PlanRun, type RunOutcome } from "./plan-run.ts";
import { RunningWork } from "./running-work.ts";
import { Budget } from "./submit/budget.ts";
import type { RenderContext } from "./submit/render-job.ts";

/** One would leave the second processor idle; the pixels of a picture, several times over, are hundreds of megabytes. */
const picturesDrawnAtOnce = 2;

/**
 * Carries out a plan: fetches what is complete, carries on with what the provider has, and submits the rest, each job
 * through its own states and none stopped by another's failure. Says everything as events. The state is in the store
 * at every step; the caller closes the store, and ends the events with `run_finished` when it is closed.
 */
export async function runPlan(
  plan: Plan,
  dependencies: RunDependencies,
  settings: RunSettings,
): Promise<RunOutcome> {
  const { emit } = dependencies;
  const [outcome] = await Promise.all(runPlans([{ plan, dependencies, settings }], { settings, emit }));
  if (outcome === undefined) throw new Error("a run has an outcome");
  return outcome;
}

/** What runs of several storyboards have together. */
export interface SharedRun {
  readonly settings: Pick<RunSettings, "concurrency" | "downloads" | "pollIntervalMs" | "limits">;
  /** Gets what is about an account, and about no single storyboard. */
  readonly emit: (event: RunEvent) => void;
}

/**
 * Carries out the plans of several storyboards as `runPlan` does one, with one account's allowance: slots, turns, pace,
 * uploads, downloads and limits are theirs together. What is paid for is fetched first, whosever it is; a free slot then
 * goes to the first of the storyboards, in their order, that has something to render. Each has its outcome as soon as its own
 * work is over, the last of them when the accounts were looked at once more.
 */
export function runPlans(runs: readonly PlannedRun[], shared: SharedRun): readonly Promise<RunOutcome>[] {
  const together = new RunTogether(runs, shared);
  void together.run();
  return together.outcomes;
}

class RunTogether {
  readonly #runs: readonly PlanRun[];
  readonly #accounts: readonly SharedAccount[];
  readonly #running = new RunningWork();
  readonly #downloads: Downloads;
  /** Has any of the runs begun to submit? */
  #isRendering = false;

  constructor(runs: readonly PlannedRun[], { settings, emit }: SharedRun) {
    const asked = runs.flatMap(providersAsked);
    const accounts = new Map(
      [...groupBy(asked, ({ key }) => key)].map(([key, [first]]) => {
        if (first === undefined) throw new Error("a group has a member");
        const { name, provider, random } = first;
        const isOnly = asked.every((other) => other.key === key);
        const label = isOnly ? undefined : provider.facts.name;
        const request = { provider, random, settings, work: this.#running, label, announce: emit };
        return [key, { name, account: openAccount(request) }];
      }),
    );
    this.#accounts = [...accounts.values()].map(({ account }) => account);
    this.#downloads = new Downloads(settings.downloads, () => this.#running.wake());
    const parts = {
      work: this.#running,
      downloads: this.#downloads,
      budget: new Budget(settings.limits),
      drawing: pLimit(picturesDrawnAtOnce),
    };
    this.#runs = runs.map((run) => {
      const keys = new Map(providersAsked(run).map(({ name, key }) => [name, key]));
      const accountOf = (name: string | undefined): SharedAccount => {
        const found = accounts.get(keys.get(name) ?? "");
        if (found === undefined) throw new Error("each provider that is asked has an account");
        return found.account;
      };
      return new PlanRun(run, { ...parts, accountOf });
    });
  }

  get outcomes(): readonly Promise<RunOutcome>[] {
    return this.#runs.map(({ ended }) => ended);
  }

  /** Never rejects: a bug ends every run that is not over yet. */
  async run(): Promise<void> {
    try {
      for (const run of this.#runs) run.open();
      const hasWork = this.#runs.some((run) => run.hasWork);
      // While the balance is on its way: what a paid clip needs must be in memory before anything is paid.
      if (hasWork) await Promise.all([this.#emitBalances("before"), this.#loadClipReader()]);
      for (const run of this.#runs) await run.begin();
      await this.#work();
      for (const { pace } of this.#accounts) pace.emitFinding();
      if (hasWork && !this.#runs.every((run) => run.isInterrupted)) await this.#emitBalances("after");
      for (const run of this.#runs) run.end();
    } catch (bug) {
      for (const run of this.#runs) run.fail(bug);
    }
  }

  async #loadClipReader(): Promise<void> {
    const loaded = await loadClipReader();
    if (loaded.ok) return;
    const message = `Clips cannot be checked, so none are bought: ${loaded.error.message}.`;
    for (const run of this.#runs) run.buyNothing(message);
  }

  /** Starts whatever is ready and may be started, until all work is finished. */
  async #work(): Promise<void> {
    while (this.#runs.some((run) => run.hasUnfinished) && !this.#running.hasBug) {
      // Asked for before the look at what is ready, so that nothing that happens meanwhile is missed.
      const change = this.#running.change();
      for (const run of this.#runs) if (!run.hasUnfinished) run.end();
      if (this.#startAny()) continue;
      await change;
    }
    await this.#running.allEnded();
  }

  #startAny(): boolean {
    if (this.#runs.some((run) => run.startMove())) return true;
    return this.#accounts.filter((account) => this.#startAt(account)).length > 0;
  }

  /** Starts one piece of work at an account; false when nothing can be started there now. */
  #startAt(account: SharedAccount): boolean {
    if (this.#runs.some((run) => run.startDownload(account))) return true;
    if (!account.slots.isFree) return false;
    if (this.#runs.some((run) => run.startInSlot("resume", account))) return true;
    if (!this.#mayRender()) return false;
    const isStarted = this.#runs.some((run) => run.startInSlot("render", account));
    this.#isRendering ||= isStarted;
    return isStarted;
  }

  /** What earlier runs paid for is fetched first; of these runs' own clips, as many as there are slots may wait. */
  #mayRender(): boolean {
    const slots = sum(this.#accounts.map((account) => account.slots.count));
    return this.#downloads.waiting <= (this.#isRendering ? slots : 0);
  }

  async #emitBalances(when: "before" | "after"): Promise<void> {
    const contexts = this.#accounts.map((account) =>
      this.#runs.flatMap((run) => run.contextOf(account) ?? []).find(({ gate }) => !gate.everything.aborted),
    );
    await Promise.all(contexts.map((context) => context && emitBalance(context, when)));
  }
}

/** The providers that a storyboard's plan has work for. One key is one account, whichever storyboards use it. */
function providersAsked({ plan, dependencies }: PlannedRun) {
  const { providers, random } = dependencies;
  for (const name of providersOf(plan)) {
    if (!providers.has(name)) throw new Error(`the plan has work for ${name}, which is not given`);
  }
  return [...providers].map(([name, provider]) => {
    return { name, provider, random, key: JSON.stringify([name, provider.accountMark("")]) };
  });
}

/** Not every account or server has a balance to show; a run does without. */
async function emitBalance(context: RenderContext, when: "before" | "after"): Promise<void> {
  const { provider, gate, announce, balance, label } = context;
  const answer = await provider.balance(gate.everything);
  if (answer.kind !== "balance") return;
  context.contact.made = true;
  const { remaining, currency, unlimited } = answer;
  if (when === "before" && !unlimited) balance.before = remaining;
  const whose = label === undefined ? {} : { provider: label };
  announce({ type: "balance", when, remaining, currency, unlimited, ...whose });
}
