import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Plan, PlanItem } from "../../plan/plan.ts";
import { type JobRef, type RunEvent, refOf } from "../../run/events.ts";
import { reasonText } from "../plan/plan-text.ts";

/** How a take came out of a run. The worst of them last: where a take has several pieces of work, that one counts. */
export const verdicts = ["skipped", "passed", "failed", "error"] as const;

export type Verdict = (typeof verdicts)[number];

export interface TakeResult extends JobRef {
  readonly scene?: string;
  readonly verdict: Verdict;
  /** Why it did not pass. */
  readonly cause?: Cause;
  readonly taskId?: string;
  /** From submit to clip; 0 for a take that had its clip already, or has none. */
  readonly elapsedMs: number;
}

type Outcome = Pick<TakeResult, "verdict" | "cause" | "taskId" | "elapsedMs">;

interface Row {
  readonly ref: JobRef & { readonly scene?: string };
  /** What is true of it until the run says otherwise. */
  untouched: Outcome;
  seen: Outcome | undefined;
}

/**
 * What became of every take of a plan, in film order, at any moment of its run: what the plan says, then what the events
 * say. Failures of what was asked for are `failed`; what may have cost money and gave no clip, and clips that are gone,
 * are `error`.
 */
export class TakeResults {
  readonly #rows = new Map<string, Row>();

  planned({ items }: Plan): void {
    for (const item of items) {
      const { id, take, job } = item;
      const untouched = untouchedOutcome(item);
      const known = this.#rows.get(keyOf(item));
      if (known !== undefined) {
        known.untouched = worse(known.untouched, untouched);
        continue;
      }
      const scene = job?.scene === undefined ? {} : { scene: job.scene };
      const ref = job === undefined ? { id, take } : { ...refOf(job), ...scene };
      this.#rows.set(keyOf(item), { ref, untouched, seen: undefined });
    }
  }

  handle(event: RunEvent): void {
    const outcome = outcomeOf(event);
    if (outcome === undefined || !("id" in event) || event.id === undefined) return;
    const { id, take = 1 } = event;
    const row = this.#rows.get(keyOf({ id, take }));
    if (row !== undefined) row.seen = row.seen === undefined ? outcome : worse(row.seen, outcome);
  }

  list(): readonly TakeResult[] {
    return [...this.#rows.values()].map(({ ref, untouched, seen }) => ({ ...ref, ...(seen ?? untouched) }));
  }
}

function keyOf({ id, take }: Pick<JobRef, "id" | "take">): string {
  return `${id}/${take}`;
}

function worse(a: Outcome, b: Outcome): Outcome {
  return verdicts.indexOf(b.verdict) > verdicts.indexOf(a.verdict) ? b : a;
}

/** What an item comes to in a run that ends before it. */
function untouchedOutcome({ action, reason, attempt }: PlanItem): Outcome {
  const task = attempt?.taskId === undefined ? {} : { taskId: attempt.taskId };
  const not = (verdict: Verdict, cause: Cause): Outcome => ({ verdict, cause, ...task, elapsedMs: 0 });
  const because: Cause = { code: reason, message: sentence(reasonText(action, reason)) };
  switch (action) {
    case "render":
    case "move":
      return not("skipped", { code: "not_started", message: "Not started: the run ended before." });
    case "resume":
    case "download":
      return not("error", {
        code: "unfetched",
        message: "The provider has the task, and its clip is not on disk. The next run carries on with it.",
      });
    case "hold":
      if (reason === "moderation_rejected") return not("failed", because);
      return not(reason === "needs_clip" ? "skipped" : "error", because);
    case "none":
      return restingOutcome(reason, not, because);
    default:
      return unreachable(action);
  }
}

function restingOutcome(
  reason: PlanItem["reason"],
  not: (verdict: Verdict, cause: Cause) => Outcome,
  because: Cause,
): Outcome {
  switch (reason) {
    case "clip_missing":
    case "clip_differs":
      return not("error", because);
    case "rejected":
    case "not_selected":
    case "not_failed":
      return not("skipped", because);
    default:
      return { verdict: "passed", elapsedMs: 0 };
  }
}

function outcomeOf(event: RunEvent): Outcome | undefined {
  switch (event.type) {
    case "shot_done":
      return { verdict: "passed", elapsedMs: event.elapsedMs };
    case "shot_failed":
      return { verdict: "failed", cause: event.error, ...taskOf(event), elapsedMs: 0 };
    case "shot_uncertain":
      return {
        verdict: "error",
        cause: {
          ...event.error,
          message: `May have been paid for, and is not sent again. ${event.error.message}`,
        },
        elapsedMs: 0,
      };
    case "shot_unfetched":
      return { verdict: "error", cause: event.error, ...taskOf(event), elapsedMs: 0 };
    case "warning":
      if (event.code !== "needed_clip_missing") return undefined;
      return { verdict: "skipped", cause: { code: event.code, message: event.message }, elapsedMs: 0 };
    case "run_started":
    case "balance":
    case "concurrency":
    case "picture_uploaded":
    case "shot_state":
    case "shot_progress":
    case "shot_retrying":
    case "refused":
    case "over_limits":
    case "stopping":
    case "run_finished":
      return undefined;
    default:
      return unreachable(event);
  }
}

function taskOf({ taskId }: { readonly taskId?: string }): { readonly taskId?: string } {
  return taskId === undefined ? {} : { taskId };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
