import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { LockState } from "../state/state.ts";
import { unite } from "../state/unite.ts";
import { encodeLockfile } from "./encode.ts";
import { type StateKind, stateKinds } from "./paths.ts";
import { lockfileStateIn } from "./read/read-lockfile.ts";

/** One lockfile as two branches and the revision that both began from have it. An empty base is none. */
export interface LockfileVersions {
  readonly base: Buffer;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/**
 * The text of a lockfile that has the work of both branches, as `unite` does it. A base that cannot be understood, such
 * as one that git made of two ancestors in conflict, counts as none: then nothing is dropped.
 *
 * @param name of the lockfile, for what is wrong with it
 */
export async function mergeLockfiles(
  { base, ours, theirs }: LockfileVersions,
  name: string,
): Promise<Result<string, readonly Diagnostic[]>> {
  const kind = kindOf(ours) ?? kindOf(theirs) ?? "render";
  const [left, right] = [
    await lockfileStateIn(ours, `${name} (ours)`, kind),
    await lockfileStateIn(theirs, `${name} (theirs)`, kind),
  ];
  if (!left.ok || !right.ok) return failure([left, right].flatMap((side) => (side.ok ? [] : side.error)));
  const known = base.length === 0 ? undefined : await lockfileStateIn(base, `${name} (base)`, kind);
  const before: LockState | undefined = known?.ok === true ? known.value : undefined;
  return success(encodeLockfile(unite(before, left.value, right.value), kind));
}

/** Whose the lockfile says it is. A storyboard may have `.rehearsal` in its name, so that does not say it. */
function kindOf(bytes: Buffer): StateKind | undefined {
  const head = bytes.subarray(0, 200).toString("utf8");
  return stateKinds.find((kind) => head.includes(`"kind": "${kind}"`));
}
