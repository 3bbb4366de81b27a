import type { Clock } from "../diagnostics/clock.ts";
import { AdaptiveConcurrency, firstConcurrency } from "./adaptive-concurrency.ts";
import type { RunSettings, SubmitPace } from "./context.ts";
import type { RunEvent } from "./events.ts";
import type { Lane } from "./lane.ts";

/** The concurrency that a run begins with. */
export function initialConcurrency({ concurrency }: Pick<RunSettings, "concurrency">): number {
  return concurrency === "auto" ? firstConcurrency : concurrency;
}

const fixedPace: SubmitPace = { accepted: () => {}, limited: () => {}, tellFinding: () => {} };

/** A pace that widens and narrows the lane, says so when it was refused, and at the end what it found; or one that leaves it alone. */
export function submitPace(
  concurrency: RunSettings["concurrency"],
  world: { readonly lane: Lane; readonly clock: Clock; readonly emit: (event: RunEvent) => void },
): SubmitPace {
  if (concurrency !== "auto") return fixedPace;
  const { lane, clock, emit } = world;
  const adaptive = new AdaptiveConcurrency();
  return {
    accepted: (remainingSubmits) => {
      adaptive.accepted(lane.active, remainingSubmits);
      if (adaptive.value !== lane.concurrency) lane.concurrency = adaptive.value;
    },
    limited: () => {
      adaptive.limited(clock.now());
      if (adaptive.value >= lane.concurrency) return;
      lane.concurrency = adaptive.value;
      emit({ type: "concurrency", concurrency: adaptive.value, reason: "limited" });
    },
    tellFinding: () => {
      const { finding } = adaptive;
      if (finding === undefined) return;
      const { concurrency, limitMet } = finding;
      emit({ type: "concurrency", concurrency, reason: limitMet ? "found" : "no_limit_met" });
    },
  };
}
