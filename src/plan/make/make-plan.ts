import { noChoices, withRenamedChoices } from "../../choices/choices.ts";
import type { Job } from "../../manifest/job.ts";
import { namesOfClip } from "../../state/clip-file.ts";
import { type Attempt, recordOf, type TakeRecord } from "../../state/state.ts";
import { isFetchable, isOpen, isUncertain } from "../attempt-kinds.ts";
import { planTotals } from "../money/totals.ts";
import { type InputChange, mayCost, type Plan, type PlanItem } from "../plan.ts";
import { decideAll, takeKey } from "./decide-all.ts";
import { canLookUp, carryOn, clipOnDisk, select, type Verdict } from "./job-verdict.ts";
import { orphansOf } from "./orphans.ts";
import type { PlanRequest } from "./plan-request.ts";
import { findRenames, withRenames } from "./renames.ts";

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
