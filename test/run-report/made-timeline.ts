import { noCounts } from "../../src/run/events.ts";
import type { RunRecord } from "../../src/run-record/read-record.ts";
import type { RecordLine } from "../../src/run-record/record-line.ts";
import { recordTimeline } from "../../src/run-report/record-timeline.ts";
import type { RunReport } from "../../src/run-report/run-report.ts";
import type { Timeline } from "../../src/run-report/timeline.ts";
import type { Attempt } from "../../src/state/state.ts";

export const begin = Date.UTC(2026, 10, 24, 21);
/** So many seconds after the run began. */
export const at = (seconds: number): number => begin + seconds * 1000;

const start: Extract<RecordLine, { type: "run" }> = {
  type: "run",
  version: 1,
  at: begin,
  command: "dailies render",
  concurrency: 2,
};
export type TaskState = Extract<RecordLine, { type: "state" }>["state"];
export const state = (id: string, seconds: number, name: TaskState): RecordLine => ({
  type: "state",
  at: at(seconds),
  id,
  take: 1,
  state: name,
});
export const planned = (id: string, ...needs: string[]): RecordLine => ({
  type: "planned",
  id,
  take: 1,
  action: "render",
  needs: needs.map((need) => ({ id: need, take: 1 })),
});
export const done = (id: string, seconds: number): RecordLine => ({
  type: "done",
  at: at(seconds),
  id,
  take: 1,
  bytes: 9,
});
const end: RecordLine = { type: "end", at: at(100), counts: { ...noCounts, done: 2 }, exitCode: 0 };

/** The timeline of a record with these lines. */
export function timelineOf(
  lines: readonly RecordLine[],
  attempts: Readonly<Record<string, Attempt>> = {},
): Timeline {
  const record: RunRecord = { start, lines: [start, ...lines], broken: 0 };
  const takes = Object.entries(attempts).map(
    ([id, attempt]) => [id, [{ take: 1, attempts: [attempt] }]] as const,
  );
  return recordTimeline(record, new Map(takes));
}

/** `b` begins with the end of `a`'s clip; `c` is on its own and never begins. */
export const chain = [
  planned("a"),
  planned("b", "a"),
  planned("c"),
  state("a", 2, "uploading"),
  state("a", 3, "submitting"),
  state("a", 6, "queued"),
  state("a", 10, "in_progress"),
  state("a", 45, "downloading"),
  done("a", 50),
  state("b", 52, "submitting"),
  state("b", 53, "queued"),
  state("b", 90, "downloading"),
  done("b", 99),
  end,
];

export function reportOf(timeline: Timeline): RunReport {
  return {
    title: "Salt",
    storyboard: "film.yaml",
    isRehearsal: false,
    timeline,
    shown: 1,
    runs: [],
    money: { kind: "currencies_mixed", currencies: [] },
  };
}
