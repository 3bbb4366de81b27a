import { isCutAtKeys } from "../clip/key-cut.ts";
import type { Layout } from "../lay-out.ts";

/** Why clips cannot be joined as they are. */
export type WhyEncoded =
  /** Slates are drawn for shots without a clip. */
  | { readonly kind: "missing"; readonly ids: readonly string[] }
  /** Frames that are not evenly spaced, a rotation, or a codec that an MP4 cannot take as it is. */
  | { readonly kind: "uneven"; readonly id: string }
  /** Words are burnt into the pictures. */
  | { readonly kind: "burnt_in" }
  /** Two clips with another codec configuration, size or rate. */
  | { readonly kind: "differ"; readonly one: string; readonly other: string }
  /** `in` or `out` is between two key pictures, and what is in between cannot be decoded without what is left out. */
  | { readonly kind: "trimmed"; readonly ids: readonly string[] };

export type JoinPlan = { readonly kind: "copy" } | { readonly kind: "encode"; readonly why: WhyEncoded };

/**
 * Pictures are copied only where every clip agrees with the first, since a track has one configuration for all of its packets, and
 * where no clip is cut in between key pictures.
 * @param isBurntIn words are to be burnt into the pictures of some shot
 */
export async function joinPlan({ shots }: Layout, isBurntIn: boolean): Promise<JoinPlan> {
  const missing = shots.filter(({ measure }) => measure === undefined).map(({ item }) => item.id);
  if (missing.length > 0) return { kind: "encode", why: { kind: "missing", ids: missing } };
  const uneven = shots.find(({ measure }) => measure?.joinKey === undefined);
  if (uneven !== undefined) return { kind: "encode", why: { kind: "uneven", id: uneven.item.id } };
  if (isBurntIn) return { kind: "encode", why: { kind: "burnt_in" } };
  const first = shots[0];
  const other = shots.find(({ measure }) => measure?.joinKey !== first?.measure?.joinKey);
  if (first !== undefined && other !== undefined) {
    return { kind: "encode", why: { kind: "differ", one: first.item.id, other: other.item.id } };
  }
  const ids: string[] = [];
  for (const { item, measure, used } of shots) {
    if (used === undefined || measure === undefined || item.chosen === undefined) continue;
    if (!(await isCutAtKeys(item.chosen.file, used, measure.rate))) ids.push(item.id);
  }
  return ids.length === 0 ? { kind: "copy" } : { kind: "encode", why: { kind: "trimmed", ids } };
}
