import { dirname, extname, join, parse, resolve } from "node:path";
import { choicesFile } from "../choices/read-choices.ts";
import type { CutItem } from "../cut/cut-item.ts";
import { cutList } from "../film/cut-list.ts";
import type { Film } from "../film/open-film.ts";
import type { CliContext } from "./context.ts";
import type { CutFlags } from "./flags/command-flags.ts";
import type { OutputFlags } from "./flags/flags.ts";
import { open } from "./open.ts";
import { refuse, refuseCommandLine } from "./problems.ts";
import { filmRefusal } from "./words/film-refusals.ts";

/** Where something that is made of a film goes. */
export interface MadeFile {
  /** Absolute. */
  readonly path: string;
  /** As the user would type it. */
  readonly shown: string;
}

/** A film's clips that count, and where what is made of them goes. */
export interface OpenedCut {
  readonly film: Film;
  readonly items: readonly CutItem[];
  readonly out: MadeFile;
}

/** What the file may be called. */
export interface OutName {
  /** Behind the storyboard's name, where none is given: `film.mp4`. */
  readonly ending: string;
  /** Those that a name that is given may end with; any where there are none. */
  readonly endings: readonly string[];
}

/** Opens a storyboard and finds its cut; a failure is shown, and sets the exit code. */
export async function openCut(
  context: CliContext,
  file: string,
  flags: CutFlags,
  name: OutName,
): Promise<OpenedCut | undefined> {
  if (!endsAsItMust(context, flags, name.endings)) return undefined;
  const isRehearsal = flags.rehearsal === true;
  const opened = await open(context, file, flags, { purpose: "look", isRehearsal });
  if (!opened.ok) return undefined;
  const { film, isNamed } = opened.value;
  const listed = await cutList(film, isNamed);
  if (!listed.ok) {
    refuse(context, filmRefusal(listed.error, file), flags);
    return undefined;
  }
  const out = madeFile(context, film, {
    flags,
    items: listed.value,
    shown: outFile(file, flags, name.ending),
  });
  return out === undefined ? undefined : { film, items: listed.value, out };
}

/** Where something is to go; refused where that would write over what must not be lost. */
export function madeFile(
  context: CliContext,
  film: Film,
  {
    flags,
    items,
    shown,
  }: { readonly flags: OutputFlags; readonly items: readonly CutItem[]; readonly shown: string },
): MadeFile | undefined {
  const path = resolve(context.cwd, shown);
  const taken = takenBy(film, items, path);
  if (taken === undefined) return { path, shown };
  refuseCommandLine(context, `--out ${shown} is ${taken}: it would be lost`, flags);
  return undefined;
}

/** Says whether a name that was given ends as it must; where it does not, the command is refused. */
export function endsAsItMust(
  context: CliContext,
  flags: OutputFlags & { readonly out?: string },
  endings: readonly string[],
): boolean {
  if (flags.out === undefined || endings.length === 0) return true;
  if (endings.includes(extname(flags.out).toLowerCase())) return true;
  refuseCommandLine(context, `--out ends with ${endings.join(" or ")}, not "${flags.out}"`, flags);
  return false;
}

function outFile(file: string, { out, rehearsal }: CutFlags, ending: string): string {
  const kind = rehearsal === true ? "rehearsal." : "";
  return out ?? join(dirname(file), `${parse(file).name}.${kind}${ending}`);
}

/** What is at a path that must not be written over. */
function takenBy(film: Film, items: readonly CutItem[], path: string): string | undefined {
  const at = (one: string): boolean => resolve(one) === path;
  if (at(film.file)) return "the storyboard";
  const { lockfile, journal, runLock } = film.paths;
  if ([lockfile, journal, runLock].some(at)) return "the storyboard's state";
  if (at(choicesFile(film.file))) return "the file of choices";
  const isInCut = items.some(({ chosen, alternates }) =>
    [...(chosen === undefined ? [] : [chosen]), ...alternates].some((clip) => clip.file === path),
  );
  const isPlace = film.jobs.some(({ clip }) => resolve(film.output.path, clip) === path);
  return isInCut || isPlace ? "a clip, or the place of one" : undefined;
}
