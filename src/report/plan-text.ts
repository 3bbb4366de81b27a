import { sum } from "../base/money.ts";
import { unreachable } from "../base/unreachable.ts";
import { visibleText } from "../base/visible-text.ts";
import type { Plan, PlanAction, PlanItem, PlanReason, PlanTotals } from "../plan/plan.ts";
import type { HeldPlan } from "../plan/spending.ts";
import { resolveCommands, shellWord } from "./commands.ts";
import { differenceText } from "./difference.ts";
import { fittingSteps } from "./next-steps.ts";
import type { Palette } from "./palette.ts";
import { excessText } from "./phrases.ts";
import { countText, priceText, shotText } from "./text.ts";

/** Longer lists are cut: `--json` and `--only` are there for the whole of them. */
const mostRows = 30;

export interface PlanTextOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly palette: Palette;
  /** Where limits were given. */
  readonly held?: HeldPlan | undefined;
  /** Why a render would not begin. */
  readonly refusal?: ForeseenRefusal | undefined;
}

/** Why a render of the plan would be refused, and what to do. */
export interface ForeseenRefusal {
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

/** A plan for people: what will be done and why, group by group; jobs with nothing to do are only counted. */
export function planText(plan: Plan, { file, palette, held, refusal }: PlanTextOptions): string {
  const groups = [...grouped(plan.items)];
  const told = groups.filter((group) => !isQuiet(group));
  const quiet = groups.filter(isQuiet);
  const lines = told.flatMap((group) => [...groupLines(group, file, palette), ""]);
  for (const { reason, items } of quiet) {
    lines.push(palette.dim(`${countText(items.length, "shot")} ${quietText(reason)}`));
  }
  if (quiet.length > 0) lines.push("");
  const verdict = held === undefined ? [] : ["", ...verdictLines(held, file, palette)];
  const refused = refusal === undefined ? [] : ["", ...refusalLines(refusal, palette)];
  return [...lines, ...totalLines(plan.totals, palette), ...verdict, ...refused, ""].join("\n");
}

interface Group {
  readonly action: PlanAction;
  readonly reason: PlanReason;
  readonly items: readonly PlanItem[];
}

function grouped(items: readonly PlanItem[]): Iterable<Group> {
  const groups = new Map<string, Group & { items: PlanItem[] }>();
  for (const item of items) {
    const { action, reason } = item;
    const key = `${actionOrder.indexOf(action)} ${action} ${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { action, reason, items: [item] });
    else group.items.push(item);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const actionOrder: readonly PlanAction[] = ["render", "resume", "download", "hold", "none"];

function isQuiet({ action, reason }: Group): boolean {
  return action === "none" && reason !== "clip_missing" && reason !== "clip_differs";
}

function* groupLines({ action, reason, items }: Group, file: string, palette: Palette): Iterable<string> {
  yield `${palette.strong(action)} ${reason}: ${countText(items.length, "shot")}, ${reasonText(action, reason)}`;
  for (const item of items.slice(0, mostRows)) yield* itemLines(item, palette);
  if (items.length > mostRows) yield palette.dim(`  … and ${items.length - mostRows} more`);
  yield* adviceLines(reason, items, file);
}

function* itemLines(item: PlanItem, palette: Palette): Iterable<string> {
  const { action, job, price, attempt, clipAt, found } = item;
  const parts = [
    ...(action === "render" && job !== undefined ? [`${job.billing.key}, ${job.billing.seconds} s`] : []),
    ...(price === null ? [] : [priceText(price)]),
    ...(clipAt === undefined ? [] : [visibleText(clipAt)]),
    ...(found === undefined ? [] : [`there is ${found}`]),
    ...(action !== "render" && attempt?.taskId !== undefined ? [`task ${visibleText(attempt.taskId)}`] : []),
  ];
  yield `  ${shotText(item).padEnd(24)} ${palette.dim(parts.join(", "))}`.trimEnd();
  for (const { field, before, after } of item.changes) {
    yield `      ${visibleText(field)}: ${differenceText(before, after)}`;
  }
}

function* adviceLines(reason: PlanReason, items: readonly PlanItem[], file: string): Iterable<string> {
  const [first] = items;
  if (first === undefined) return;
  const render = `dailies render ${shellWord(file)}`;
  if (reason === "uncertain" && first.action === "hold") {
    const { adopt, release } = resolveCommands(file, first);
    yield `  Look the shot up in your account, then: ${adopt}`;
    yield `  or, when there is no such task:         ${release}`;
  } else if (reason === "moderation_rejected") {
    yield "  Change the prompt or the pictures, or send the shot again as it is:";
    yield `    ${render} --only ${first.id}`;
  } else if ((reason === "clip_missing" || reason === "clip_differs") && first.action === "none") {
    yield `  To pay for them again: ${render} --missing`;
  }
}

function* totalLines(totals: PlanTotals, palette: Palette): Iterable<string> {
  yield* paidLines(totals, palette);
  const { clips, seconds, price } = totals.possible;
  if (clips === 0) return;
  const cost = price === null ? "" : `  ${priceText(price)}`;
  yield `Where a look-up finds no task, it is submitted again; at most: ${amountText(clips, seconds).trim()}${cost}`;
}

function* paidLines(totals: PlanTotals, palette: Palette): Iterable<string> {
  if (totals.render === 0) {
    if (totals.resume + totals.download === 0) yield "Nothing to render: no request is needed.";
    else if (totals.possible.clips === 0) yield "Nothing to pay for: clips of earlier submits are fetched.";
    else yield "Nothing to pay for as far as it is known: clips of earlier submits are fetched.";
    return;
  }
  yield palette.strong("What will be paid for:");
  const width = Math.max(...totals.billing.map((line) => line.billingKey.length), "total".length);
  for (const { billingKey, clips, seconds, price } of totals.billing) {
    yield `  ${billingKey.padEnd(width)}  ${amountText(clips, seconds)}${price === null ? "" : `  ${priceText(price)}`}`;
  }
  const seconds = sum(totals.billing.map((line) => line.seconds));
  const isPriced = totals.billing.some(({ price }) => price !== null);
  const unknown = isPriced ? "no price for all of it" : "no prices in the storyboard";
  const cost = totals.price === null ? unknown : priceText(totals.price);
  yield `  ${"total".padEnd(width)}  ${amountText(totals.render, seconds)}  ${cost}`;
}

function* verdictLines({ verdict }: HeldPlan, file: string, palette: Palette): Iterable<string> {
  if (verdict.kind === "fits") {
    yield palette.good("It fits the limits.");
    return;
  }
  yield palette.warn(`${excessText(verdict.excess)}; a render would submit nothing.`);
  const [step] = fittingSteps(shellWord(file), verdict.excess.fitting);
  if (step !== undefined) yield `  ${step.command}   ${step.why}`;
}

function* refusalLines({ message, hint }: ForeseenRefusal, palette: Palette): Iterable<string> {
  yield palette.warn(`A render would be refused: ${visibleText(message)}`);
  if (hint !== undefined) yield hint;
}

function amountText(clips: number, seconds: number): string {
  return `${String(clips).padStart(3)} ${(clips === 1 ? "clip" : "clips").padEnd(5)}  ${`${seconds} s`.padStart(7)}`;
}

function quietText(reason: PlanReason): string {
  switch (reason) {
    case "not_selected":
      return "left out by --only";
    case "not_failed":
      return "left out: retry takes failed shots only";
    default:
      return "up to date";
  }
}

/** Why, in a half-sentence that follows a count of shots. */
function reasonText(action: PlanAction, reason: PlanReason): string {
  switch (reason) {
    case "new":
      return "never submitted";
    case "changed":
      return "an input differs from the last clip's";
    case "failed":
      return "the last try failed";
    case "in_flight":
      return "the provider has the task";
    case "not_downloaded":
      return "complete at the provider, not on disk yet";
    case "uncertain":
      return action === "hold"
        ? "the submit's outcome is not known, so it is not sent again"
        : "the submit's outcome is not known, and will be looked up";
    case "clip_missing":
      if (action === "download") return "the clip is gone from the disk and can still be fetched";
      return action === "render" ? "the clip is gone, as --missing asks" : "the clip is gone from the disk";
    case "clip_differs":
      if (action === "download") return "something else is in the clip's place, and it can still be fetched";
      return action === "render"
        ? "something else is in the clip's place, as --missing asks"
        : "something else is in the clip's place";
    case "moderation_rejected":
      return "refused by content moderation, so not sent again unchanged";
    case "superseded_clip_matches":
      return "an earlier clip has these inputs and is brought back";
    case "superseded":
      return "paid for with inputs that have changed since; goes to superseded/";
    case "not_selected":
    case "not_failed":
    case "up_to_date":
      return quietText(reason);
    default:
      return unreachable(reason);
  }
}
