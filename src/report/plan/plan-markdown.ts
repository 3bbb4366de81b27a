import { groupBy } from "../../base/group-by.ts";
import type { JsonValue } from "../../base/json.ts";
import { sum } from "../../base/money.ts";
import type { HeldPlan } from "../../plan/money/spending.ts";
import type { Plan, PlanItem } from "../../plan/plan.ts";
import { planHash } from "../../plan/plan-hash.ts";
import { excessText } from "../text/phrases.ts";
import { countText, priceText, shotText } from "../text/text.ts";
import { codeText, entities, shortened, wordsMarkdown } from "./markdown.ts";
import { type ForeseenRefusal, reasonText } from "./plan-text.ts";

export interface PlanMarkdownOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly held?: HeldPlan | undefined;
  readonly refusal?: ForeseenRefusal | undefined;
}

/** A comment of GitHub's may have 65,536 characters; the rest is left to those who post several plans in one. */
const mostMarkdown = 60_000;
/** A row that would be longer names what changed and shows no words. */
const longestRow = 4_000;

/**
 * A plan to be posted on a pull request: the price and the numbers, then a folded list for each scene of what would be done
 * and why. Never longer than `mostMarkdown`: what does not fit is counted.
 */
export function planMarkdown(plan: Plan, { file, held, refusal }: PlanMarkdownOptions): string {
  const shown = plan.items.filter((item) => !isQuiet(item));
  const foot = `<sub>Plan <code>${planHash(plan)}</code></sub>\n`;
  let text = `### ${codeText(shortened(file))}: ${headline(plan)}\n\n`;
  for (const warning of warnings(held, refusal)) text += `> [!WARNING]\n> ${warning}\n\n`;
  const details = numbers(plan, shown.length);
  if (details !== "") text += `${details}\n\n`;
  const room = (): number => mostMarkdown - text.length - foot.length;
  let left = shown.length;
  for (const [scene, items] of groupBy(shown, ({ job }) => job?.scene ?? "")) {
    const section = sceneSection(scene, items, room() - 200);
    if (section === undefined) break;
    text += section.text;
    left -= section.rows;
    if (section.rows < items.length) break;
  }
  if (left > 0) text += `… and ${countText(left, "shot")} more.\n\n`;
  return `${text}${foot}`;
}

function isQuiet({ action, reason }: PlanItem): boolean {
  return action === "none" && !["clip_missing", "clip_differs", "rejected"].includes(reason);
}

function headline({ totals }: Plan): string {
  if (totals.render === 0) return "nothing to pay for";
  const seconds = sum(totals.billing.map((line) => line.seconds));
  const price = totals.price === null ? "no price for all of it" : priceText(totals.price);
  return `${countText(totals.render, "clip")} to render, ${seconds} s, ${entities(price)}`;
}

function numbers({ totals, orphans }: Plan, shown: number): string {
  const { resume, download, move, hold, possible, jobs } = totals;
  return [
    ...(resume > 0 ? [`${resume} to carry on with`] : []),
    ...(download > 0 ? [`${download} to fetch`] : []),
    ...(move > 0 ? [`${move} to move`] : []),
    ...(hold > 0 ? [`${hold} held back`] : []),
    ...(possible.clips > 0 ? [`${possible.clips} that look-ups may add`] : []),
    ...(jobs > shown ? [`${jobs - shown} with nothing to do`] : []),
    ...(orphans.length > 0 ? [`${countText(orphans.length, "clip")} that no shot wants any more`] : []),
  ].join(" · ");
}

function warnings(held: HeldPlan | undefined, refusal: ForeseenRefusal | undefined): readonly string[] {
  return [
    ...(held?.verdict.kind === "exceeds" ? [`${entities(excessText(held.verdict.excess))}.`] : []),
    ...(refusal === undefined ? [] : [`A render would not begin: ${codeText(shortened(refusal.message))}`]),
  ];
}

interface Section {
  readonly text: string;
  /** How many of the items are in it. */
  readonly rows: number;
}

/** As many rows as there is room for; `undefined` where there is none for the first. */
function sceneSection(scene: string, items: readonly PlanItem[], room: number): Section | undefined {
  const name = scene === "" ? "" : `${codeText(scene)}: `;
  const head = `<details><summary>${name}${sceneText(items)}</summary>\n\n| shot | what | why | price |\n|---|---|---|---|\n`;
  const tail = "\n</details>\n\n";
  let text = head;
  let rows = 0;
  let before: PlanItem | undefined;
  for (const item of items) {
    const row = rowOf(item, before);
    before = item;
    if (text.length + row.length + tail.length > room) break;
    text += row;
    rows += 1;
  }
  return rows === 0 ? undefined : { text: `${text}${tail}`, rows };
}

function sceneText(items: readonly PlanItem[]): string {
  const renders = items.filter(({ action }) => action === "render");
  const prices = renders.flatMap(({ price }) => (price === null ? [] : [price]));
  const [first] = prices;
  const isPriced =
    first !== undefined &&
    prices.length === renders.length &&
    prices.every(({ currency }) => currency === first.currency);
  const price = isPriced
    ? `, ${entities(priceText({ amount: sum(prices.map(({ amount }) => amount)), currency: first.currency }))}`
    : "";
  const others = items.length - renders.length;
  return [
    ...(renders.length > 0 ? [`${renders.length} to render${price}`] : []),
    ...(others > 0 ? [`${others} other`] : []),
  ].join(", ");
}

function rowOf(item: PlanItem, before: PlanItem | undefined): string {
  const row = (changes: readonly string[]): string => {
    const why = [entities(reasonText(item.action, item.reason)), ...changes].join("<br/>");
    const cost = item.price === null ? "" : entities(priceText(item.price));
    return `| ${codeText(shotText(item))} | ${whatText(item)} | ${why} | ${cost} |\n`;
  };
  const from = item.from === undefined ? [] : [`renamed from ${codeText(item.from)}`];
  if (hasChangesOf(item, before)) return row([...from, "the same as in the shot above"]);
  const whole = row([
    ...from,
    ...item.changes.map(({ field, before, after }) => `${codeText(field)}: ${changeText(before, after)}`),
  ]);
  if (whole.length <= longestRow) return whole;
  const fields = item.changes.map(({ field }) => codeText(shortened(field)));
  const names = row([`${fields.slice(0, 5).join(", ")}${fields.length > 5 ? ", …" : ""}`]);
  return names.length <= longestRow ? names : row([]);
}

function hasChangesOf({ changes }: PlanItem, before: PlanItem | undefined): boolean {
  return changes.length > 0 && JSON.stringify(changes) === JSON.stringify(before?.changes);
}

function whatText({ action, job }: PlanItem): string {
  if (action !== "render" || job === undefined) return action;
  return `${action}, ${job.billing.seconds} s of ${codeText(shortened(job.billing.key))}`;
}

function changeText(before: JsonValue, after: JsonValue): string {
  if (typeof before === "string" && typeof after === "string" && !isPicture(before) && !isPicture(after)) {
    return wordsMarkdown(before, after);
  }
  return `${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: JsonValue): string {
  if (value === null) return "(none)";
  if (typeof value !== "string") return codeText(shortened(JSON.stringify(value)));
  return isPicture(value) ? `picture ${codeText(value.slice(7, 15))}` : codeText(shortened(value));
}

/** Local pictures are recorded as digests. */
function isPicture(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
