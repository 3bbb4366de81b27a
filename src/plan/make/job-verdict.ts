import { isAccepted, isRejected, type JudgedClip, judgedClip } from "../../choices/choices.ts";
import type { ClipOnDisk } from "../../clips/clip-on-disk.ts";
import type { Job } from "../../manifest/job.ts";
import { isClipOf } from "../../state/clip-file.ts";
import type { Attempt, TakeRecord } from "../../state/state.ts";
import { isFetchable, isOpen, isUncertain } from "../attempt-kinds.ts";
import type { InputChange, PlanAction, PlanReason } from "../plan.ts";
import { inputChanges } from "./input-changes.ts";
import type { PlanRequest, SettledRequest } from "./plan-request.ts";

export type Verdict = {
  readonly action: PlanAction;
  readonly reason: PlanReason;
  readonly changes?: readonly InputChange[];
  readonly attempt?: Attempt | undefined;
  readonly clipAt?: string;
  readonly found?: string;
  readonly candidates?: readonly string[];
};

export function decide(job: Job, record: TakeRecord | undefined, request: SettledRequest): Verdict {
  const attempts = record?.attempts ?? [];
  const newest = attempts.at(-1);
  if (newest === undefined) {
    const candidates = request.unclear.get(job.id);
    return candidates === undefined || request.selection?.payAgain === true
      ? { action: "render", reason: "new" }
      : { action: "hold", reason: "rename_unclear", candidates };
  }

  const paid = paidAlready(job, attempts, request);
  // A submit of unknown outcome holds the take whatever its inputs are now: its task may have been paid for. Only where
  // another one is paid for, as after two people's records were united, nothing has to wait for it.
  const uncertain = attempts.find(isUncertain);
  if (uncertain !== undefined && (paid === undefined || paid.action === "render")) {
    return settleUncertain(job, uncertain);
  }
  if (paid !== undefined) return paid;
  if (newest.state === "failed" && newest.fingerprint === job.fingerprint) {
    return afterFailure(job, newest, request);
  }
  return changedSince(job, attempts, newest);
}

/** While a clip that it needs is still to be made, a job's clip is made anew whatever it is now. */
export function beforeClips(job: Job, record: TakeRecord | undefined): Verdict {
  const attempts = record?.attempts ?? [];
  const newest = attempts.at(-1);
  if (newest === undefined) return { action: "render", reason: "new" };
  const uncertain = attempts.find(isUncertain);
  return uncertain === undefined ? changedSince(job, attempts, newest) : settleUncertain(job, uncertain);
}

/** What was paid for with today's inputs, if anything was. */
function paidAlready(job: Job, attempts: readonly Attempt[], request: PlanRequest): Verdict | undefined {
  const choice = request.choices?.get(job.id);
  const isToday = ({ fingerprint }: Attempt): boolean => fingerprint === job.fingerprint;
  const done = attempts.filter(({ state }) => state === "done");
  const judged = ({ clip }: Attempt): JudgedClip | undefined => clip && judgedClip(job.take, clip);
  const isSentBack = (attempt: Attempt): boolean => {
    const clip = judged(attempt);
    return clip !== undefined && isRejected(choice, clip);
  };
  const standsForToday = (attempt: Attempt): boolean => {
    const clip = judged(attempt);
    return isToday(attempt) || (clip !== undefined && isAccepted(choice, clip, job.fingerprint));
  };
  const good = done.filter((attempt) => standsForToday(attempt) && !isSentBack(attempt));
  const open = attempts.find((attempt) => isToday(attempt) && isOpen(attempt));
  // A good clip that is there stays, so that nothing made from it is made anew: two people may have paid for the same inputs.
  const isThere = good.some((attempt) => clipOnDisk(attempt, request).kind === "intact");
  if (open !== undefined && !isThere) return carryOn(open);
  if (good.length > 0) return keepClip(job, good, request);
  const sentBack = done.findLast((attempt) => standsForToday(attempt) && isSentBack(attempt));
  // Once it was rolled anew and failed, it is a failed shot like any other.
  if (sentBack === undefined || attempts.at(-1)?.state === "failed") return undefined;
  const action = request.selection?.rejected === true ? "render" : "none";
  return { action, reason: "rejected", attempt: sentBack };
}

