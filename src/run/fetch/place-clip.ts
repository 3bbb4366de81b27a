import type { Cause } from "../../base/cause.ts";
import { errorCode } from "../../base/files/file-errors.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { HeldClip } from "../../clips/clip-folder.ts";
import { supersededFolder } from "../../clips/clip-names.ts";
import type { FileContent } from "../../clips/digest-memory.ts";
import { diskError } from "../../clips/disk-error.ts";
import type { HeldFile } from "../../clips/move-file.ts";
import { endingLike, isClipOf } from "../../state/clip-file.ts";
import type { Attempt, ClipFacts } from "../../state/state.ts";
import { supersededName, tagOf } from "../../state/superseded-name.ts";
import { attemptOf, type RunWorld, record, type Work } from "../context.ts";

/** A file that is to have a clip's place. */
interface Placing {
  readonly attemptId: string;
  /** `file` is the place. */
  readonly clip: ClipFacts;
  /** Held open since it was verified. */
  readonly held: HeldFile;
}

/** How often a place that was made free is found taken again before that is somebody's doing. */
const triesAtMost = 3;

/**
 * Puts a verified file where its clip belongs. Whatever is there is moved to `superseded/` first, never written over: it
 * was paid for, or it is somebody's own file.
 */
export async function placeClip(
  context: RunWorld,
  work: Work,
  { attemptId, clip, held }: Placing,
): Promise<Cause | undefined> {
  const { file } = clip;
  try {
    const error = (await isInPlace(context, clip))
      ? undefined
      : await takePlace(context, work, { attemptId, clip, held });
    if (error !== undefined) return error;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return diskError(error, context.output.path);
  }
  const { id, take } = work.ref;
  // Not waited for: should it be lost, the clip is known by its digest where it is.
  await record(context, { id, take, attemptId, type: "done" }, false);
  await recordMove(context, work, { attemptId, file });
  await disown(context, work, { attemptId, file });
  return undefined;
}

async function takePlace(
  context: RunWorld,
  work: Work,
  { attemptId, clip, held }: Placing,
): Promise<Cause | undefined> {
  const { fingerprint } = ownAttempt(context, work, attemptId);
  for (let tries = 1; ; tries += 1) {
    const blocked = await clearPlace(context, work, { file: clip.file, attemptId });
    if (blocked !== undefined) return blocked;
    const placed = await context.output.place(held, { ...clip, fingerprint });
    if (placed.ok) return undefined;
    if (placed.error.code !== "clip_path_blocked" || tries === triesAtMost) return placed.error;
  }
}

/** The attempt's clip is in its place already, as after a crash: only its record was not finished. */
export async function isInPlace(context: RunWorld, clip: ClipFacts): Promise<boolean> {
  const content = await context.output.contentOf(clip.file);
  return content.kind === "file" && content.sha256 === clip.sha256;
}

/** Brings a clip back to its shot's place: its inputs are today's again. */
export function restoreClip(context: RunWorld, work: Work, restoring: Restoring): Promise<Cause | undefined> {
  return context.output.inTurn(() => restore(context, work, restoring));
}

interface Restoring {
  readonly attempt: Attempt;
  /** Where the clip was when the folder was surveyed. */
  readonly from: string;
}

async function restore(
  context: RunWorld,
  work: Work,
  { attempt, from }: Restoring,
): Promise<Cause | undefined> {
  const { clip, attemptId } = attempt;
  if (clip === undefined) throw new Error("a clip without facts cannot be brought back");
  const held = await holdWhereItIs(context, clip, from);
  if (held === undefined) {
    const message = `${from} is no longer the clip that is on record; run again to see what there is.`;
    return { code: "clip_missing", message };
  }
  try {
    return await placeClip(context, work, {
      attemptId,
      clip: { ...clip, file: endingLike(work.clip, clip.file) },
      held,
    });
  } finally {
    await held.close();
  }
}

/** Another shot's restoring may have moved it meanwhile, as when two clips have changed places. */
async function holdWhereItIs(
  context: RunWorld,
  clip: ClipFacts,
  from: string,
): Promise<HeldClip | undefined> {
  let place: string | undefined = from;
  for (let tries = 1; place !== undefined && tries <= triesAtMost; tries += 1) {
    const held = await context.output.hold(place, clip);
    if (held !== undefined) return held;
    place = await context.output.find(clip).catch((error: unknown) => {
      if (errorCode(error) === undefined) throw error;
      return undefined;
    });
  }
  return undefined;
}

/** Whose file is in a clip's place. */
type Occupant =
  | { readonly kind: "attempt"; readonly attempt: Attempt }
  /** This storyboard made it, from inputs that no record has, as on another branch. */
  | { readonly kind: "own"; readonly fingerprint: string }
  /** What became of a clip on record: cut short, emptied, exchanged. */
  | { readonly kind: "damaged" }
  | { readonly kind: "stranger" };

/** Moves aside what is in a clip's place, and the clip of an earlier attempt that came in another container. */
async function clearPlace(
  context: RunWorld,
  work: Work,
  place: { readonly file: string; readonly attemptId: string },
): Promise<Cause | undefined> {
  const { file, attemptId } = place;
  for (const { clip } of otherClips(context, work, attemptId)) {
    if (clip === undefined || clip.file === file || !isClipOf(file, clip.file)) continue;
    const blocked = await moveAside(context, work, { file: clip.file, attemptId });
    if (blocked !== undefined) return blocked;
  }
  return await moveAside(context, work, place);
}

