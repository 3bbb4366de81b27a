import type { Choices } from "../../choices/choices.ts";
import {
  type ExpectedOutput,
  expectedOutput,
  lengthIsFree,
  ratioIsFree,
} from "../../contracts/expected-output.ts";
import type { Job } from "../../manifest/job.ts";
import { similarity } from "../../media/look/compare.ts";
import { readSketch } from "../../media/look/sketch.ts";
import { thresholds } from "../../media/look/thresholds.ts";
import { countingTake } from "../../plan/counting-take.ts";
import { isClipOf } from "../../state/clip-file.ts";
import {
  type Attempt,
  type ClipChecks,
  type ClipFacts,
  type LockState,
  recordOf,
} from "../../state/state.ts";
import type { FindingCode } from "./finding-codes.ts";

/** How clips are measured; figures of another version are measured again. */
export const checksVersion = 1;

/** Something of a clip that is not as it was asked for. */
export interface ClipFinding {
  readonly code: FindingCode;
  /** One sentence without its full stop, for people: `lasts 4.0 s; 5 s were asked for`. */
  readonly message: string;
}

/** A clip of a take of today's storyboard; length and size are known from its download on. */
interface KnownClip {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly clip: ClipFacts;
}

/** One that was looked at. */
interface SeenClip extends KnownClip {
  readonly checks: ClipChecks;
}

export interface FindingsRequest {
  /** In film order. */
  readonly jobs: readonly Job[];
  readonly state: LockState;
  readonly choices: Choices;
  /** Drafts are small on purpose. */
  readonly isRehearsal: boolean;
}

/** The attempt whose clip is in the place of the job's: what people see. */
export function attemptInPlace(state: LockState, job: Job): Attempt | undefined {
  return recordOf(state, job.id, job.take)?.attempts.findLast(
    ({ state: step, clip }) => step === "done" && isClipOf(job.clip, clip?.file),
  );
}

/**
 * What is to be pointed out, by attempt: of every clip that it is not as long or as large as was asked for, and of those that
 * were looked at what was seen. Pure: figures and thresholds decide.
 */
export function clipFindings(request: FindingsRequest): ReadonlyMap<string, readonly ClipFinding[]> {
  const known = request.jobs.flatMap((job) => knownClip(request.state, job) ?? []);
  const seen = known.flatMap((one) => seenClip(one) ?? []);
  const usualRate = mostFrequent(seen.map(({ checks }) => checks.frameRate));
  const findings = new Map<string, ClipFinding[]>();
  for (const one of known) findings.set(one.attempt.attemptId, [...shapeFindings(one, request.isRehearsal)]);
  for (const one of seen) {
    findings.get(one.attempt.attemptId)?.push(...ownFindings(one), ...rateFinding(one, usualRate));
  }
  const add = ({ attempt }: SeenClip, finding: ClipFinding): void => {
    findings.get(attempt.attemptId)?.push(finding);
  };
  for (const [one, earlier] of alikeTakes(seen)) {
    add(one, { code: "takes_alike", message: `is nearly the same clip as take ${earlier.job.take}` });
  }
  for (const { before, after, found } of jumps(seen, request)) {
    const message = `begins with another picture than the one that ${before.job.id} ends with (similarity ${found.toFixed(2)})`;
    add(after, { code: "jump", message });
  }
  return findings;
}

function knownClip(state: LockState, job: Job): KnownClip | undefined {
  const attempt = attemptInPlace(state, job);
  return attempt?.clip === undefined ? undefined : { job, attempt, clip: attempt.clip };
}

function seenClip(known: KnownClip): SeenClip | undefined {
  const { checks } = known.attempt;
  return checks?.version === checksVersion ? { ...known, checks } : undefined;
}

/** A clip that was made from other inputs is compared with those, as far as today's contract says what they ask for. */
function isOfContract({ job, attempt }: KnownClip): boolean {
  return job.contract.unchecked !== true && attempt.inputs.model === job.contract.id;
}

function* shapeFindings(known: KnownClip, isRehearsal: boolean): Iterable<ClipFinding> {
  if (!isOfContract(known)) return;
  const { job, attempt, clip } = known;
  const asked = expectedOutput(job.contract, attempt.inputs);
  yield* lengthFinding(clip, asked, lengthIsFree(job.contract, attempt.inputs));
  yield* sizeFinding(clip, asked, { isFree: ratioIsFree(job.contract, attempt.inputs), isRehearsal });
}

function* ownFindings(seen: SeenClip): Iterable<ClipFinding> {
  const { job, attempt, checks } = seen;
  if (isOfContract(seen)) yield* soundFinding(checks, expectedOutput(job.contract, attempt.inputs));
  const { firstFrame, lastFrame, blackShare, stillShare } = checks;
  const enough = thresholds.frameSimilarity;
  if (firstFrame !== undefined && firstFrame < enough) {
    const message = `begins with another picture than its first frame (similarity ${firstFrame.toFixed(2)})`;
    yield { code: "first_frame_differs", message };
  }
  if (lastFrame !== undefined && lastFrame < enough) {
    const message = `ends with another picture than its last frame (similarity ${lastFrame.toFixed(2)})`;
    yield { code: "last_frame_differs", message };
  }
  if (blackShare > thresholds.blackShare) {
    yield { code: "black", message: `is black for ${percent(blackShare)} of its length` };
  } else if (stillShare > thresholds.stillShare) {
    yield { code: "frozen", message: `does not move for ${percent(stillShare)} of its length` };
  }
}

