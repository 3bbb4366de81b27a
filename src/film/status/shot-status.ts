import type { Choices } from "../../choices/choices.ts";
import { type CountingTake, countingTake } from "../../plan/counting-take.ts";
import type { Orphan } from "../../plan/make/orphans.ts";
import type { PlanItem, Price } from "../../plan/plan.ts";
import type { JobState } from "../../run/events.ts";
import { type Attempt, type LockState, recordOf } from "../../state/state.ts";
import { attemptInPlace, type ClipFinding, checksVersion } from "./clip-findings.ts";
import type { SupersededClip, UnmatchedChoice } from "./clip-lists.ts";

/** One take as `status` shows it. */
export interface ShotStatus {
  readonly id: string;
  readonly take: number;
  readonly state: JobState;
  readonly line?: number;
  readonly writtenIn?: string;
  readonly taskId?: string;
  /** The clip on record, relative to the storyboard, with `/`; whether it is on disk is `isClipMissing`'s to say. */
  readonly clip?: string;
  readonly isClipMissing: boolean;
  /** What is in the clip's place instead of it, as a noun. */
  readonly found?: string;
  /** The storyboard has changed since the clip on record. */
  readonly isOutdated: boolean;
  /** Is this the take that counts? */
  readonly isChosen: boolean;
  /** Was the clip sent back? */
  readonly isRejected: boolean;
  /** The scene's id. */
  readonly scene?: string;
  /** Was the clip looked at? */
  readonly isInspected: boolean;
  /** What is to be pointed out of the clip. */
  readonly findings: readonly ClipFinding[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Unix milliseconds of the submit; 0 never. */
  readonly submittedAt?: number;
  /** Unix milliseconds when the result URL of a paid clip that is not on disk dies. */
  readonly expiresAt?: number;
}

/** How a whole film is. */
export interface FilmStatus {
  readonly statuses: readonly ShotStatus[];
  /** Clips that no shot wants any more. */
  readonly orphans: readonly Orphan[];
  /** Clips that newer ones replaced, the newest first. */
  readonly superseded: readonly SupersededClip[];
  /** Choices of clips that are not on record. */
  readonly unmatched: readonly UnmatchedChoice[];
  /** In all runs; absent where a paid clip has no price, or prices are in several currencies, and in a rehearsal. */
  readonly spent?: Price;
  /** Nothing was paid for yet. */
  readonly isUnpaid: boolean;
  /** Unix milliseconds of the look. */
  readonly now: number;
}

export interface StatusRequest {
  /** An unselective plan of the storyboard: it knows the jobs and which attempt counts for each. */
  readonly items: readonly PlanItem[];
  readonly state: LockState;
  readonly choices: Choices;
  /** The output folder relative to the storyboard, with `/`. */
  readonly output: string;
  /** What is to be pointed out, by attempt. */
  readonly findings: ReadonlyMap<string, readonly ClipFinding[]>;
  /** Is a run holding the storyboard at this moment? Then a submit may be under way. */
  readonly isRunning: boolean;
}

/** The state of every take: those of the storyboard in film order, then paid work of shots that are gone. */
export function shotStatuses(request: StatusRequest): ShotStatus[] {
  const counting = new Map<string, CountingTake | undefined>();
  const countingOf = (id: string): CountingTake | undefined => {
    if (!counting.has(id)) counting.set(id, countingTake(request.state.get(id), request.choices.get(id)));
    return counting.get(id);
  };
  return request.items.map((item) => statusOf(item, request, countingOf(item.id)));
}

function statusOf(
  item: PlanItem,
  { state, output, isRunning, findings }: StatusRequest,
  counting: CountingTake | undefined,
): ShotStatus {
  const { id, take, reason, job } = item;
  const attempts = recordOf(state, id, take)?.attempts ?? [];
  const attempt = item.attempt ?? attempts.findLast((other) => other.fingerprint === job?.fingerprint);
  const shown = clipOf(attempt) ?? clipOf(attempts.findLast((other) => clipOf(other) !== undefined));
  const isLost = reason === "clip_missing" || reason === "clip_differs";
  const inPlace = job === undefined ? undefined : attemptInPlace(state, job);
  const isUnfetched = attempt !== undefined && (attempt.state === "downloading" || isLost);
  return {
    id,
    take,
    state: stateOf(attempt, isRunning),
    ...(job === undefined ? {} : { line: job.line }),
    ...(job?.scene === undefined ? {} : { scene: job.scene }),
    ...(job?.writtenIn === undefined ? {} : { writtenIn: job.writtenIn }),
    ...(attempt?.taskId === undefined ? {} : { taskId: attempt.taskId }),
    ...(shown === undefined ? {} : { clip: `${output}/${shown}` }),
    isClipMissing: reason === "clip_missing",
    ...(item.found === undefined ? {} : { found: item.found }),
    isOutdated: reason === "changed",
    isChosen: counting !== undefined && counting.take === take && item.reason !== "superseded",
    isRejected: reason === "rejected",
    isInspected: inPlace?.checks?.version === checksVersion,
    findings: findings.get(inPlace?.attemptId ?? "") ?? [],
    ...(attempt?.error === undefined || attempt.state === "done" ? {} : { error: attempt.error }),
    ...(attempt === undefined ? {} : { submittedAt: attempt.submittedAt }),
    ...(isUnfetched && attempt.expiresAt !== undefined ? { expiresAt: attempt.expiresAt * 1000 } : {}),
  };
}

function clipOf(attempt: Attempt | undefined): string | undefined {
  return attempt?.state === "done" ? attempt.clip?.file : undefined;
}

function stateOf(attempt: Attempt | undefined, isRunning: boolean): JobState {
  if (attempt === undefined) return "pending";
  // Without a run, an intent without an answer is what a dead run left behind: its outcome is not known.
  if (attempt.state === "submitting" && !isRunning) return "uncertain";
  return attempt.state;
}