async function moveAside(
  context: RunWorld,
  work: Work,
  place: { readonly file: string; readonly attemptId: string },
): Promise<Cause | undefined> {
  const { output } = context;
  const content = await output.contentOf(place.file);
  if (content.kind === "nothing") return undefined;
  if (content.kind === "folder") {
    const message = `A folder named ${place.file} is where the clip belongs.`;
    return { code: "clip_path_blocked", message };
  }
  const occupant = occupantOf(context, work, place, content.kind === "file" ? content : undefined);
  switch (occupant.kind) {
    case "attempt":
      return await setAside(context, work, place.file, occupant.attempt);
    case "own":
      return await keep(context, work, place.file, tagOf(occupant));
    case "damaged":
      return await keepAndSay(context, work, place.file, {
        tag: "differs",
        code: "differing_clip_kept",
        what: "is not the clip that was rendered",
      });
    case "stranger":
      return await keepAndSay(context, work, place.file, {
        tag: "unrecorded",
        code: "unrecorded_clip_kept",
        what: "was not rendered by dailies",
      });
    default:
      return unreachable(occupant);
  }
}

/** By content alone: a name does not prove what is in a file. */
function occupantOf(
  context: RunWorld,
  work: Work,
  { file, attemptId }: { readonly file: string; readonly attemptId: string },
  content: FileContent | undefined,
): Occupant {
  const others = otherClips(context, work, attemptId);
  const owner = others.findLast(({ clip }) => content !== undefined && clip?.sha256 === content.sha256);
  if (owner !== undefined) return { kind: "attempt", attempt: owner };
  const fingerprint = content === undefined ? undefined : context.output.fingerprintOf(file);
  if (fingerprint !== undefined) return { kind: "own", fingerprint };
  const known = [...others, ownAttempt(context, work, attemptId)];
  const isOnRecord = known.some(({ state, clip }) => state === "done" && clip?.file === file);
  return { kind: isOnRecord ? "damaged" : "stranger" };
}

/** Moves a clip under its own record: back to where the record says it is, or to a name of its inputs. */
async function setAside(
  context: RunWorld,
  work: Work,
  file: string,
  owner: Attempt,
): Promise<Cause | undefined> {
  const aside = await asideFor(context, work, file, owner);
  // The record goes first: after a crash in between, the file is known by its digest wherever it is.
  await recordMove(context, work, { attemptId: owner.attemptId, file: aside });
  const moved = await context.output.move(file, aside);
  if (moved.ok) return undefined;
  await recordMove(context, work, { attemptId: owner.attemptId, file });
  return moved.error;
}

async function asideFor(context: RunWorld, work: Work, file: string, owner: Attempt): Promise<string> {
  const recorded = owner.clip?.file;
  if (recorded?.startsWith(`${supersededFolder}/`) === true && recorded !== file) {
    if ((await context.output.contentOf(recorded)).kind === "nothing") return recorded;
  }
  return await freeName(context, work, file, tagOf(owner));
}

async function keep(context: RunWorld, work: Work, file: string, tag: string): Promise<Cause | undefined> {
  const aside = await freeName(context, work, file, tag);
  const moved = await context.output.move(file, aside);
  return moved.ok ? undefined : moved.error;
}

async function keepAndSay(
  context: RunWorld,
  work: Work,
  file: string,
  { tag, code, what }: { readonly tag: string; readonly code: string; readonly what: string },
): Promise<Cause | undefined> {
  const aside = await freeName(context, work, file, tag);
  const moved = await context.output.move(file, aside);
  if (!moved.ok) return moved.error;
  const message = `${file} ${what}; it is kept as ${aside}.`;
  context.emit({ type: "warning", ...work.ref, code, message });
  return undefined;
}

/** No two records own one file: whoever else names the place has lost its clip, and it would be fetched elsewhere. */
async function disown(
  context: RunWorld,
  work: Work,
  { attemptId, file }: { readonly attemptId: string; readonly file: string },
): Promise<void> {
  for (const other of otherClips(context, work, attemptId)) {
    if (other.state !== "done" || other.clip?.file !== file) continue;
    const elsewhere = await freeName(context, work, file, tagOf(other));
    await recordMove(context, work, { attemptId: other.attemptId, file: elsewhere });
  }
}

function freeName(context: RunWorld, work: Work, file: string, tag: string): Promise<string> {
  const attempts = context.store.get(work.ref.id, work.ref.take)?.attempts ?? [];
  const taken = new Set(attempts.flatMap(({ clip }) => clip?.file ?? []));
  return context.output.freeName(
    (nth) => supersededName(file, tag, nth),
    (name) => taken.has(name),
  );
}

function otherClips(context: RunWorld, work: Work, attemptId: string): Attempt[] {
  const attempts = context.store.get(work.ref.id, work.ref.take)?.attempts ?? [];
  return attempts.filter((other) => other.attemptId !== attemptId && other.clip !== undefined);
}

function ownAttempt(context: RunWorld, work: Work, attemptId: string): Attempt {
  const attempt = attemptOf(context, work.ref, attemptId);
  if (attempt === undefined) throw new Error("a clip belongs to an attempt on record");
  return attempt;
}

async function recordMove(
  context: RunWorld,
  work: Work,
  move: { readonly attemptId: string; readonly file: string },
): Promise<void> {
  const attempt = attemptOf(context, work.ref, move.attemptId);
  if (attempt?.clip?.file === move.file) return;
  await record(context, { id: work.ref.id, take: work.ref.take, type: "moved", ...move });
}
