import type { Cause } from "../../base/cause.ts";
import type { SharedOutput } from "../../clips/claims.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunCounts } from "../events.ts";
import { untouchedCounts } from "../untouched.ts";
import { claimsOf, idsOf } from "./claims.ts";

/** The output folder is not fit for the run: nothing was submitted. */
export type OutputRefused = (
  | { readonly kind: "output_unwritable" | "output_unreadable"; readonly error: Cause }
  /** Clips would be paid for whose files are there without a record. */
  | { readonly kind: "unrecorded_clips"; readonly files: readonly string[] }
  /** Another storyboard has clips of these shots' names in the folder. */
  | { readonly kind: "output_shared"; readonly other: SharedOutput; readonly ids: readonly string[] }
) & {
  /** There is paid work that waits for the folder. */
  readonly isPaid: boolean;
  readonly counts: RunCounts;
};

/** What there is to say of any plan whose folder is not fit. */
export function waitingFor(plan: Plan): Pick<OutputRefused, "isPaid" | "counts"> {
  return { isPaid: plan.totals.resume + plan.totals.download > 0, counts: untouchedCounts(plan) };
}

/** Makes sure that clips can be written, under names that are this storyboard's alone. */
export async function claimOutput(
  output: ClipFolder,
  plan: Plan,
  names: readonly string[],
): Promise<OutputRefused | undefined> {
  const prepared = await output.prepare();
  if (!prepared.ok) return { kind: "output_unwritable", error: prepared.error, ...waitingFor(plan) };
  const claimed = await output.claim(names);
  if (!claimed.ok) return { kind: "output_unwritable", error: claimed.error, ...waitingFor(plan) };
  const other = claimed.value;
  if (other === undefined) return undefined;
  return { kind: "output_shared", other, ids: idsOf(claimsOf(plan), other), ...waitingFor(plan) };
}

/** Another storyboard's claim on this one's clips; changes nothing. `undefined` where there is none, or it cannot be read. */
export async function sharedClips(output: ClipFolder, plan: Plan): Promise<OutputRefused | undefined> {
  const claims = claimsOf(plan);
  const shared = await output.sharedWith(claims.map(({ name }) => name));
  if (!shared.ok || shared.value === undefined) return undefined;
  const other = shared.value;
  return { kind: "output_shared", other, ids: idsOf(claims, other), ...waitingFor(plan) };
}
