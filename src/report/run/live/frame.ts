import stringWidth from "fast-string-width";
import { groupBy } from "../../../base/group-by.ts";
import { decimalText } from "../../../base/money.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import type { Price } from "../../../plan/plan.ts";
import { fitColumns, padColumns, padLeft } from "../../text/columns.ts";
import type { Palette } from "../../text/palette.ts";
import { leftText } from "../../text/phrases.ts";
import { clockText, durationText, priceText, shotText } from "../../text/text.ts";
import { waitText } from "../causes.ts";
import type { MovingShot, RunTally } from "../run-tally.ts";

export interface FrameOptions {
  readonly tally: RunTally;
  /** Unix milliseconds. */
  readonly now: number;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly heading: string;
  readonly money: Money | undefined;
  readonly palette: Palette;
}

export interface Money {
  readonly spent: number;
  readonly planned: Price;
}

/** Waits of this number of shots for one cause take one row, not one each. */
const manyWaits = 2;
const mostCauseRows = 3;
/** From here on there is room for an empty row between what is over and what is under way. */
const roomyRows = 16;

/**
 * The part of the view that changes: what is under way, as much of it as there is room for, waits, the bar and the figures.
 * No row is wider than the terminal.
 */
export function frameRows(options: FrameOptions): readonly string[] {
  const { tally, now, size, heading, palette } = options;
  const columns = size.columns - 1;
  const waits = sharedWaits([...tally.moving.values()], now);
  const fixed = [
    ...waits.slice(0, mostCauseRows).map(({ text }) => palette.warn(fitColumns(`! ${text}`, columns))),
    barRow(options, columns),
    fitColumns(figuresText(options), columns),
  ];
  const gap = size.rows >= roomyRows ? [""] : [];
  // One row for the heading, one for what is not shown, one for the line that the cursor is on.
  const room = Math.max(1, size.rows - fixed.length - gap.length - 3);
  const all = [...tally.moving.values()];
  const shown = all.slice(0, room);
  const nameColumns = Math.min(
    Math.max(16, ...shown.map((shot) => stringWidth(visibleText(shotText(shot))))),
    Math.max(16, columns - 40),
  );
  const shared = new Set(waits.map(({ key }) => key));
  const hidden = all.length - shown.length;
  return [
    ...gap,
    palette.strong(fitColumns(heading, columns)),
    ...shown.map((shot) => movingRow(shot, { now, columns, nameColumns, shared, palette })),
    ...(hidden > 0 ? [palette.dim(fitColumns(`  … and ${hidden} more under way`, columns))] : []),
    ...fixed,
  ];
}

interface RowOptions {
  readonly now: number;
  readonly columns: number;
  readonly nameColumns: number;
  /** Waits that have a row of their own. */
  readonly shared: ReadonlySet<string>;
  readonly palette: Palette;
}

function movingRow(shot: MovingShot, { now, columns, nameColumns, shared, palette }: RowOptions): string {
  const percent =
    shot.state === "in_progress" && shot.progress !== undefined ? shot.progress.latest.percent : undefined;
  const name = padColumns(fitColumns(visibleText(shotText(shot)), nameColumns), nameColumns);
  const state = padColumns(stateText(shot), 12);
  const share = padLeft(percent === undefined ? "" : `${Math.round(percent)} %`, 5);
  const clock = padLeft(clockText(now - shot.since), 7);
  const isShared = shot.retry !== undefined && shared.has(waitKey(shot.retry));
  const wait = shot.retry === undefined || isShared ? "" : `  ${aloneText(shot.retry, now)}`;
  const row = fitColumns(`  ${name} ${state}${share} ${clock}${wait}`, columns);
  return wait === "" ? row : row.replace(wait, palette.warn(wait));
}

function stateText({ state }: MovingShot): string {
  return state === "in_progress" ? "in progress" : state;
}

type Retry = NonNullable<MovingShot["retry"]>;

function aloneText({ cause, until }: Retry, now: number): string {
  return `${visibleText(waitText(cause))}, again in ${durationText(Math.max(0, until - now))}`;
}

interface SharedWait {
  readonly key: string;
  readonly text: string;
}

/** What several shots wait for alike: `rate limit: 5 shots wait to submit, the next in 2 s`. */
function sharedWaits(shots: readonly MovingShot[], now: number): readonly SharedWait[] {
  const retries = shots.flatMap(({ retry }) => retry ?? []);
  return [...groupBy(retries, waitKey)].flatMap(([key, alike]) => {
    const [first] = alike;
    if (first === undefined || alike.length < manyWaits) return [];
    const next = Math.max(0, Math.min(...alike.map(({ until }) => until)) - now);
    const text = `${waitText(first.cause)}: ${alike.length} shots wait to ${stepText(first.step)}, the next in ${durationText(next)}`;
    return [{ key, text: visibleText(text) }];
  });
}

function waitKey({ step, cause }: Retry): string {
  return `${step} ${waitText(cause)}`;
}

function stepText(step: Retry["step"]): string {
  return step === "query" ? "look at their tasks" : step;
}

/** `━━━━━━━━━──────  62 %`, with failures in their own colour. */
function barRow({ tally, palette }: FrameOptions, columns: number): string {
  const width = Math.max(10, Math.min(60, columns - 8));
  const planned = Math.max(1, tally.planned);
  const bad = tally.failed + tally.uncertain + tally.unfetched;
  const badCells = bad === 0 ? 0 : Math.max(1, Math.round((width * bad) / planned));
  const goodCells = Math.min(width - badCells, Math.floor((width * tally.done) / planned));
  const rest = Math.max(0, width - badCells - goodCells);
  const percent = Math.floor((100 * Math.min(planned, tally.ended)) / planned);
  const bar = `${palette.good("━".repeat(goodCells))}${palette.bad("━".repeat(badCells))}${palette.dim("─".repeat(rest))}`;
  return `${bar} ${padLeft(`${percent} %`, 5)}`;
}

/** `12 of 40 done, 1 failed · 6.00 of 20.00 USD · about 14 min left · 3:20`. */
function figuresText({ tally, now, money }: FrameOptions): string {
  const counts = [
    `${tally.done} of ${tally.planned} done`,
    ...(tally.failed > 0 ? [`${tally.failed} failed`] : []),
    ...(tally.uncertain > 0 ? [`${tally.uncertain} uncertain`] : []),
    ...(tally.unfetched > 0 ? [`${tally.unfetched} unfetched`] : []),
  ].join(", ");
  const left = tally.timeLeft(now);
  return [
    counts,
    ...(money === undefined ? [] : [spentText(money)]),
    ...(left === undefined ? [] : [leftText(left)]),
    clockText(tally.elapsedMs(now)),
  ].join(" · ");
}

function spentText({ spent, planned }: Money): string {
  return `${decimalText(spent)} of ${priceText(planned)}`;
}
