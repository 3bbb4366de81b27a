import type { Attempt, LockState } from "../state/state.ts";
import { isFetchable, isOpen, isUncertain } from "./attempt-kinds.ts";
import type { Plan, PlanItem } from "./plan.ts";
import { planTotals } from "./totals.ts";

/**
 * What can be had of paid work from the state alone, without a storyboard: tasks in flight, completed ones, and clips
 * that are gone while their result still lives. Renders nothing. Pure.
 */
export function makeRescuePlan(
  state: LockState,
  world: { readonly isOnDisk: (clipFile: string) => boolean; readonly now: number },
): Plan {
  const items: PlanItem[] = [];
  for (const [id, takes] of [...state].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { take, attempts } of takes.toSorted((a, b) => a.take - b.take)) {
      items.push(...attempts.flatMap((attempt) => rescueOf({ id, take, attempts }, attempt, world)));
    }
  }
  return { items, totals: planTotals(items), unrecordedClips: 0 };
}

function rescueOf(
  shot: { readonly id: string; readonly take: number; readonly attempts: readonly Attempt[] },
  attempt: Attempt,
  world: { readonly isOnDisk: (clipFile: string) => boolean; readonly now: number },
): PlanItem[] {
  const { id, take, attempts } = shot;
  const item = { id, take, changes: [], price: null, attempt };
  if (isUncertain(attempt)) return [{ ...item, action: "hold", reason: "uncertain" }];
  if (isOpen(attempt)) {
    // Only the newest attempt's clip belongs in the shot's own place.
    const isNewest = attempt === attempts.at(-1);
    if (attempt.state !== "downloading") {
      return [{ ...item, action: "resume", reason: isNewest ? "in_flight" : "superseded" }];
    }
    return [{ ...item, action: "download", reason: isNewest ? "not_downloaded" : "superseded" }];
  }
  const file = attempt.clip?.file;
  if (attempt.state !== "done" || file === undefined || world.isOnDisk(file)) return [];
  return [{ ...item, action: isFetchable(attempt, world.now) ? "download" : "none", reason: "clip_missing" }];
}
