import { writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Film } from "../film/open-film.ts";
import type { FilmProblem } from "../film/problem.ts";
import { collectReview, type ReviewOptions } from "./collect-review.ts";
import { pageHtml } from "./page/page-html.ts";
import { readPageParts } from "./page/page-parts.ts";

export type ReviewProblem =
  | FilmProblem
  | { readonly kind: "page_unwritable"; readonly failure: WriteFailure };

/** `film/city.yaml` -> `film/city.review.html`; a rehearsal's has `.rehearsal` in the name. */
export function reviewFile(storyboard: string, { isRehearsal }: { readonly isRehearsal: boolean }): string {
  const { dir, name } = parse(storyboard);
  return join(dir, `${name}${isRehearsal ? ".rehearsal" : ""}.review.html`);
}

/** Writes the page to a file, which then finds clips and pictures by where they are from there. */
export async function writeReview(
  film: Film,
  { file, ...options }: Omit<ReviewOptions, "urlOf"> & { readonly file: string },
): Promise<Result<{ readonly shots: number }, ReviewProblem>> {
  const folder = dirname(resolve(file));
  const collected = await collectReview(film, { ...options, urlOf: (path) => relativeUrl(folder, path) });
  if (!collected.ok) return collected;
  try {
    await writeFile(file, pageHtml(collected.value, readPageParts(), "file"));
    return success({ shots: collected.value.shots.length });
  } catch (error) {
    return failure({ kind: "page_unwritable", failure: writeFailure(file, error) });
  }
}

/** The way from a folder to a file, as a page in the folder writes it. Characters that mean something in addresses are escaped. */
export function relativeUrl(folder: string, file: string): string {
  const path = relative(folder, file);
  // On another drive there is no way.
  if (isAbsolute(path)) return pathToFileURL(file).href;
  return `./${path.split(sep).map(encodeURIComponent).join("/")}`;
}
