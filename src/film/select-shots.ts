import { failure, type Result, success } from "../base/result.ts";
import { nearest } from "../base/suggest.ts";
import { countText } from "../report/text/text.ts";

/** Which shots `--only` names; `undefined` where it was not given. A glob that names no shot is a mistake. */
export async function selectShots(
  only: readonly string[] | undefined,
  shots: Iterable<{ readonly id: string }>,
): Promise<Result<((shotId: string) => boolean) | undefined, string>> {
  if (only === undefined || only.length === 0) return success(undefined);
  const { default: picomatch } = await import("picomatch");
  const ids = new Set(Array.from(shots, ({ id }) => id));
  const named = new Set<string>();
  for (const glob of only) {
    const matches = picomatch(glob, { dot: true });
    const found = [...ids].filter((id) => matches(id));
    if (found.length === 0) return failure(`--only ${glob} names no shot${adviceFor(glob, ids)}`);
    for (const id of found) named.add(id);
  }
  return success((id) => named.has(id));
}

/** What was perhaps meant: the shots of a scene, or one id with a slip in it. */
function adviceFor(glob: string, ids: ReadonlySet<string>): string {
  const below = [...ids].filter((id) => id.startsWith(glob));
  const [first] = below;
  if (first !== undefined && below.length > 1) {
    const separator = first.charAt(glob.length);
    const isShared = /^[._-]$/.test(separator) && below.every((id) => id.charAt(glob.length) === separator);
    const shots = countText(below.length, "shot");
    return `; ${shots} with ids that begin so: --only '${glob}${isShared ? separator : ""}*'`;
  }
  const meant = first ?? nearest(glob, ids);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
