import type { Plan, PlanItem, Price } from "../../plan/plan.ts";
import { type JobRef, type OfFile, refOf } from "../../run/events.ts";

/** What a run's events do not say of its plan: prices of single shots, and what is held back and why. */
export interface PlanFacts {
  priceOf(ref: JobRef): Price | undefined;
  /** Held for a reason that no event names, in film order. */
  readonly held: readonly HeldShot[];
}

export type HeldShot = JobRef & OfFile & { readonly reason: PlanItem["reason"] };

/** Keeps nothing of the plan itself: of a film without prices, nothing grows with its length. */
export function planFacts({ items }: Plan): PlanFacts {
  const prices = new Map<string, Price>();
  const held: HeldShot[] = [];
  for (const { id, take, action, reason, price, job } of items) {
    if (price !== null) prices.set(`${id}/${take}`, price);
    const isHeld =
      action === "hold" ? reason !== "uncertain" : action === "none" && reason === "clip_missing";
    if (isHeld) held.push({ ...(job === undefined ? { id, take } : refOf(job)), reason });
  }
  return { priceOf: ({ id, take }) => prices.get(`${id}/${take}`), held };
}
