import { didYouMean } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { ChooseProblem } from "../../film/choose.ts";
import type { AdoptProblem } from "../../film/record/adopt.ts";
import type { PruneProblem } from "../../film/record/prune.ts";
import type { RenameProblem } from "../../film/record/rename-shot.ts";
import type { StoreProblem } from "../../film/record/with-store.ts";
import type { InspectProblem } from "../../film/status/inspect.ts";
import { shellWord } from "../../report/text/shell.ts";
import { countText } from "../../report/text/text.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { Refusal } from "../problems.ts";
import { filmRefusal } from "./film-refusals.ts";

/** Why a command that decides about clips did nothing, and what to do. */
export function chooseRefusal(problem: ChooseProblem, file: string): Refusal {
  switch (problem.kind) {
    case "shot_unknown":
      return shotUnknown(problem.id, problem.known);
    case "no_clip": {
      const { id, take, done } = problem;
      const what =
        take === undefined ? `${id} has no clip that could be meant` : `take ${take} of ${id} has no clip`;
      const others =
        done.length === 0 ? "" : `; ${countText(done.length, "take")} with one: ${done.join(", ")}`;
      return {
        reason: "no_clip",
        message: `${what}${others}`,
        hint: `See: dailies status ${shellWord(file)}`,
      };
    }
    case "clip_replaced":
      return {
        reason: "clip_replaced",
        message: `take ${problem.take} of ${problem.id} has another clip by now`,
        hint: `See: dailies status ${shellWord(file)}`,
      };
    case "choices_invalid":
      return {
        reason: "choices_invalid",
        message: "the choices beside the storyboard are not valid",
        diagnostics: problem.diagnostics,
      };
    case "choices_unwritable":
      return { reason: "choices_unwritable", message: problem.failure.message };
    case "state_invalid":
    case "output_unreadable":
    case "price_unknown":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}

export function renameRefusal(problem: RenameProblem, file: string): Refusal {
  switch (problem.kind) {
    case "shot_unknown":
      return {
        ...shotUnknown(problem.id, problem.known),
        hint: "Rename the shot in the storyboard first; this brings its clips along.",
      };
    case "nothing_on_record":
      return {
        reason: "nothing_on_record",
        message: `nothing is on record of a shot ${problem.id}${questionFor(problem.id, problem.known)}`,
      };
    case "still_there":
      return {
        reason: "still_there",
        message: `the storyboard still has a shot ${problem.id}, whose clips are its own`,
        hint: "Rename the shot in the storyboard first; this brings its clips along.",
      };
    case "has_record":
      return {
        reason: "has_record",
        message: `${problem.id} has clips or tasks of its own already`,
        hint: `See: dailies status ${shellWord(file)}`,
      };
    case "choices_stay":
      return {
        reason: problem.kind,
        message: `the clips have the new id; what was decided about ${problem.id} cannot be written: give it the new id in the choices file`,
      };
    case "output_unreadable":
      return { reason: problem.kind, message: problem.message };
    case "locked":
    case "state_unwritable":
    case "state_invalid":
      return storeRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}

export function pruneRefusal(problem: PruneProblem | InspectProblem, file: string): Refusal {
  switch (problem.kind) {
    case "output_unreadable":
    case "output_unwritable":
      return { reason: problem.kind, message: problem.message };
    case "locked":
    case "state_unwritable":
    case "state_invalid":
      return storeRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}

export function adoptRefusal(problem: AdoptProblem, file: string): Refusal {
  switch (problem.kind) {
    case "shot_unknown":
      return shotUnknown(problem.id, problem.known);
    case "take_unknown":
      return {
        reason: "take_unknown",
        message: `${problem.id} has ${countText(problem.takes, "take")} in the storyboard`,
        hint: "Raise `takes` first.",
      };
    case "not_a_clip":
      return { reason: "not_a_clip", message: `${problem.file} is not a clip: ${problem.why}` };
    case "output_unwritable":
      return { reason: problem.error.code, message: problem.error.message };
    case "locked":
    case "state_unwritable":
    case "state_invalid":
      return storeRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}

export function storeRefusal(problem: StoreProblem, file: string): Refusal {
  switch (problem.kind) {
    case "locked":
      return {
        reason: "locked",
        message: `another run holds ${file}; try again when it has ended`,
        exitCode: exitCodes.locked,
      };
    case "state_unwritable":
      return { reason: "state_unwritable", message: problem.message };
    case "state_invalid":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}

export function shotUnknown(id: string, known: readonly string[]): Refusal {
  return { reason: "shot_unknown", message: `the storyboard has no shot ${id}${questionFor(id, known)}` };
}

function questionFor(id: string, known: readonly string[]): string {
  const question = didYouMean(id, known);
  return question === undefined ? "" : `; ${question}`;
}
