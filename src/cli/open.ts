import { failure, type Result, success } from "../base/result.ts";
import { type Film, openFilm } from "../film/open-film.ts";
import type { MissingPictures } from "../film/rehearsal/missing-pictures.ts";
import type { IsNamed } from "../film/select/select-shots.ts";
import type { CliContext } from "./context.ts";
import type { FolderFlags, OutputFlags, SelectionFlags } from "./flags/flags.ts";
import { boundHeap } from "./heap.ts";
import { type Refusal, refuse, refuseRun, showDiagnostics } from "./problems.ts";
import { selectionRefusal } from "./words/selection-refusals.ts";

/** A film, and those of its shots that the command line names. */
export interface Opened {
  readonly film: Film;
  readonly isNamed: IsNamed;
}

/** What a command does with the film: it only looks, or it runs. */
type Purpose = "look" | "run";

/** Opens a storyboard and shows what is wrong with it; a failure is shown, and sets the exit code. */
export async function open(
  context: CliContext,
  file: string,
  flags: OutputFlags & FolderFlags & SelectionFlags,
  {
    purpose,
    isRehearsal = false,
    missing,
  }: { readonly purpose: Purpose; readonly isRehearsal?: boolean; readonly missing?: MissingPictures },
): Promise<Result<Opened, "shown">> {
  const changesNothing = purpose === "look";
  if (!changesNothing) boundHeap(file);
  const opened = await openFilm({ file, output: flags.output, isRehearsal, changesNothing, missing });
  if (!opened.ok) {
    const refusal = {
      reason: "storyboard_invalid",
      message: `${file} is not valid`,
      diagnostics: opened.error,
    } as const;
    return refused(context, changesNothing ? refusal : { ...refusal, hint: "Nothing was submitted." }, {
      flags,
      purpose,
    });
  }
  const film = opened.value;
  showDiagnostics(context, film.storyboard.warnings, flags);
  const isNamed = await film.select(flags);
  if (!isNamed.ok) return refused(context, selectionRefusal(isNamed.error, file), { flags, purpose });
  return success({ film, isNamed: isNamed.value });
}

function refused(
  context: CliContext,
  refusal: Refusal<"storyboard_invalid" | "selection_invalid">,
  { flags, purpose }: { readonly flags: OutputFlags; readonly purpose: Purpose },
): Result<never, "shown"> {
  if (purpose === "look") refuse(context, refusal, flags);
  else refuseRun(context, refusal, { flags });
  return failure("shown");
}
