import { toIsoTime } from "../base/time/calendar.ts";
import type { Cost } from "../film/cost.ts";
import { lastChain, phaseFigures, tasksInFlight } from "./figures.ts";
import type { RunReport } from "./run-report.ts";
import type { TakeKey } from "./timeline.ts";
import type { ReportFiles } from "./write-report.ts";

/** `dailies report --json`; `specs/schemas/report.schema.json` describes it. */
export function reportJson(report: RunReport, files: ReportFiles): Record<string, unknown> {
  const { timeline, money } = report;
  const rows = timeline?.rows ?? [];
  const requests = timeline?.run?.requests;
  return {
    file: files.page,
    trace: files.trace,
    source: timeline?.source ?? null,
    run: timeline === undefined ? null : runJson(report, timeline),
    takes: rows.length,
    tasks_in_flight: tasksInFlight(rows).reduce((most, { tasks }) => Math.max(most, tasks), 0),
    phases: phaseFigures(rows).map((one) => ({
      phase: one.phase,
      takes: one.takes,
      total_seconds: seconds(one.totalMs),
      median_seconds: seconds(one.medianMs),
      longest_seconds: seconds(one.longestMs),
      longest: takeJson(one.longest),
    })),
    ended_last: timeline === undefined ? [] : lastChain(timeline).map(takeJson),
    requests:
      requests === undefined
        ? null
        : {
            uploads: requests.uploads,
            submits: requests.submits,
            looks: requests.looks,
            look_ups: requests.lookUps,
            downloads: requests.downloads,
            balances: requests.balances,
            limited: requests.limited,
            retries: rows.reduce((total, { retries }) => total + retries.length, 0),
          },
    money:
      money.kind === "summed"
        ? {
            currency: money.byModel.currency,
            spent: money.byModel.spent,
            uncertain: money.byModel.uncertain,
            by_scene: rowsJson(money.byScene),
            by_model: rowsJson(money.byModel),
            by_day: rowsJson(money.byDay),
          }
        : null,
  };
}

function runJson(
  { shown }: RunReport,
  timeline: NonNullable<RunReport["timeline"]>,
): Record<string, unknown> {
  const { from, to, run, rows } = timeline;
  const outcomes = new Map<string, number>();
  for (const { outcome } of rows) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return {
    number: shown ?? null,
    command: run?.command ?? null,
    started: toIsoTime(from),
    seconds: seconds(to - from),
    whole: run === undefined ? null : run.isWhole,
    exit_code: run?.end?.exitCode ?? null,
    stopped: run?.stopped ?? null,
    spent: run?.end?.spent ?? null,
    outcomes: Object.fromEntries(outcomes),
  };
}

function rowsJson({ rows }: Cost): readonly unknown[] {
  return rows.map(({ key, clips, seconds: length, amount }) => ({ key, clips, seconds: length, amount }));
}

function takeJson({ id, take }: TakeKey): { readonly id: string; readonly take: number } {
  return { id, take };
}

function seconds(ms: number): number {
  return ms / 1000;
}
