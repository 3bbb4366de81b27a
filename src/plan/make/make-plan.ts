import { unreachable } from "../../base/unreachable.ts";
import {
  type Choices,
  isAccepted,
  isRejected,
  type JudgedClip,
  judgedClip,
  noChoices,
  withRenamedChoices,
} from "../../choices/choices.ts";
import type { ClipOnDisk, UnrecordedClip } from "../../clips/clip-on-disk.ts";
import type { Billing, Job, Need } from "../../manifest/job.ts";
import { isClipOf, namesOfClip } from "../../state/clip-file.ts";
import {
  type Attempt,
  type ClipFacts,
  type LockState,
  recordOf,
  type TakeRecord,
} from "../../state/state.ts";
import { isFetchable, isOpen, isUncertain } from "../attempt-kinds.ts";
import { planTotals } from "../money/totals.ts";
import {
  type InputChange,
  mayCost,
  type Plan,
  type PlanAction,
  type PlanItem,
  type PlanReason,
  type Price,
} from "../plan.ts";
import { type ChainFacts, inChainOrder, type JobOutlook, neededClip, withClips } from "./chains.ts";
import { inputChanges } from "./input-changes.ts";
import { orphansOf } from "./orphans.ts";
import { findRenames, type Renames, withRenames } from "./renames.ts";

/** Everything that a plan depends on. Nothing else does: no clock is read, no file looked at. */
export interface PlanRequest {
  readonly jobs: readonly Job[];
  readonly state: LockState;
  readonly selection?: Selection;
  /** What the output folder has of a clip on record. */
  readonly clipOnDisk: (clip: ClipFacts) => ClipOnDisk;
  /** The file at a clip's place (relative to the output folder) that no record explains. */
  readonly unrecordedAt?: (clipName: string) => UnrecordedClip | undefined;
  /** Unix milliseconds; decides whether a result URL still lives. */
  readonly now: number;
  /** What was decided about the clips. */
  readonly choices?: Choices;
  /** Ids of shots that the storyboard keeps without wanting their clips. */
  readonly keptIds?: ReadonlySet<string>;
  /** Price of one job, `null` where none is known. */
  readonly priceOf?: (billing: Billing) => Price | null;
}

export interface Selection {
  /**
   * Is this shot named on the command line? `undefined` for one that is selected with others, `false` for one that is left
   * out. Absent: every shot is selected, and none is named.
   */
  readonly isNamed?: (shotId: string) => boolean | undefined;
  /** `retry`: of the paid work, only what failed. */
  readonly failedOnly?: boolean;
  /** `--missing`: render anew clips that are gone and can no longer be fetched. */
  readonly missing?: boolean;
  /** `--rejected`: roll takes anew whose clips were sent back. */
  readonly rejected?: boolean;
  /** `--pay-again`: render also what may be there already. */
  readonly payAgain?: boolean;
}

type Verdict = {
  readonly action: PlanAction;
  readonly reason: PlanReason;
  readonly changes?: readonly InputChange[];
  readonly attempt?: Attempt | undefined;
  readonly clipAt?: string;
  readonly found?: string;
  readonly candidates?: readonly string[];
};

/** Decides for each job what will be done and why. Pure. */
export function makePlan(asked: PlanRequest): Plan {
  const { renames, unclear } = findRenames({ ...asked, isUsable: (attempt) => isUsable(attempt, asked) });
  const request = {
    ...asked,
    state: withRenames(asked.state, renames),
    choices: withRenamedChoices(asked.choices ?? noChoices, renames),
    unclear,
  };
  const previousIds = new Map(renames.map(({ from, to }) => [to, from]));
  const items: PlanItem[] = [];
  const left: PlanItem[] = [];
  const planned = new Map<string, number>();
  const decided = decideAll(request);
  for (const { id, take } of request.jobs) {
    planned.set(id, Math.max(planned.get(id) ?? 0, take));
    const one = decided.get(takeKey(id, take));
    if (one === undefined) throw new Error("every job is decided about");
    const { job, verdict } = one;
    const item = itemOf(job, select(verdict, id, request), request);
    const from = previousIds.get(id);
    items.push(from === undefined ? item : renamed(item, from));
    left.push(...workBeside(job, recordOf(request.state, id, take), verdict, request));
  }
  for (const [id, takes] of request.state) {
    for (const record of takes) {
      if (record.take > (planned.get(id) ?? 0)) left.push(...orphanedWork(id, record, request));
    }
  }
  const all = [...items, ...left];
  const unrecordedClips = items.flatMap((item) => unrecordedClip(item, request) ?? []);
  const orphans = orphansOf(request.state, { wanted: planned, keptIds: asked.keptIds }).filter(
    ({ clip }) => request.clipOnDisk(clip).kind === "intact",
  );
  return { items: all, totals: planTotals(all), unrecordedClips, orphans, renames };
}

