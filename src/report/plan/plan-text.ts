import { groupBy } from "../../base/group-by.ts";
import { listed } from "../../base/text/suggest.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { HeldPlan, SpendingExcess } from "../../plan/money/spending.ts";
import {
  type Plan,
  type PlanAction,
  type PlanItem,
  type PlanReason,
  type PlanTotals,
  planActions,
} from "../../plan/plan.ts";
import { fittingSteps } from "../run/next-steps.ts";
import { amountText, paidLines } from "../run/paid-text.ts";
import { padColumns, wrapColumns } from "../text/columns.ts";
import type { Palette } from "../text/palette.ts";
import { excessText } from "../text/phrases.ts";
import { resolveCommands, shellWord } from "../text/shell.ts";
import { countText, priceText, shotText } from "../text/text.ts";
import { differenceText } from "./difference.ts";

/** Longer lists are cut; `--all` shows the whole of them. */
const mostRows = 30;

export interface PlanTextOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly palette: Palette;
  /** Where limits were given. */
  readonly held?: HeldPlan | undefined;
  /** Why a render would not begin. */
  readonly refusal?: ForeseenRefusal | undefined;
  /** Every shot by name, also what is up to date. */
  readonly all?: boolean;
  /** Columns of the terminal; none where lines may be of any length, as in a file. */
  readonly columns?: number;
}

