import { failure, type Result, success } from "../base/result.ts";
import { listed } from "../base/text/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Film, openFilm } from "../film/open-film.ts";
import type { MissingPictures } from "../film/rehearsal/missing-pictures.ts";
import type { IsNamed } from "../film/select/select-shots.ts";
import { findSame, type SameFilm } from "../film/several/find-same.ts";
import { selectInFilms } from "../film/several/select-in-films.ts";
import type { CliContext } from "./context.ts";
import type { FolderFlags, OutputFlags, SelectionFlags } from "./flags/flags.ts";
import { boundHeap } from "./heap.ts";
import { type Refusal, refuse, refuseCommandLine, refuseRun, showDiagnostics } from "./problems.ts";
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
  {
    flags,
    purpose,
    file,
  }: { readonly flags: OutputFlags; readonly purpose: Purpose; readonly file?: string | undefined },
): Result<never, "shown"> {
  if (purpose === "look") refuse(context, refusal, flags);
  else refuseRun(context, refusal, { flags, file });
  return failure("shown");
}

/**
 * Opens several storyboards, all or none: what is wrong with any of them is shown, and nothing is done for the others. Two
 * that are one, or that keep their record in one file, are a mistake.
 */
export async function openSeveral(
  context: CliContext,
  files: readonly string[],
  flags: OutputFlags & FolderFlags & SelectionFlags,
  { purpose, isRehearsal = false }: { readonly purpose: Purpose; readonly isRehearsal?: boolean },
): Promise<Result<readonly Opened[], "shown">> {
  const same = await findSame(files);
  if (same !== undefined) {
    refuseCommandLine(context, sameText(same), flags);
    return failure("shown");
  }
  const changesNothing = purpose === "look";
  if (!changesNothing) boundHeap(...files);
  const films: Film[] = [];
  const diagnostics: Diagnostic[] = [];
  const broken: string[] = [];
  for (const file of files) {
    const opened = await openFilm({ file, output: flags.output, isRehearsal, changesNothing });
    if (opened.ok) films.push(opened.value);
    else {
      broken.push(file);
      diagnostics.push(...opened.error);
    }
  }
  if (broken.length > 0) {
    const message = `${listed(broken, "and")} ${broken.length === 1 ? "is" : "are"} not valid`;
    const hint = changesNothing ? undefined : "Nothing was submitted.";
    const refusal = { reason: "storyboard_invalid", message, diagnostics, ...(hint && { hint }) } as const;
    return refused(context, refusal, { flags, purpose, file: broken.length === 1 ? broken[0] : undefined });
  }
  for (const { storyboard } of films) showDiagnostics(context, storyboard.warnings, flags);
  const selected = await selectInFilms(films, flags);
  if (!selected.ok) {
    const { problem, film } = selected.error;
    return refused(context, selectionRefusal(problem, film.file), { flags, purpose });
  }
  return success(films.map((film, index) => ({ film, isNamed: selected.value[index] })));
}

function sameText(same: SameFilm): string {
  const [first, second] = same.files;
  switch (same.kind) {
    case "same_storyboard":
      return first === second
        ? `${first} is given twice`
        : `${first} and ${second} are the same storyboard: give it once`;
    case "same_lockfile":
      return `${first} and ${second} would keep their record in one file, ${same.lockfile}: rename one of them`;
    default:
      return unreachable(same);
  }
}