interface Decided {
  /** With the clips that it takes pictures of, as far as they are known. */
  readonly job: Job;
  readonly verdict: Verdict;
}

/** Decides about every job; about those whose clips others take first. */
function decideAll(request: SettledRequest): ReadonlyMap<string, Decided> {
  const decided = new Map<string, Decided>();
  const outlooks = new Map<string, JobOutlook[]>();
  const facts: ChainFacts = {
    state: request.state,
    choices: request.choices ?? noChoices,
    outlooksOf: (id) => outlooks.get(id) ?? [],
  };
  for (const job of inChainOrder(request.jobs)) {
    const { id, take } = job;
    const record = recordOf(request.state, id, take);
    const one =
      job.needs.length === 0
        ? { job, verdict: decide(job, record, request) }
        : decideChained(job, record, { request, facts });
    decided.set(takeKey(id, take), one);
    const { action } = select(one.verdict, id, request);
    const { attempt } = one.verdict;
    const clip = attempt?.state === "done" ? attempt.clip : undefined;
    const outlook = { job, whole: one.verdict, action, clip };
    const known = outlooks.get(id);
    if (known === undefined) outlooks.set(id, [outlook]);
    else known.push(outlook);
  }
  return decided;
}

/** A job that takes pictures out of other shots' clips: its inputs are known when these are. */
function decideChained(
  job: Job,
  record: TakeRecord | undefined,
  { request, facts }: { readonly request: SettledRequest; readonly facts: ChainFacts },
): Decided {
  const clips = new Map<string, ClipFacts>();
  const waitsFor: Need[] = [];
  let isLost = false;
  for (const { id } of job.needs) {
    const needed = neededClip(id, facts);
    switch (needed.kind) {
      case "known":
        clips.set(id, needed.clip);
        if (needed.isComing && needed.take !== undefined) waitsFor.push({ id, take: needed.take });
        else if (request.clipOnDisk(needed.clip).kind !== "intact") isLost = true;
        break;
      case "to_come":
        waitsFor.push({ id, take: needed.take });
        break;
      case "none":
        isLost = true;
        break;
      default:
        return unreachable(needed);
    }
  }
  const bound = withClips(job, clips, waitsFor);
  const isKnown = clips.size === job.needs.length;
  const verdict = isKnown ? decide(bound, record, request) : beforeClips(bound, record);
  // A clip that is there already, or paid for, needs nothing more; only a new one needs the pictures.
  if (isLost && verdict.action === "render") {
    return { job: bound, verdict: { action: "hold", reason: "needs_clip" } };
  }
  return { job: bound, verdict };
}

/** While a clip that it needs is still to be made, a job's clip is made anew whatever it is now. */
function beforeClips(job: Job, record: TakeRecord | undefined): Verdict {
  const attempts = record?.attempts ?? [];
  const newest = attempts.at(-1);
  if (newest === undefined) return { action: "render", reason: "new" };
  const uncertain = attempts.find(isUncertain);
  return uncertain === undefined ? changedSince(job, attempts, newest) : settleUncertain(job, uncertain);
}

function takeKey(id: string, take: number): string {
  return `${id} ${take}`;
}

/**
 * A file is where the clip of a render belongs, and no record knows of it: perhaps the clip that is about to be paid for
 * again. One that was rendered from other inputs, as on another branch, is replaced like any other.
 */
function unrecordedClip({ action, reason, job }: PlanItem, request: PlanRequest): string | undefined {
  if (action !== "render" || job === undefined) return undefined;
  for (const name of namesOfClip(job.clip)) {
    const stranger = request.unrecordedAt?.(name);
    if (stranger === undefined) continue;
    const { file, fingerprint } = stranger;
    if (fingerprint === undefined ? reason === "new" : fingerprint === job.fingerprint) return file;
  }
  return undefined;
}

/** Says where a clip comes from whose shot has another id now. */
function renamed(item: PlanItem, from: string): PlanItem {
  return item.action === "move" ? { ...item, reason: "renamed", from } : { ...item, from };
}

function isUsable(attempt: Attempt, request: PlanRequest): boolean {
  // A submit of unknown outcome may have been paid for: under another id it would be sent again.
  if (isOpen(attempt) || isUncertain(attempt)) return true;
  if (attempt.state !== "done") return false;
  return clipOnDisk(attempt, request).kind === "intact" || isFetchable(attempt, request.now);
}

