import { join } from "node:path";
import type { JsonValue } from "../base/json.ts";
import { moneyText } from "../base/money.ts";
import { wordParts } from "../base/text/word-parts.ts";
import { judgedClip } from "../choices/choices.ts";
import type { ClipSurvey } from "../clips/clip-on-disk.ts";
import type { ShotStatus } from "../film/status/shot-status.ts";
import { inputChanges } from "../plan/make/input-changes.ts";
import type { InputChange, PlanItem } from "../plan/plan.ts";
import { type DoneAttempt, isDone, newestInPlace } from "../state/clip-in-place.ts";
import { type Attempt, type LockState, recordOf } from "../state/state.ts";
import type { ReviewChanges, ReviewClip, ReviewTake } from "./review-data.ts";
import type { UrlOf } from "./shot-facts.ts";

/** What is on record, what is on disk of it, and where the page finds that. */
export interface ReviewRecord {
  readonly state: LockState;
  readonly clipOnDisk: ClipSurvey["clipOnDisk"];
  /** The output folder, absolute. */
  readonly folder: string;
  readonly urlOf: UrlOf;
}

/** One take: its clip, what became of it, and what changed. */
export function takeFacts(item: PlanItem, status: ShotStatus, record: ReviewRecord): ReviewTake {
  const attempts = recordOf(record.state, item.id, item.take)?.attempts ?? [];
  const done = attempts.filter(isDone);
  const current = newestInPlace(done);
  const earlier = done.filter((attempt) => attempt !== current).reverse();
  const changes = changesOf(item, current, earlier[0]);
  const paid = current ?? item.attempt;
  const price = paid?.price ?? item.price ?? undefined;
  const billing = paid?.billing ?? item.job?.billing;
  const seconds = renderSeconds(current);
  return {
    take: item.take,
    state: status.state,
    action: item.action,
    reason: item.reason,
    ...(current === undefined ? {} : { clip: clipFacts(current, item.take, record) }),
    earlier: earlier.map((attempt) => clipFacts(attempt, item.take, record)),
    ...(changes === undefined ? {} : { changes }),
    ...(status.error === undefined ? {} : { error: status.error }),
    ...(status.findings.length === 0 ? {} : { findings: status.findings }),
    ...(price === undefined ? {} : { price: moneyText(price.amount, price.currency) }),
    ...(billing === undefined ? {} : { billing: `${billing.key}, ${billing.seconds} s` }),
    ...(seconds === undefined ? {} : { renderSeconds: seconds }),
    ...(status.taskId === undefined ? {} : { taskId: status.taskId }),
  };
}

function clipFacts(
  { clip, checks }: DoneAttempt,
  take: number,
  { clipOnDisk, folder, urlOf }: ReviewRecord,
): ReviewClip {
  const seen = clipOnDisk(clip);
  return {
    digits: judgedClip(take, clip).clip,
    ...(seen.kind === "intact" ? { url: urlOf(join(folder, seen.file), clip.sha256) } : {}),
    seconds: clip.durationSeconds,
    width: clip.width,
    height: clip.height,
    ...(checks === undefined ? {} : { frameRate: checks.frameRate }),
  };
}

function renderSeconds(attempt: Attempt | undefined): number | undefined {
  const { submittedAt, finishedAt } = attempt ?? {};
  if (submittedAt === undefined || finishedAt === undefined || submittedAt === 0) return undefined;
  return Math.max(0, Math.round((finishedAt - submittedAt) / 1000));
}

/** What was edited since the clip; where nothing was, what it was rendered from otherwise than the version before it. */
function changesOf(
  item: PlanItem,
  current: Attempt | undefined,
  before: Attempt | undefined,
): ReviewChanges | undefined {
  if (item.changes.length > 0) return { since: "clip", fields: item.changes.map(changeFacts) };
  if (current === undefined || before === undefined) return undefined;
  const fields = inputChanges(before.inputs, current.inputs);
  return fields.length === 0 ? undefined : { since: "version_before", fields: fields.map(changeFacts) };
}

function changeFacts({ field, before, after }: InputChange): ReviewChanges["fields"][number] {
  const isText = typeof before === "string" && typeof after === "string";
  const parts = isText && !isPicture(before) && !isPicture(after) ? wordParts(before, after) : undefined;
  return {
    field,
    before: valueText(before),
    after: valueText(after),
    ...(parts === undefined ? {} : { parts }),
  };
}

function valueText(value: JsonValue): string {
  if (value === null) return "none";
  if (typeof value !== "string") return JSON.stringify(value);
  // Eight digits are enough for people to distinguish two.
  return isPicture(value) ? `picture ${value.slice(7, 15)}` : value;
}

function isPicture(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
