import type { RunSettings, SubmitPace } from "../context.ts";
import type { RunEvent } from "../events.ts";
import type { Slots } from "../slots.ts";
import { AdaptiveConcurrency, firstConcurrency } from "./adaptive-concurrency.ts";

/** The concurrency that a run begins with. */
export function initialConcurrency({ concurrency }: Pick<RunSettings, "concurrency">): number {
  return concurrency === "auto" ? firstConcurrency : concurrency;
}

const fixedPace: SubmitPace = {
  waiting: (wait) => wait,
  accepted: () => {},
  limited: () => {},
  emitFinding: () => {},
};

/** A pace that changes the number of slots, says so when a submit was refused, and at the end what it found; or one that leaves it alone. */
export function submitPace(
  concurrency: RunSettings["concurrency"],
  { slots, emit }: { readonly slots: Slots; readonly emit: (event: RunEvent) => void },
): SubmitPace {
  if (concurrency !== "auto") return fixedPace;
  const adaptive = new AdaptiveConcurrency();
  let waiting = 0;
  // A slot whose submit waits for its turn burdens nobody: were it counted, the window would grow without being filled.
  const active = (): number => slots.taken - waiting;
  return {
    waiting: async (wait) => {
      waiting += 1;
      try {
        return await wait;
      } finally {
        waiting -= 1;
      }
    },
    accepted: (remainingSubmits) => {
      adaptive.accepted(active(), remainingSubmits);
      if (adaptive.value !== slots.count) slots.count = adaptive.value;
    },
    limited: () => {
      adaptive.limited(active());
      if (adaptive.value >= slots.count) return;
      slots.count = adaptive.value;
      emit({ type: "concurrency", concurrency: adaptive.value, reason: "limited" });
    },
    emitFinding: () => {
      const { finding } = adaptive;
      if (finding === undefined) return;
      const { concurrency, limitMet } = finding;
      emit({ type: "concurrency", concurrency, reason: limitMet ? "found" : "no_limit_met" });
    },
  };
}
