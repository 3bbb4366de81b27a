import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { isOthersFolder } from "../clips/claims.ts";
import { loadStoryboard } from "../manifest/load-storyboard.ts";
import { defaultOutput } from "../manifest/read/output-folder.ts";
import { knowsProvider, pictureLimit } from "../provider/providers.ts";

/** Where a storyboard's clips go. */
export interface OutputPlace {
  /** Absolute. */
  readonly path: string;
  /** Relative to the storyboard, with `/`. */
  readonly beside: string;
  /** As the user would type it. */
  readonly shown: string;
}

/** A storyboard's file, as the user wrote it, and the folder that it is relative to. */
export interface FilmFile {
  readonly file: string;
  /** Absolute. */
  readonly cwd: string;
}

/** @param beside the folder relative to the storyboard, with `/` */
export function outputPlace({ file, cwd }: FilmFile, beside: string): OutputPlace {
  const path = resolve(cwd, dirname(file), beside);
  const shown = relative(cwd, path);
  return { path, beside, shown: shown === "" ? "." : shown };
}

/**
 * Where a rehearsal's clips go: `rehearsal/` beside the storyboard, or a folder of the storyboard's name in it where another
 * storyboard rehearses there already. Absolute.
 */
export async function rehearsalOutput({ file, cwd }: FilmFile): Promise<string> {
  const storyboard = resolve(cwd, file);
  const folder = resolve(dirname(storyboard), "rehearsal");
  if (!(await isOthersFolder(folder, { storyboard, kind: "rehearsal" }))) return folder;
  return join(folder, basename(storyboard, extname(storyboard)));
}

/** Where rescued clips go: as asked, as the storyboard says where it still can be read, or else the default. */
export async function rescueOutput(film: FilmFile, asked: string | undefined): Promise<OutputPlace> {
  if (asked !== undefined) {
    const folder = resolve(film.cwd, dirname(film.file));
    const beside = relative(folder, resolve(film.cwd, asked)).split(sep).join("/");
    return outputPlace(film, beside === "" ? "." : beside);
  }
  const loaded = await loadStoryboard({ file: film.file, pictureLimit, knowsProvider });
  return outputPlace(film, loaded.ok ? loaded.value.output : defaultOutput);
}
