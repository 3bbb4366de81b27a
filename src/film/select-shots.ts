import { failure, type Result, success } from "../base/result.ts";
import { nearest } from "../base/suggest.ts";

/** Which shots a user names. */
export interface ShotFilter {
  /** Globs over shot ids. */
  readonly only?: readonly string[] | undefined;
}

/** Which shots were named; `undefined` where none were, so that all are meant. */
export type IsNamed = ((shotId: string) => boolean) | undefined;

/** A glob that names no shot: a mistake. */
export interface NamesNoShot {
  readonly kind: "names_no_shot";
  readonly flag: "--only";
  readonly glob: string;
  /** Shots whose ids begin so, and the glob that names them all. */
  readonly beginning?: { readonly glob: string; readonly shots: number };
  /** The id that was perhaps meant. */
  readonly meant?: string;
}

/** Finds the shots that globs name. */
export async function selectShots(
  { only }: ShotFilter,
  shots: Iterable<{ readonly id: string }>,
): Promise<Result<IsNamed, NamesNoShot>> {
  if (only === undefined || only.length === 0) return success(undefined);
  const { default: picomatch } = await import("picomatch");
  const ids = new Set(Array.from(shots, ({ id }) => id));
  const named = new Set<string>();
  for (const glob of only) {
    const matches = picomatch(glob, { dot: true });
    const found = [...ids].filter((id) => matches(id));
    if (found.length === 0) {
      return failure({ kind: "names_no_shot", flag: "--only", glob, ...adviceFor(glob, ids) });
    }
    for (const id of found) named.add(id);
  }
  return success((id) => named.has(id));
}

/** What was perhaps meant: the shots of a scene, or one id with a slip in it. */
function adviceFor(glob: string, ids: ReadonlySet<string>): Pick<NamesNoShot, "beginning" | "meant"> {
  const below = [...ids].filter((id) => id.startsWith(glob));
  const [first] = below;
  if (first !== undefined && below.length > 1) {
    const separator = first.charAt(glob.length);
    const isShared = /^[._-]$/.test(separator) && below.every((id) => id.charAt(glob.length) === separator);
    return { beginning: { glob: `${glob}${isShared ? separator : ""}*`, shots: below.length } };
  }
  const meant = first ?? nearest(glob, ids);
  return meant === undefined ? {} : { meant };
}
