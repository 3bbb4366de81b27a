import { dirname, extname, join, parse, resolve } from "node:path";
import { choicesFile } from "../choices/read-choices.ts";
import type { CutItem } from "../cut/cut-item.ts";
import { cutList } from "../film/cut-list.ts";
import type { Film } from "../film/open-film.ts";
import type { CliContext } from "./context.ts";
import type { CutFlags } from "./flags/command-flags.ts";
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
  const { endings } = name;
  if (flags.out !== undefined && endings.length > 0 && !endings.includes(extname(flags.out).toLowerCase())) {
    refuseCommandLine(context, `--out ends with ${endings.join(" or ")}, not "${flags.out}"`, flags);
    return undefined;
  }
  const isRehearsal = flags.rehearsal === true;
  const opened = await open(context, file, flags, { purpose: "look", isRehearsal });
  if (!opened.ok) return undefined;
  const { film, isNamed } = opened.value;
  const listed = await cutList(film, isNamed);
  if (!listed.ok) {
    refuse(context, filmRefusal(listed.error, file), flags);
    return undefined;
  }
  const out = outFile(file, flags, name.ending);
  const taken = takenBy(film, listed.value, resolve(context.cwd, out));
  if (taken !== undefined) {
    refuseCommandLine(context, `--out ${out} is ${taken}: it would be lost`, flags);
    return undefined;
  }
  return { film, items: listed.value, out: { path: resolve(context.cwd, out), shown: out } };
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
