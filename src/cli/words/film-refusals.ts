import { unreachable } from "../../base/unreachable.ts";
import type { FilmProblem, OutputProblem } from "../../film/problem.ts";
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
      return priceUnknown(problem.billingKeys);
    default:
      return unreachable(problem);
  }
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
export function priceUnknown(billingKeys: readonly string[]): Refusal<"price_unknown"> {
  return {
    reason: "price_unknown",
    message: `--budget needs prices, and there is none for ${billingKeys.join(", ")}`,
    hint: "Add `prices` to the storyboard, or limit the run with --max-shots or --max-seconds.",
  };
}
