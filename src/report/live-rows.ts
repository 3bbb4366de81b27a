import { unreachable } from "../base/unreachable.ts";
import { visibleText } from "../base/visible-text.ts";
import type { JobState, RunEvent } from "../run/events.ts";
import {
  concurrencyText,
  overLimitsText,
  placeText,
  plannedText,
  stopText,
  totalsText,
  warningText,
} from "./phrases.ts";
import type { MovingShot, RunTally } from "./run-tally.ts";
import { clockText, shotText } from "./text.ts";

/** A row that stays until the end of the run. */
export interface TroubleRow {
  readonly kind: "failed" | "doubtful";
  readonly text: string;
}

/** `rendering film.yaml: 12 to render (40.00 USD), 6 with nothing to do; 10 at a time`. */
export function headingRow(event: Extract<RunEvent, { type: "run_started" }>, file: string): string {
  return visibleText(`${event.rehearsal ? "rehearsing" : "rendering"} ${file}: ${plannedText(event)}`);
}

/** The rows of the shots that have been moving longest, at most `maxRows` of them. */
export function movingRows(tally: RunTally, now: number, maxRows: number): string[] {
  const rows: string[] = [];
  for (const shot of tally.moving.values()) {
    if (rows.length >= maxRows) break;
    rows.push(movingRow(shot, now));
  }
  return rows;
}

function movingRow(shot: MovingShot, now: number): string {
  const { state, progress, retry } = shot;
  const percent =
    state === "in_progress" && progress !== undefined ? ` ${Math.round(progress.latest.percent)} %` : "";
  const after = retry === undefined ? "" : `  retrying after ${visibleText(retry.cause.message)}`;
  const name = shotText(shot).padEnd(20);
  return `${name} ${`${stateText(state)}${percent}`.padEnd(17)} ${clockText(now - shot.since).padStart(7)}${after}`;
}

/** `12 of 40 done, 1 failed, 5 moving, about 14 min left   3:20`. */
export function totalsRow(tally: RunTally, now: number, hidden: number): string {
  const more = hidden > 0 ? ` (${hidden} not shown)` : "";
  return `${totalsText(tally, now)}${more}  ${clockText(tally.elapsedMs(now))}`;
}

/** The row that an event leaves for good, if it does. */
export function troubleRow(event: RunEvent, file: string): TroubleRow | undefined {
  const row = lastingRow(event, file);
  return row === undefined ? undefined : { ...row, text: visibleText(row.text) };
}

function lastingRow(event: RunEvent, file: string): TroubleRow | undefined {
  switch (event.type) {
    case "shot_failed":
      return {
        kind: "failed",
        text: `${shotText(event)}${placeText(file, event)} failed: ${event.error.message}`,
      };
    case "shot_uncertain":
      return {
        kind: "doubtful",
        text: `${shotText(event)}${placeText(file, event)} uncertain: ${event.error.message}`,
      };
    case "shot_unfetched":
      return { kind: "doubtful", text: `${shotText(event)} not fetched yet: ${event.error.message}` };
    case "warning":
      return { kind: "doubtful", text: warningText(event) };
    case "stopping":
      return { kind: "doubtful", text: stopText(event.reason, event.message) };
    case "over_limits":
      return { kind: "doubtful", text: overLimitsText(event) };
    case "concurrency":
      return event.reason === "limited" ? { kind: "doubtful", text: concurrencyText(event) } : undefined;
    case "refused":
      return { kind: "failed", text: event.message };
    case "run_started":
    case "balance":
    case "picture_uploaded":
    case "shot_state":
    case "shot_progress":
    case "shot_retrying":
    case "shot_done":
    case "run_finished":
      return undefined;
    default:
      return unreachable(event);
  }
}

function stateText(state: JobState): string {
  return state === "in_progress" ? "in progress" : state;
}
