import { visibleText } from "../../base/text/visible-text.ts";
import type { HeldPlan } from "../../plan/money/spending.ts";
import type { PlanTotals } from "../../plan/plan.ts";
import { fittingStepsOfAll } from "../run/next-steps.ts";
import { countText } from "../text/text.ts";
import { type PlanTextOptions, planText, stepsThatFit, totalLines, verdictLines } from "./plan-text.ts";
import type { FilmPlan } from "./plans-json.ts";

export interface PlansTextOptions extends Pick<PlanTextOptions, "palette" | "all" | "columns"> {
  readonly totals: PlanTotals;
  /** Where limits were given. */
  readonly held: HeldPlan | undefined;
}

/** Plans of several storyboards for people: each with its name above it, and what they come to together. */
export function plansText(
  films: readonly FilmPlan[],
  { totals, held, ...options }: PlansTextOptions,
): string {
  const { palette } = options;
  const heading = (text: string): string => palette.strong(visibleText(text));
  const each = films.flatMap(({ file, plan, refusal }) => [
    heading(file),
    planText(plan, { ...options, file, refusal }),
  ]);
  const verdict =
    held === undefined ? [] : ["", ...verdictLines(held, stepsThatFit(held, fittingStepsOfAll), palette)];
  const all = [heading(`All ${countText(films.length, "storyboard")}`), ...totalLines(totals, palette)];
  return [...each, ...all, ...verdict, ""].join("\n");
}
