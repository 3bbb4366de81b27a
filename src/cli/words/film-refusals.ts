import { listed } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { CostProblem } from "../../film/cost.ts";
import type { FilmProblem, OutputProblem } from "../../film/problem.ts";
import type { PriceUnknown } from "../../plan/money/spending.ts";
import type { Refusal } from "../problems.ts";
import { type Named, sharedRefusal, unrecordedRefusal } from "../run/output-refusals.ts";

/** Why something that was asked of a film cannot be had, and what to do. */
export function filmRefusal(problem: FilmProblem, file: string): Refusal {
  switch (problem.kind) {
    case "state_invalid": {
      const message = `the state of ${file} cannot be understood`;
      return { reason: "state_invalid", message, diagnostics: problem.diagnostics };
    }
    case "output_unreadable":
      return { reason: problem.error.code, message: problem.error.message };
    case "price_unknown":
      return priceUnknown(problem);
    default:
      return unreachable(problem);
  }
}

/** Why what a film has cost cannot be said. */
export function costRefusal(problem: CostProblem, file: string): Refusal {
  if (problem.kind !== "currencies_mixed") return filmRefusal(problem, file);
  const message = `the record has prices in ${problem.currencies.join(" and ")}, which have no sum`;
  return { reason: problem.kind, message };
}

/** Why a render would not begin, as far as the output folder goes. */
export function outputRefusal(problem: OutputProblem, named: Named): Refusal {
  switch (problem.kind) {
    case "output_unreadable":
      return filmRefusal(problem, named.file);
    case "unrecorded_clips":
      return unrecordedRefusal(problem.files, named);
    case "output_shared":
      return sharedRefusal(problem.other, problem.ids, named);
    default:
      return unreachable(problem);
  }
}

/** A budget that nobody can hold a plan against. */
export function priceUnknown({ billingKeys, currencies }: PriceUnknown): Refusal<"price_unknown"> {
  const reason = "price_unknown";
  if (currencies !== undefined) {
    return {
      reason,
      message: `--budget is an amount in one currency, and the storyboards have prices in ${listed(currencies, "and")}`,
      hint: "Give each its own run, or limit this one with --max-shots or --max-seconds.",
    };
  }
  return {
    reason,
    message: `--budget needs prices, and there is none for ${billingKeys.join(", ")}`,
    hint: "Add `prices` to the storyboard, or limit the run with --max-shots or --max-seconds.",
  };
}
