import type { Plan, PlanItem } from "./plan.ts";

/**
 * The provider that an item's work is asked of, as contracts and attempts name it; the first one has no name. A task
 * stays where it was submitted, whatever the storyboard says by now.
 */
export function providerOf({ action, job, attempt }: PlanItem): string | undefined {
  // A move is made in the output folder.
  if (action === "move") return undefined;
  return action === "render" ? job?.contract.provider : attempt?.provider;
}

/** The providers that a plan has work for. */
export function providersOf({ items }: Plan): ReadonlySet<string | undefined> {
  const asks = ({ action }: PlanItem): boolean =>
    action === "render" || action === "resume" || action === "download";
  return new Set(items.filter(asks).map(providerOf));
}
