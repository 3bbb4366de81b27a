import { createHash } from "node:crypto";
import type { Plan } from "./plan.ts";

/**
 * Names a plan by what it would do and cost: sixteen hexadecimal digits. Two plans have one hash when a run of either
 * does the same for each job, at the same price; the time of day, a clip's place and words do not go into it.
 */
export function planHash({ items }: Plan): string {
  const hash = createHash("sha256");
  for (const { id, take, action, reason, price, job, attempt } of items) {
    const inputs = job?.fingerprint ?? attempt?.fingerprint ?? null;
    hash.update(JSON.stringify([id, take, action, reason, inputs, price?.amount, price?.currency]));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Names the plans of several storyboards together, in whatever order they are given; one has its own name. */
export function planHashOfAll(plans: readonly Plan[]): string {
  const hashes = plans.map(planHash).sort();
  const [only = ""] = hashes;
  if (hashes.length === 1) return only;
  return createHash("sha256").update(hashes.join("\n")).digest("hex").slice(0, 16);
}