function* lengthFinding(
  { durationSeconds }: ClipFacts,
  { durationSeconds: asked }: ExpectedOutput,
  isFree: boolean,
): Iterable<ClipFinding> {
  const more = durationSeconds - asked;
  if (isFree ? more <= thresholds.lengthSeconds : Math.abs(more) <= thresholds.lengthSeconds) return;
  const message = `lasts ${durationSeconds.toFixed(1)} s; ${asked} s ${isFree ? "at most " : ""}were asked for`;
  yield { code: "length_differs", message };
}

function* sizeFinding(
  { width, height }: ClipFacts,
  asked: ExpectedOutput,
  { isFree, isRehearsal }: { readonly isFree: boolean; readonly isRehearsal: boolean },
): Iterable<ClipFinding> {
  const message = `is ${width}x${height}; ${asked.width}x${asked.height} was asked for`;
  const ratio = width / height / (asked.width / asked.height);
  if (!isFree && Math.abs(Math.log(ratio)) > thresholds.aspect) yield { code: "size_differs", message };
  else if (
    !isRehearsal &&
    Math.min(width, height) < thresholds.shortSide * Math.min(asked.width, asked.height)
  )
    yield { code: "size_smaller", message };
}

function* soundFinding({ audioTracks }: ClipChecks, { audio }: ExpectedOutput): Iterable<ClipFinding> {
  if (audio === true && audioTracks === 0)
    yield { code: "sound_missing", message: "has no sound; it was asked for" };
  if (audio === false && audioTracks > 0)
    yield { code: "sound_unasked", message: "has sound that was not asked for" };
}

/** No model lets its rate be chosen; but a cut of several rates stutters, so the film's usual one is what is wanted. */
function* rateFinding({ checks: { frameRate } }: SeenClip, usual: number | undefined): Iterable<ClipFinding> {
  if (usual === undefined || Math.abs(frameRate / usual - 1) <= thresholds.frameRate) return;
  const message = `has ${rateText(frameRate)} pictures a second; most clips of the film have ${rateText(usual)}`;
  yield { code: "frame_rate_differs", message };
}

function rateText(rate: number): string {
  return String(Math.round(rate * 100) / 100);
}

/** The most frequent rate; of two that are as frequent, none. */
function mostFrequent(rates: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const rate of rates) {
    const known = [...counts.keys()].find((one) => Math.abs(rate / one - 1) <= thresholds.frameRate) ?? rate;
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}

/** Each take that looks like an earlier one of its shot, with that one. */
function* alikeTakes(seen: readonly SeenClip[]): Iterable<readonly [SeenClip, SeenClip]> {
  const byShot = new Map<string, SeenClip[]>();
  for (const one of seen) {
    const takes = byShot.get(one.job.id) ?? [];
    const earlier = takes.find((other) => areAlike(one.checks, other.checks));
    if (earlier !== undefined) yield [one, earlier];
    byShot.set(one.job.id, [...takes, one]);
  }
}

/** Takes begin with one picture where it was given; so the middle and the end decide. */
function areAlike(a: ClipChecks, b: ClipChecks): boolean {
  return [sketchSimilarity(a.middle, b.middle), sketchSimilarity(a.last, b.last)].every(
    (found) => found >= thresholds.takeSimilarity,
  );
}

function sketchSimilarity(a: string, b: string): number {
  return similarity(readSketch(a), readSketch(b));
}

/** Shots that were to begin with the picture that another one ends with, and do not. Of the takes that count. */
function* jumps(
  seen: readonly SeenClip[],
  { state, choices }: FindingsRequest,
): Iterable<{ readonly before: SeenClip; readonly after: SeenClip; readonly found: number }> {
  const counting = seen.filter(
    ({ job, attempt }) =>
      countingTake(state.get(job.id), choices.get(job.id))?.attempt.attemptId === attempt.attemptId,
  );
  const byDigest = new Map(counting.map((one) => [`end_of_clip:sha256:${one.clip.sha256}`, one]));
  for (const [index, after] of counting.entries()) {
    const wanted = after.attempt.inputs.first_frame;
    if (typeof wanted !== "string") continue;
    const previous = counting[index - 1];
    const before =
      byDigest.get(wanted) ?? (previous?.attempt.inputs.last_frame === wanted ? previous : undefined);
    if (before === undefined) continue;
    const found = sketchSimilarity(before.checks.last, after.checks.first);
    if (found < thresholds.seamSimilarity) yield { before, after, found };
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