/** Why a render of the plan would be refused, and what to do. */
export interface ForeseenRefusal {
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

/** A plan for people: what will be done and why, group by group; jobs with nothing to do are counted, or named with `all`. */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const { file, palette, held, refusal, all = false } = options;
  const groups = [...grouped(plan.items)];
  const quiet = all ? [] : groups.filter(isQuiet);
  const lines = groups
    .filter((group) => !quiet.includes(group))
    .flatMap((group) => [...groupLines(group, options), ""]);
  for (const { reason, items } of quiet) {
    lines.push(palette.dim(`${countText(items.length, "shot")} ${quietText(reason)}`));
  }
  if (plan.orphans.length > 0) {
    const clips = countText(plan.orphans.length, "clip");
    lines.push(palette.dim(`${clips} that no shot wants any more: dailies prune ${shellWord(file)}`));
  }
  if (quiet.length + plan.orphans.length > 0) lines.push("");
  const steps =
    held === undefined ? [] : stepsThatFit(held, (fitting) => fittingSteps(shellWord(file), fitting));
  const verdict = held === undefined ? [] : ["", ...verdictLines(held, steps, palette)];
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
    const key = `${planActions.indexOf(action)} ${action} ${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { action, reason, items: [item] });
    else group.items.push(item);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function isQuiet({ action, reason }: Group): boolean {
  return action === "none" && !["clip_missing", "clip_differs", "rejected"].includes(reason);
}

function* groupLines({ action, reason, items }: Group, options: PlanTextOptions): Iterable<string> {
  const { file, palette, all = false } = options;
  yield `${palette.strong(action)} ${reason}: ${countText(items.length, "shot")}, ${reasonText(action, reason)}`;
  let rows = 0;
  for (const alike of sameChanges(items)) {
    if (rows >= mostRows && !all) break;
    const shown = all ? alike : alike.slice(0, mostRows - rows);
    rows += shown.length;
    for (const item of shown) yield itemLine(item, palette);
    yield* changeLines(alike, options);
  }
  if (rows < items.length) yield palette.dim(`  … and ${items.length - rows} more; --all names them`);
  yield* adviceLines(reason, items, file);
}

/** Shots with one and the same change together, at the first one's place. */
function sameChanges(items: readonly PlanItem[]): Iterable<readonly PlanItem[]> {
  return groupBy(items, ({ changes }) => JSON.stringify(changes)).values();
}

function itemLine(item: PlanItem, palette: Palette): string {
  const { action, job, price, attempt, reason, clipAt, found, from, candidates } = item;
  const parts = [
    ...(action === "render" && job !== undefined ? [`${job.billing.key}, ${job.billing.seconds} s`] : []),
    ...(price === null ? [] : [priceText(price)]),
    ...(from === undefined ? [] : [`renamed from ${from}`]),
    ...(candidates === undefined ? [] : [`perhaps ${listed(candidates, "or")}`]),
    ...(clipAt === undefined ? [] : [clipAt]),
    ...(found === undefined ? [] : [`there is ${found}`]),
    ...(action !== "render" && reason !== "up_to_date" && attempt?.taskId !== undefined
      ? [`task ${attempt.taskId}`]
      : []),
  ];
  return `  ${padColumns(visibleText(shotText(item)), 24)} ${palette.dim(visibleText(parts.join(", ")))}`.trimEnd();
}

/** What changed, once for all shots in which it is the same. */
function* changeLines(items: readonly PlanItem[], options: PlanTextOptions): Iterable<string> {
  const { palette, columns = Number.POSITIVE_INFINITY } = options;
  const changes = items[0]?.changes ?? [];
  if (changes.length > 0 && items.length > 1) yield `      the same in all ${items.length}:`;
  for (const { field, before, after } of changes) {
    const text = `      ${visibleText(field)}: ${differenceText(before, after, palette)}`;
    yield wrapColumns(text, { columns, indent: 8 });
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
  } else if (reason === "rename_unclear") {
    const old = first.candidates?.[0] ?? "OLD";
    yield `  Say which it was: dailies rename ${shellWord(file)} ${old} ${first.id}`;
    yield `  or, when they are all new, pay for them: ${render} --pay-again`;
  } else if (reason === "rejected" && first.action === "none") {
    yield `  To roll them again: ${render} --rejected`;
  } else if (reason === "moderation_rejected") {
    yield "  Change the prompt or the pictures, or send the shot again as it is:";
    yield `    ${render} --only ${first.id}`;
  } else if ((reason === "clip_missing" || reason === "clip_differs") && first.action === "none") {
    yield `  To pay for them again: ${render} --missing`;
  }
}

export function* totalLines(totals: PlanTotals, palette: Palette): Iterable<string> {
  yield* paidLines(totals, palette);
  const { clips, seconds, price } = totals.possible;
  if (clips === 0) return;
  const cost = price === null ? "" : `  ${priceText(price)}`;
  yield `Where a look-up finds no task, it is submitted again; at most: ${amountText(clips, seconds).trim()}${cost}`;
}

/** The smaller run that would fit, where the whole does not. */
export function stepsThatFit(
  { verdict }: HeldPlan,
  steps: (fitting: SpendingExcess["fitting"]) => Iterable<FittingStep>,
): readonly FittingStep[] {
  return verdict.kind === "exceeds" ? [...steps(verdict.excess.fitting)] : [];
}

interface FittingStep {
  readonly command: string;
  readonly why: string;
}

/** Whether the plan fits its limits, and if not, what would. */
export function* verdictLines(
  { verdict }: HeldPlan,
  [step]: readonly FittingStep[],
  palette: Palette,
): Iterable<string> {
  if (verdict.kind === "fits") {
    yield palette.good("It fits the limits.");
    return;
  }
  yield palette.warn(`${excessText(verdict.excess)}; a render would submit nothing.`);
  if (step !== undefined) yield `  ${step.command}   ${step.why}`;
}

function* refusalLines({ message, hint }: ForeseenRefusal, palette: Palette): Iterable<string> {
  yield palette.warn(`A render would be refused: ${visibleText(message)}`);
  if (hint !== undefined) yield* hint.split("\n").map(visibleText);
}

function quietText(reason: PlanReason): string {
  switch (reason) {
    case "not_selected":
      return "left out: not among those selected";
    case "not_failed":
      return "left out: retry takes failed shots only";
    case "accepted":
      return "accepted, though their inputs were edited";
    default:
      return "up to date";
  }
}

/** Why, in a half-sentence that follows a count of shots. */
export function reasonText(action: PlanAction, reason: PlanReason): string {
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
    case "renamed":
      return "the shot had another id; its clip gets the new name, unpaid";
    case "rename_unclear":
      return "renamed from a shot that is gone, or new: several come into question";
    case "needs_clip":
      return "a clip that it takes a picture of is not there";
    case "rejected":
      return action === "render" ? "sent back, and rolled again as --rejected asks" : "sent back";
    case "superseded":
      return "paid for with inputs that have changed since; goes to superseded/";
    case "not_selected":
    case "not_failed":
    case "up_to_date":
    case "accepted":
      return quietText(reason);
    default:
      return unreachable(reason);
  }
}
