import { failure, type Result, success } from "../../base/result.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import type { Job } from "../../manifest/job.ts";
import type { ClipEye, ClipLook } from "../../media/look/clip-eye.ts";
import { blackShare, stillShare } from "../../media/look/movement.ts";
import { sketchOf } from "../../media/look/sketch.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import type { Attempt, ClipChecks, ClipFacts } from "../../state/state.ts";
import type { StateStore } from "../../state/store.ts";
import type { Film } from "../open-film.ts";
import { type StoreProblem, withStore } from "../record/with-store.ts";
import type { IsNamed } from "../select/select-shots.ts";
import { attemptInPlace, type ClipFinding, checksVersion, clipFindings } from "./clip-findings.ts";

export type InspectProblem = StoreProblem | { readonly kind: "output_unreadable"; readonly message: string };

export interface Inspecting {
  readonly eye: ClipEye;
  readonly isNamed?: IsNamed;
  /** Also clips that were looked at before. */
  readonly again?: boolean;
  /** Called before each clip is decoded, which takes a moment. */
  readonly onClip?: (clip: { readonly nth: number; readonly of: number; readonly file: string }) => void;
}

/** A clip of a take, and what is to be pointed out. */
export interface InspectedClip {
  readonly id: string;
  readonly take: number;
  readonly clip: ClipFacts;
  readonly checks: ClipChecks;
  readonly findings: readonly ClipFinding[];
}

export interface Inspection {
  /** Clips that were decoded now. */
  readonly looked: number;
  /** Every clip with figures, in film order. */
  readonly clips: readonly InspectedClip[];
  /** Clips that nothing can be said of, and why. */
  readonly unseen: readonly { readonly id: string; readonly take: number; readonly why: string }[];
}

/**
 * Decodes the clips that were not looked at yet, and puts what is seen on record, one by one: a second call goes on where
 * the first one was interrupted. Sends nothing back.
 */
export function inspectFilm(film: Film, options: Inspecting): Promise<Result<Inspection, InspectProblem>> {
  const { isNamed, again = false } = options;
  return withStore(film.paths, "inspect", async (store): Promise<Result<Inspection, InspectProblem>> => {
    const folder = film.folder();
    const surveyed = await folder.survey(recordedClips(store.state));
    if (!surveyed.ok) return failure({ kind: "output_unreadable", message: surveyed.error.message });
    const jobs = film.jobs.filter(({ id }) => isNamed?.(id) ?? true);
    const wanted = jobs.filter((job) => {
      const attempt = attemptInPlace(store.state, job);
      return attempt !== undefined && (again || attempt.checks?.version !== checksVersion);
    });
    const unseen: { id: string; take: number; why: string }[] = [];
    for (const [index, job] of wanted.entries()) {
      options.onClip?.({ nth: index + 1, of: wanted.length, file: job.clip });
      const done = await inspectOne(job, { store, folder, eye: options.eye });
      if (!done.ok && done.error.kind === "state_unwritable") return failure(done.error);
      if (!done.ok) unseen.push({ id: job.id, take: job.take, why: done.error.message });
    }
    const looked = wanted.length - unseen.length;
    return success({ looked, clips: inspectedClips(film, store, jobs), unseen });
  });
}

function inspectedClips(film: Film, { state }: StateStore, jobs: readonly Job[]): readonly InspectedClip[] {
  const { choices, paths } = film;
  const isRehearsal = paths.kind === "rehearsal";
  const findings = clipFindings({ jobs: film.jobs, state, choices, isRehearsal });
  return jobs.flatMap((job) => {
    const { attemptId = "", clip, checks } = attemptInPlace(state, job) ?? {};
    const found = findings.get(attemptId);
    if (clip === undefined || checks === undefined || found === undefined) return [];
    return [{ id: job.id, take: job.take, clip, checks, findings: found }];
  });
}

interface Looking {
  readonly store: StateStore;
  readonly folder: ClipFolder;
  readonly eye: ClipEye;
}

type Blindness =
  | { readonly kind: "unseen"; readonly message: string }
  | { readonly kind: "state_unwritable"; readonly message: string };

async function inspectOne(job: Job, { store, folder, eye }: Looking): Promise<Result<void, Blindness>> {
  const { id, take } = job;
  const attempt = attemptInPlace(store.state, job);
  const clip = attempt?.clip;
  if (attempt === undefined || clip === undefined) throw new Error("only clips on record are looked at");
  const held = await folder.hold(clip.file, clip);
  if (held === undefined) return failure({ kind: "unseen", message: "the clip is not on disk" });
  try {
    const look = await eye.look(held.path);
    if (!look.ok) return failure({ kind: "unseen", message: look.error.message });
    const checks = await checksOf(look.value, { job, attempt, eye });
    const change = { id, take, attemptId: attempt.attemptId, type: "inspected" as const };
    const recorded = await store.record({ ...change, sha256: clip.sha256, checks }, { durable: false });
    if (recorded.ok) return success(undefined);
    return failure({ kind: "state_unwritable", message: recorded.error.message });
  } finally {
    await held.close();
  }
}

async function checksOf(
  { frameRate, audioTracks, pictures }: ClipLook,
  { job, attempt, eye }: { readonly job: Job; readonly attempt: Attempt; readonly eye: ClipEye },
): Promise<ClipChecks> {
  const [first, middle, last] = [0, Math.floor(pictures.length / 2), pictures.length - 1].map(
    (index) => pictures[index],
  );
  if (first === undefined || middle === undefined || last === undefined)
    throw new Error("a look has two pictures at least");
  const compare = async (picture: typeof first, key: "first_frame" | "last_frame") => {
    const file = job.pictures.find(({ sha256 }) => attempt.inputs[key] === `sha256:${sha256}`)?.file;
    const found = file === undefined ? undefined : await eye.similarityToFrame(picture, file);
    return found === undefined ? undefined : rounded(Math.max(0, found));
  };
  const firstFrame = await compare(first, "first_frame");
  const lastFrame = await compare(last, "last_frame");
  return {
    version: checksVersion,
    frameRate: rounded(frameRate),
    audioTracks,
    blackShare: rounded(blackShare(pictures)),
    stillShare: rounded(stillShare(pictures)),
    ...(firstFrame !== undefined && { firstFrame }),
    ...(lastFrame !== undefined && { lastFrame }),
    first: sketchOf(first),
    middle: sketchOf(middle),
    last: sketchOf(last),
  };
}

/** To a thousandth: more would only be noise in the record. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
