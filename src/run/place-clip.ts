import type { Cause } from "../base/cause.ts";
import { endingLike, isClipOf } from "../state/clip-file.ts";
import type { Attempt, ClipFacts } from "../state/state.ts";
import { tagOf } from "../state/superseded-name.ts";
import { type RunContext, record, type Work } from "./context.ts";

/**
 * Puts a verified `.part` where its clip belongs. Whatever stands there is moved to `superseded/` first, never
 * overwritten: it was paid for, or it is somebody's own file.
 */
export async function placeClip(
  context: RunContext,
  work: Work,
  placing: { readonly attemptId: string; readonly clip: ClipFacts; readonly part: string },
): Promise<Cause | undefined> {
  const { file } = placing.clip;
  const blocked = await clearPlace(context, work, { file, attemptId: placing.attemptId });
  if (blocked !== undefined) return blocked;
  const placed = context.output.place(file, placing.part);
  if (!placed.ok) return placed.error;
  const { id, take } = work.ref;
  // Not waited for: should it be lost, the clip is known by its digest where it stands.
  await record(context, { id, take, attemptId: placing.attemptId, type: "done" }, false);
  return undefined;
}

/** Brings a superseded clip back to its shot's place: its inputs are today's again. */
export async function restoreClip(
  context: RunContext,
  work: Work,
  attempt: Attempt,
): Promise<Cause | undefined> {
  const from = attempt.clip?.file;
  if (from === undefined) throw new Error("a clip without facts cannot be brought back");
  const file = endingLike(work.clip, from);
  const blocked = await clearPlace(context, work, { file, attemptId: attempt.attemptId });
  if (blocked !== undefined) return blocked;
  const moved = context.output.move(from, file);
  if (!moved.ok) return moved.error;
  await recordMove(context, work, { attemptId: attempt.attemptId, file });
  return undefined;
}

/** Moves aside what stands in a clip's place, and the clip of an earlier attempt that came in another container. */
async function clearPlace(
  context: RunContext,
  work: Work,
  place: { readonly file: string; readonly attemptId: string },
): Promise<Cause | undefined> {
  const { file, attemptId } = place;
  for (const { attemptId: otherId, clip } of context.store.get(work.ref.id, work.ref.take)?.attempts ?? []) {
    if (otherId === attemptId || clip === undefined || clip.file === file) continue;
    if (!isClipOf(file, clip.file)) continue;
    const blocked = await moveAside(context, work, { file: clip.file, attemptId });
    if (blocked !== undefined) return blocked;
  }
  return await moveAside(context, work, place);
}

async function moveAside(
  context: RunContext,
  work: Work,
  place: { readonly file: string; readonly attemptId: string },
): Promise<Cause | undefined> {
  const { output } = context;
  const occupant = output.occupant(place.file);
  if (occupant === "nothing") return undefined;
  if (occupant === "folder") {
    return {
      code: "clip_path_blocked",
      message: `A folder named ${place.file} stands where the clip belongs.`,
    };
  }
  const owner = await ownerOf(context, work, place);
  if (owner === undefined) return await keepUnrecorded(context, work, place.file);
  // The record goes first: after a crash in between, the file is known by its digest wherever it stands.
  const aside = output.freeSupersededName(place.file, tagOf(owner));
  await recordMove(context, work, { attemptId: owner.attemptId, file: aside });
  const moved = output.move(place.file, aside);
  if (moved.ok) return undefined;
  await recordMove(context, work, { attemptId: owner.attemptId, file: place.file });
  return moved.error;
}

async function keepUnrecorded(context: RunContext, work: Work, file: string): Promise<Cause | undefined> {
  const aside = context.output.freeSupersededName(file, "unrecorded");
  const moved = context.output.move(file, aside);
  if (!moved.ok) return moved.error;
  const message = `${file} was not rendered by dailies; it is kept as ${aside}.`;
  context.emit({ type: "warning", ...work.ref, code: "unrecorded_clip_kept", message });
  return undefined;
}

/** Whose clip stands there: the attempt recorded with that file or, after a crash, with that content. */
async function ownerOf(
  context: RunContext,
  work: Work,
  place: { readonly file: string; readonly attemptId: string },
): Promise<Attempt | undefined> {
  const attempts = context.store.get(work.ref.id, work.ref.take)?.attempts ?? [];
  const others = attempts.filter(({ attemptId, state }) => attemptId !== place.attemptId && state === "done");
  const recorded = others.findLast((attempt) => attempt.clip?.file === place.file);
  if (recorded !== undefined || others.length === 0) return recorded;
  const sha256 = await context.output.digest(place.file);
  return others.findLast((attempt) => attempt.clip?.sha256 === sha256);
}

async function recordMove(
  context: RunContext,
  work: Work,
  move: { readonly attemptId: string; readonly file: string },
): Promise<void> {
  await record(context, { id: work.ref.id, take: work.ref.take, type: "moved", ...move });
}