function itemOf(job: Job, verdict: Verdict, request: PlanRequest): PlanItem {
  const price = mayCost(verdict) ? (request.priceOf?.(job.billing) ?? null) : null;
  const { id, take } = job;
  const { action, reason, changes = noChanges, attempt, clipAt, found, candidates } = verdict;
  return {
    id,
    take,
    action,
    reason,
    changes,
    price,
    job,
    ...(attempt === undefined ? {} : { attempt }),
    ...(candidates === undefined ? {} : { candidates }),
    ...(clipAt === undefined ? {} : { clipAt }),
    ...(found === undefined ? {} : { found }),
  };
}

function bareItem({ id, take }: { id: string; take: number }, verdict: Verdict): PlanItem {
  const { action, reason, changes = noChanges, attempt } = verdict;
  return { id, take, action, reason, changes, price: null, ...(attempt === undefined ? {} : { attempt }) };
}

const noChanges: readonly InputChange[] = [];

/** A request, and which of its shots were perhaps renamed. */
type SettledRequest = PlanRequest & { readonly unclear: Renames["unclear"] };

function decide(job: Job, record: TakeRecord | undefined, request: SettledRequest): Verdict {
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

/** What was paid for with today's inputs, if anything was. */
function paidAlready(job: Job, attempts: readonly Attempt[], request: PlanRequest): Verdict | undefined {
  const choice = request.choices?.get(job.id);
  const isToday = ({ fingerprint }: Attempt): boolean => fingerprint === job.fingerprint;
  const open = attempts.find((attempt) => isToday(attempt) && isOpen(attempt));
  if (open !== undefined) return carryOn(open);
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
  if (good.length > 0) return keepClip(job, good, request);
  const sentBack = done.findLast((attempt) => standsForToday(attempt) && isSentBack(attempt));
  // Once it was rolled anew and failed, it is a failed shot like any other.
  if (sentBack === undefined || attempts.at(-1)?.state === "failed") return undefined;
  const action = request.selection?.rejected === true ? "render" : "none";
  return { action, reason: "rejected", attempt: sentBack };
}

/**
 * What is open beside the attempt that the verdict is about. Paid tasks are fetched into `superseded/`, whatever becomes
 * of the job; a submit of unknown outcome is settled, and never sent again.
 */
function workBeside(
  job: Job,
  record: TakeRecord | undefined,
  verdict: Verdict,
  request: PlanRequest,
): PlanItem[] {
  const items: PlanItem[] = [];
  for (const attempt of record?.attempts ?? []) {
    if (attempt === verdict.attempt) continue;
    const canSettle = isUncertain(attempt) && canLookUp(job, attempt);
    if (isOpen(attempt) || canSettle) {
      items.push(itemOf(job, select(superseded(attempt), job.id, request), request));
    } else if (isUncertain(attempt)) {
      const held: Verdict = { action: "hold", reason: "uncertain", attempt };
      items.push(bareItem(job, select(held, job.id, request)));
    }
  }
  return items;
}

function settleUncertain(job: Job, attempt: Attempt): Verdict {
  return { action: canLookUp(job, attempt) ? "resume" : "hold", reason: "uncertain", attempt };
}

/** Only the provider that a submit went to can say what became of it. */
function canLookUp(job: Job, attempt: Attempt): boolean {
  return job.canLookUp && job.contract.provider === attempt.provider;
}

function carryOn(attempt: Attempt): Verdict {
  return attempt.state === "downloading"
    ? { action: "download", reason: "not_downloaded", attempt }
    : { action: "resume", reason: "in_flight", attempt };
}

/** Of the clips with today's inputs, the newest that is there or can be fetched. */
function keepClip(job: Job, done: readonly Attempt[], request: PlanRequest): Verdict {
  for (const attempt of done.toReversed()) {
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

function clipOnDisk({ clip }: Attempt, request: PlanRequest): ClipOnDisk {
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
function select(verdict: Verdict, id: string, { selection }: PlanRequest): Verdict {
  if (selection?.isNamed?.(id) === false) return { action: "none", reason: "not_selected" };
  const isOtherRender = verdict.action === "render" && verdict.reason !== "failed";
  const isLost =
    verdict.action === "none" && (verdict.reason === "clip_missing" || verdict.reason === "clip_differs");
  if (selection?.failedOnly === true && (isOtherRender || isLost)) {
    return { action: "none", reason: "not_failed" };
  }
  return verdict;
}

/** Open tasks of a shot or take that is no longer in the storyboard. */
function orphanedWork(id: string, { take, attempts }: TakeRecord, request: PlanRequest): PlanItem[] {
  return attempts
    .filter((attempt) => isOpen(attempt) || isUncertain(attempt))
    .map(
      (attempt): Verdict =>
        isUncertain(attempt) ? { action: "hold", reason: "uncertain", attempt } : superseded(attempt),
    )
    .map((verdict) => bareItem({ id, take }, select(verdict, id, request)));
}

function superseded(attempt: Attempt): Verdict {
  return { ...carryOn(attempt), reason: "superseded" };
}
