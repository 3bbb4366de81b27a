import type { Plan, PlanItem } from "../plan/plan.ts";
import { noCounts, type RunCounts } from "./events.ts";

/** What a run of this plan would come to if nothing at all were done. */
export function untouchedCounts({ items, totals }: Plan): RunCounts {
  const uncertain = items.filter(({ action, reason }) => action === "hold" && reason === "uncertain").length;
  const missing = lostClips({ items });
  return {
    done: 0,
    failed: 0,
    uncertain,
    unfetched: totals.resume + totals.download,
    notStarted: totals.render + totals.move,
    held: totals.hold - uncertain + missing,
    missing,
    upToDate: totals.none - missing,
  };
}

/** Shots held for another reason than an unknown outcome: the provider's moderation refused their inputs. */
export function refusedShots({ items }: Plan): number {
  return items.filter(({ action, reason }) => action === "hold" && reason !== "uncertain").length;
}

/** Shots whose clip is gone, or something else by now, and cannot be fetched any more. */
function lostClips({ items }: Pick<Plan, "items">): number {
  const isLost = ({ reason }: PlanItem): boolean => reason === "clip_missing" || reason === "clip_differs";
  return items.filter((item) => item.action === "none" && isLost(item)).length;
}

/** Is there nothing to do that changes the output folder? */
export function leavesFolder(plan: Plan): boolean {
  return isIdle(plan) && plan.totals.move === 0;
}

/** Is there nothing to ask the provider for? */
export function isIdle({ totals }: Plan): boolean {
  return totals.render + totals.resume + totals.download === 0;
}

/** What runs of several storyboards came to together. */
export function addCounts(all: readonly RunCounts[]): RunCounts {
  return all.reduce(
    (a, b) => ({
      done: a.done + b.done,
      failed: a.failed + b.failed,
      uncertain: a.uncertain + b.uncertain,
      unfetched: a.unfetched + b.unfetched,
      notStarted: a.notStarted + b.notStarted,
      held: a.held + b.held,
      missing: a.missing + b.missing,
      upToDate: a.upToDate + b.upToDate,
    }),
    noCounts,
  );
}
