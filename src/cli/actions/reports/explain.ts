import { unreachable } from "../../../base/unreachable.ts";
import type { NoExplanation } from "../../../film/explanation.ts";
import type { FilmProblem } from "../../../film/problem.ts";
import { explainJson } from "../../../report/explain/explain-json.ts";
import { explainText } from "../../../report/explain/explain-text.ts";
import { countText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { ExplainFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { type Refusal, refuse } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { shotUnknown } from "../../words/choose-text.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

/** `dailies explain FILE SHOT`; no network. */
export async function explain(
  this: CliContext,
  flags: ExplainFlags,
  file: string,
  shot: string,
): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const explained = await opened.value.film.explain(shot, flags.take);
  if (!explained.ok) return refuse(this, explainRefusal(explained.error, file), flags);
  if (flags.json === true) printJson(this, explainJson(explained.value));
  else this.process.stdout.write(explainText(explained.value, paletteFor(this, "stdout", flags)));
}

function explainRefusal(problem: FilmProblem | NoExplanation, file: string): Refusal {
  switch (problem.kind) {
    case "shot_unknown":
      return shotUnknown(problem.id, problem.known);
    case "shot_skipped":
      return { reason: "shot_skipped", message: `${problem.id} has \`skip: true\`: nothing is made of it` };
    case "take_unknown": {
      const takes = countText(problem.takes, "take");
      return { reason: "take_unknown", message: `${problem.id} has ${takes} in the storyboard` };
    }
    case "state_invalid":
    case "output_unreadable":
    case "price_unknown":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}
