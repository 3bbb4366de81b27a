import { failure, type Result, success } from "../base/result.ts";
import { accept, judgedClip, pick, type Remark, reject, remarkOn, withdraw } from "../choices/choices.ts";
import { type ChoiceEdits, type ChoicesNotWritten, editChoices } from "../choices/write-choices.ts";
import { countingTake } from "../plan/counting-take.ts";
import { newestInPlace } from "../state/clip-in-place.ts";
import { type ClipFacts, type LockState, recordOf } from "../state/state.ts";
import type { Film } from "./open-film.ts";
import type { FilmProblem } from "./problem.ts";
import { attemptInPlace } from "./status/clip-findings.ts";

/** Why nothing was decided. */
export type ChooseProblem =
  | FilmProblem
  | ChoicesNotWritten
  /** The storyboard has no such shot. */
  | { readonly kind: "shot_unknown"; readonly id: string; readonly known: readonly string[] }
  /** The take has no finished clip; `done` are those that have one. */
  | {
      readonly kind: "no_clip";
      readonly id: string;
      readonly take?: number;
      readonly done: readonly number[];
    }
  /** The take has another clip by now than the one that was looked at. */
  | { readonly kind: "clip_replaced"; readonly id: string; readonly take: number };

/** A take of a shot that is decided about. */
export interface TakeToDecide {
  readonly id: string;
  readonly take: number;
  /** The first digits of the SHA-256 of the clip that is meant; without them it is the one that is there. */
  readonly clip?: string;
}

/** A clip that was decided about. */
export interface DecidedClip {
  readonly id: string;
  readonly take: number;
  readonly clip: ClipFacts;
}

/** Makes a take the one that counts. */
export function pickTake(
  film: Film,
  shot: TakeToDecide,
  remark: Remark,
): Promise<Result<DecidedClip, ChooseProblem>> {
  return decide(film, shot, (clip) => (before) => pick(before, clip, remark));
}

/** Sends a clip back; without a take, that of the one that counts. */
export function rejectTake(
  film: Film,
  shot: Omit<TakeToDecide, "take"> & { readonly take?: number | undefined },
  remark: Remark,
): Promise<Result<DecidedClip, ChooseProblem>> {
  return decide(film, shot, (clip) => (before) => reject(before, clip, remark));
}

/** Takes back what was decided about a clip. */
export function withdrawTake(
  film: Film,
  shot: TakeToDecide,
  remark: Remark,
): Promise<Result<DecidedClip, ChooseProblem>> {
  return decide(film, shot, (clip) => (before) => withdraw(before, clip, remark));
}

/** Says something about a shot, whether it has clips or not. An empty note takes the earlier one away. */
export async function noteShot(film: Film, id: string, remark: Remark): Promise<Result<void, ChooseProblem>> {
  const known = [...new Set(film.jobs.map((job) => job.id))];
  if (!known.includes(id)) return failure({ kind: "shot_unknown", id, known });
  return await editChoices(film.file, new Map([[id, (before) => remarkOn(before, remark)]]));
}

type Edit = ChoiceEdits extends ReadonlyMap<string, infer E> ? E : never;

async function decide(
  film: Film,
  { id, take, clip: meant }: Parameters<typeof rejectTake>[1],
  editFor: (clip: ReturnType<typeof judgedClip>) => Edit,
): Promise<Result<DecidedClip, ChooseProblem>> {
  const known = await film.look();
  if (!known.ok) return known;
  const { state } = known.value;
  const ids = [...new Set(film.jobs.map((job) => job.id))];
  if (!ids.includes(id) && !state.has(id)) return failure({ kind: "shot_unknown", id, known: ids });
  const wanted = take ?? countingTake(state.get(id), film.choices.get(id))?.take;
  const clip = wanted === undefined ? undefined : clipOfTake(state, id, wanted);
  if (wanted === undefined || clip === undefined) {
    const done = (state.get(id) ?? [])
      .map((record) => record.take)
      .filter((one) => clipOfTake(state, id, one));
    return failure({ kind: "no_clip", id, ...(wanted === undefined ? {} : { take: wanted }), done });
  }
  const judged = judgedClip(wanted, clip);
  if (meant !== undefined && meant !== judged.clip)
    return failure({ kind: "clip_replaced", id, take: wanted });
  const written = await editChoices(film.file, new Map([[id, editFor(judged)]]));
  return written.ok ? success({ id, take: wanted, clip }) : written;
}

function clipOfTake(state: LockState, id: string, take: number): ClipFacts | undefined {
  return newestInPlace(recordOf(state, id, take)?.attempts ?? [])?.clip;
}

/**
 * Lets clips stand for today's inputs, though they were rendered from others; without ids, all clips that a render would
 * replace because of an edit.
 */
export async function acceptShots(
  film: Film,
  ids: readonly string[],
  remark: Remark,
): Promise<Result<readonly DecidedClip[], ChooseProblem>> {
  const today = new Set(film.jobs.map(({ id }) => id));
  for (const id of ids) {
    if (!today.has(id)) return failure({ kind: "shot_unknown", id, known: [...today] });
  }
  const planned = await film.plan();
  if (!planned.ok) return planned;
  const { plan, known } = planned.value;
  const decided: DecidedClip[] = [];
  const edits = new Map<string, Edit>();
  for (const { id, take, reason, action, job } of plan.items) {
    const isAsked = ids.length === 0 || ids.includes(id);
    if (!isAsked || job === undefined || action !== "render" || reason !== "changed") continue;
    const clip = attemptInPlace(known.state, job)?.clip;
    if (clip === undefined || known.clipOnDisk(clip).kind !== "intact") continue;
    decided.push({ id, take, clip });
    const earlier = edits.get(id);
    const accepted = { ...judgedClip(take, clip), inputs: job.fingerprint };
    edits.set(id, (before) => accept(earlier?.(before) ?? before, accepted, remark));
  }
  const [first] = ids;
  if (decided.length === 0 && first !== undefined) return failure({ kind: "no_clip", id: first, done: [] });
  if (decided.length === 0) return success([]);
  const written = await editChoices(film.file, edits);
  return written.ok ? success(decided) : written;
}
