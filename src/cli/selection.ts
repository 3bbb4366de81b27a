import { failure, type Result, success } from "../base/result.ts";
import { nearest } from "../base/suggest.ts";

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
    if (found.length === 0) {
      const meant = nearest(glob, ids);
      return failure(`--only ${glob} names no shot${meant === undefined ? "" : `; did you mean ${meant}?`}`);
    }
    for (const id of found) named.add(id);
  }
  return success((id) => named.has(id));
}
