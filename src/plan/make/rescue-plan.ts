import type { ClipOnDisk } from "../../clips/clip-on-disk.ts";
import type { Attempt, ClipFacts, LockState } from "../../state/state.ts";
import { isFetchable, isOpen, isUncertain } from "../attempt-kinds.ts";
import { planTotals } from "../money/totals.ts";
import type { Plan, PlanItem } from "../plan.ts";

interface World {
  readonly clipOnDisk: (clip: ClipFacts) => ClipOnDisk;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * What can be had of paid work from the state alone, without a storyboard: tasks in flight, completed ones, and clips
 * that are gone, or something else by now, while their result still lives. Renders nothing. Pure.
 */
export function makeRescuePlan(state: LockState, world: World): Plan {
  const items: PlanItem[] = [];
  for (const [id, takes] of [...state].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { take, attempts } of takes.toSorted((a, b) => a.take - b.take)) {
      items.push(...attempts.flatMap((attempt) => rescueOf({ id, take, attempts }, attempt, world)));
    }
  }
  return { items, totals: planTotals(items), unrecordedClips: [], orphans: [], renames: [] };
}

function rescueOf(
  shot: { readonly id: string; readonly take: number; readonly attempts: readonly Attempt[] },
  attempt: Attempt,
  world: World,
): PlanItem[] {
  const { id, take, attempts } = shot;
  const item = { id, take, changes: [], price: null, attempt };
  if (isUncertain(attempt)) return [{ ...item, action: "hold", reason: "uncertain" }];
  // Only the newest clip belongs in the shot's own place.
  const isNewest = attempt === attempts.findLast(({ state }) => state !== "failed");
  if (isOpen(attempt)) {
    if (attempt.state !== "downloading") {
      return [{ ...item, action: "resume", reason: isNewest ? "in_flight" : "superseded" }];
    }
    return [{ ...item, action: "download", reason: isNewest ? "not_downloaded" : "superseded" }];
  }
  if (attempt.state !== "done" || attempt.clip === undefined) return [];
  const onDisk = world.clipOnDisk(attempt.clip);
  if (onDisk.kind === "intact") return [];
  const loss =
    onDisk.kind === "differs"
      ? ({ reason: "clip_differs", found: onDisk.found } as const)
      : ({ reason: "clip_missing" } as const);
  if (!isFetchable(attempt, world.now)) return [{ ...item, action: "none", ...loss }];
  return [{ ...item, action: "download", ...loss, ...(isNewest ? {} : { reason: "superseded" as const }) }];
}
