import { failure, type Result, success } from "../base/result.ts";
import { type Cost, costOn } from "../film/cost.ts";
import type { Film } from "../film/open-film.ts";
import type { FilmProblem } from "../film/problem.ts";
import { readRecord, readRecordEnds } from "../run-record/read-record.ts";
import { recordFiles } from "../run-record/record-files.ts";
import type { Attempt, LockState } from "../state/state.ts";
import { lockfileTimeline } from "./lockfile-timeline.ts";
import { recordTimeline } from "./record-timeline.ts";
import { keyOf, type Row, type Timeline } from "./timeline.ts";

/** A take of the timeline, with what storyboard and lockfile know of it. */
export interface ReportRow extends Row {
  readonly scene?: string | undefined;
  readonly model?: string | undefined;
  readonly taskId?: string | undefined;
  readonly price?: { readonly amount: number; readonly currency: string } | undefined;
}

/** A run that there is a record of. */
export interface RecordedRun {
  /** 1 is the newest. */
  readonly number: number;
  readonly command: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Absent for one that did not come to its end. */
  readonly endedAt?: number | undefined;
  readonly done?: number | undefined;
  readonly failed?: number | undefined;
  readonly spent?: { readonly amount: number; readonly currency: string } | undefined;
}

export type Money =
  | {
      readonly kind: "summed";
      readonly byScene: Cost;
      readonly byModel: Cost;
      readonly byDay: Cost;
    }
  /** Amounts in several currencies have no sum. */
  | { readonly kind: "currencies_mixed"; readonly currencies: readonly string[] }
  /** A rehearsal: its drafts cost nothing, whatever prices the storyboard has. */
  | { readonly kind: "nothing_paid" };

/** Where time and money went. */
export interface RunReport {
  /** The film's title, or the storyboard's name. */
  readonly title: string;
  /** The storyboard's file name. */
  readonly storyboard: string;
  readonly isRehearsal: boolean;
  /** Absent where nothing was ever submitted. Rows are in film order. */
  readonly timeline?: (Timeline & { readonly rows: readonly ReportRow[] }) | undefined;
  /** Which of `runs` the timeline is of. */
  readonly shown?: number | undefined;
  /** The newest first. */
  readonly runs: readonly RecordedRun[];
  readonly money: Money;
}

export type ReportProblem =
  | FilmProblem
  /** There is no record of that run. */
  | { readonly kind: "run_unknown"; readonly number: number; readonly runs: number };

/** Reads what is on record of a film's runs. Changes nothing. `run`: 1 is the newest. */
export async function collectRunReport(
  film: Film,
  { run }: { readonly run?: number | undefined },
): Promise<Result<RunReport, ReportProblem>> {
  const seen = await film.look();
  if (!seen.ok) return seen;
  const { state } = seen.value;
  const { kind, storyboard } = film.paths;
  const found = recordFiles({ file: film.file, kind }).flatMap((file) => {
    const ends = readRecordEnds(file);
    return ends === undefined ? [] : [{ file, ...ends }];
  });
  if (run !== undefined && run > found.length) {
    return failure({ kind: "run_unknown", number: run, runs: found.length });
  }
  const shown = run ?? 1;
  const file = found[shown - 1]?.file;
  const record = file === undefined ? undefined : readRecord(file);
  const timeline = record === undefined ? lockfileTimeline(state) : recordTimeline(record, state);
  return success({
    title: film.storyboard.title ?? storyboard,
    storyboard,
    isRehearsal: kind === "rehearsal",
    timeline: timeline && { ...timeline, rows: reportRows(film, state, timeline) },
    shown: record === undefined ? undefined : shown,
    runs: found.map(({ start, last }, index) => recordedRun(index + 1, start, last)),
    money: moneyOf(film, state),
  });
}

function recordedRun(
  number: number,
  { command, at: startedAt }: { readonly command: string; readonly at: number },
  last: NonNullable<ReturnType<typeof readRecordEnds>>["last"],
): RecordedRun {
  const run = { number, command, startedAt };
  if (last.type !== "end") return run;
  const { at: endedAt, counts, spent } = last;
  return { ...run, endedAt, done: counts.done, failed: counts.failed, spent };
}

/** In film order; takes of shots that are gone come last. */
function reportRows(film: Film, state: LockState, { rows, to }: Timeline): readonly ReportRow[] {
  const jobs = new Map(film.jobs.map((job, index) => [keyOf(job), { job, index }]));
  const indexOf = (row: Row): number => jobs.get(keyOf(row))?.index ?? jobs.size;
  return [...rows]
    .sort((a, b) => indexOf(a) - indexOf(b))
    .map((row) => {
      const job = jobs.get(keyOf(row))?.job;
      const attempt = newestUntil(state, row, to);
      const model = attempt?.inputs.model ?? job?.inputs.model;
      return {
        ...row,
        scene: job?.scene,
        model: typeof model === "string" ? model : undefined,
        taskId: plainTask(attempt?.taskId),
        price: film.paths.kind === "rehearsal" ? undefined : attempt?.price,
      };
    });
}

/** An id that is a word. One that could be an address with a signature, as some provider may have, stays in the lockfile. */
function plainTask(taskId: string | undefined): string | undefined {
  return taskId !== undefined && /^[\w.:-]{1,128}$/.test(taskId) ? taskId : undefined;
}

function newestUntil(state: LockState, { id, take }: Row, moment: number): Attempt | undefined {
  const attempts = state.get(id)?.find((record) => record.take === take)?.attempts;
  return attempts?.findLast(({ submittedAt }) => submittedAt <= moment);
}

function moneyOf(film: Film, state: LockState): Money {
  if (film.paths.kind === "rehearsal") return { kind: "nothing_paid" };
  const byScene = costOn(film, state, "scene");
  if (!byScene.ok) return byScene.error;
  const byModel = costOn(film, state, "model");
  if (!byModel.ok) return byModel.error;
  const byDay = costOn(film, state, "day");
  if (!byDay.ok) return byDay.error;
  return { kind: "summed", byScene: byScene.value, byModel: byModel.value, byDay: byDay.value };
}