function settleUncertain(job: Job, attempt: Attempt): Verdict {
  return { action: canLookUp(job, attempt) ? "resume" : "hold", reason: "uncertain", attempt };
}

/** Only the provider that a submit went to can say what became of it. */
export function canLookUp(job: Job, attempt: Attempt): boolean {
  return job.canLookUp && job.contract.provider === attempt.provider;
}

export function carryOn(attempt: Attempt): Verdict {
  return attempt.state === "downloading"
    ? { action: "download", reason: "not_downloaded", attempt }
    : { action: "resume", reason: "in_flight", attempt };
}

/** Of the clips with today's inputs, the one in the shot's place; else the newest that is there or can be fetched. */
function keepClip(job: Job, done: readonly Attempt[], request: PlanRequest): Verdict {
  const isInPlace = ({ clip }: Attempt): boolean => isClipOf(job.clip, clip?.file);
  const newestFirst = done.toReversed();
  for (const attempt of newestFirst.toSorted((a, b) => Number(isInPlace(b)) - Number(isInPlace(a)))) {
    const onDisk = clipOnDisk(attempt, request);
    if (onDisk.kind === "intact") {
      // In its place, but on record elsewhere, as after a crash between a move's record and the move: the record is mended.
      const isSettled = isClipOf(job.clip, onDisk.file) && onDisk.file === attempt.clip?.file;
      const isAsRendered = attempt.fingerprint === job.fingerprint;
      return isSettled
        ? { action: "none", reason: isAsRendered ? "up_to_date" : "accepted", attempt }
        : { action: "move", reason: "superseded_clip_matches", attempt, clipAt: onDisk.file };
    }
    if (isFetchable(attempt, request.now)) return { action: "download", ...lossOf(onDisk), attempt };
  }
  const attempt = done.at(-1);
  const loss = attempt === undefined ? lossOf({ kind: "missing" }) : lossOf(clipOnDisk(attempt, request));
  return { action: request.selection?.missing === true ? "render" : "none", ...loss, attempt };
}

export function clipOnDisk({ clip }: Attempt, request: PlanRequest): ClipOnDisk {
  return clip === undefined ? { kind: "missing" } : request.clipOnDisk(clip);
}

function lossOf(onDisk: ClipOnDisk): Pick<Verdict, "reason" | "found"> {
  return onDisk.kind === "differs"
    ? { reason: "clip_differs", found: onDisk.found }
    : { reason: "clip_missing" };
}

function afterFailure(job: Job, failed: Attempt, request: PlanRequest): Verdict {
  const isModeration = failed.error?.code === "moderation_rejected";
  if (isModeration && request.selection?.isNamed?.(job.id) !== true) {
    return { action: "hold", reason: "moderation_rejected", attempt: failed };
  }
  return { action: "render", reason: "failed", attempt: failed };
}

/** What changed since the clip that the user has, or, where there is none, since the last attempt. */
function changedSince(job: Job, attempts: readonly Attempt[], newest: Attempt): Verdict {
  const reference = attempts.find((attempt) => isClipOf(job.clip, attempt.clip?.file)) ?? newest;
  return { action: "render", reason: "changed", changes: inputChanges(reference.inputs, job.inputs) };
}

/** Applies `--only` and `retry` to a verdict. Work that is paid for already is carried on with by `retry` too. */
export function select(verdict: Verdict, id: string, { selection }: PlanRequest): Verdict {
  if (selection?.isNamed?.(id) === false) return { action: "none", reason: "not_selected" };
  const isOtherRender = verdict.action === "render" && verdict.reason !== "failed";
  const isLost =
    verdict.action === "none" && (verdict.reason === "clip_missing" || verdict.reason === "clip_differs");
  if (selection?.failedOnly === true && (isOtherRender || isLost)) {
    return { action: "none", reason: "not_failed" };
  }
  return verdict;
}
