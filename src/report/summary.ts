import { difference, moneyText } from "../base/money.ts";
import { visibleText } from "../base/visible-text.ts";
import type { JobRef, RunCounts, RunEvent } from "../run/events.ts";
import { nextSteps, type RunCommand } from "./next-steps.ts";
import type { Palette } from "./palette.ts";
import { concurrencyText, overLimitsText, placeText, stopText, warningText } from "./phrases.ts";
import type { Reporter } from "./reporter.ts";
import { RunRecord } from "./run-record.ts";
import { countText, durationText, shotText, timeText } from "./text.ts";

export interface SummaryOptions {
  readonly command: RunCommand;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Where the clips are, as the user would type it. */
  readonly output: string;
  readonly palette: Palette;
}

/** The end of a run in words: what was done, what was not and why, and what to do next. */
export interface Summary extends Reporter {
  /** The whole text, with a newline at its end; empty until `run_finished` was seen. */
  text(): string;
}

export function summary(options: SummaryOptions): Summary {
  const record = new RunRecord();
  return {
    handle: (event) => record.add(event),
    close: () => {},
    text: () => {
      const sections = sectionsOf(record, options).filter((section) => section !== "");
      return sections.length === 0 ? "" : `${sections.join("\n\n")}\n`;
    },
  };
}

function sectionsOf(record: RunRecord, options: SummaryOptions): string[] {
  const { finished, stopping, overLimits, failed, uncertain, unfetched, leftAtProvider, warnings } = record;
  const { file, command, palette } = options;
  if (finished === undefined) return [];
  const { counts } = finished;
  return [
    overLimits === undefined
      ? headline(finished, leftAtProvider, options)
      : palette.warn(overLimitsText(overLimits)),
    stopping === undefined ? "" : palette.warn(visibleText(stopText(stopping.reason, stopping.message))),
    failed.section(palette.bad("Failed:"), (event) => `${named(event, file)}: ${causeText(event.error)}`),
    uncertain.section(
      palette.warn("Uncertain (may have been paid for, so they are not sent again):"),
      (event) => `${named(event, file)}, submitted ${timeText(event.submittedAt)}: ${causeText(event.error)}`,
    ),
    unfetched.section(palette.warn("Paid for and not on disk yet:"), (event) => {
      const task = `task ${visibleText(event.taskId)}: ${causeText(event.error)}`;
      return `${named(event, file)}, ${task}${deadlineText(event)}`;
    }),
    warnings.section(palette.warn("Warnings:"), warningText),
    findingText(record),
    balanceText(record),
    nextSteps({
      file,
      command,
      counts,
      stopped: finished.stopped,
      fitting: overLimits?.fitting,
      firstUncertain: uncertain.rows[0],
      firstUnfetched: unfetched.rows[0],
      firstFailed: failed.rows[0],
    }),
  ];
}

function headline(
  run: { counts: RunCounts; elapsedMs: number },
  leftAtProvider: number,
  { palette, output }: SummaryOptions,
): string {
  const { done, failed, uncertain, unfetched, notStarted, held, upToDate } = run.counts;
  if (done + failed + uncertain + unfetched + notStarted + held === 0) {
    return palette.good(`Nothing to do: ${countText(upToDate, "shot")} up to date.`);
  }
  const parts = [
    ...(done > 0 ? [palette.good(`${countText(done, "clip")} done, in ${output}`)] : []),
    ...(failed > 0 ? [palette.bad(`${failed} failed`)] : []),
    ...(uncertain > 0 ? [palette.warn(`${uncertain} uncertain`)] : []),
    ...(leftAtProvider > 0 ? [`${leftAtProvider} in flight at the provider`] : []),
    ...(unfetched > leftAtProvider ? [palette.warn(`${unfetched - leftAtProvider} not fetched yet`)] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
    ...(held > 0 ? [`${held} held back`] : []),
    ...(upToDate > 0 ? [`${upToDate} with nothing to do`] : []),
  ];
  return `${parts.join(", ")}; ${durationText(run.elapsedMs)} in all`;
}

/** Refusals on the way are told as they happen; the end of a run tells what came of them. */
function findingText({ concurrency }: RunRecord): string {
  if (concurrency === undefined || concurrency.reason === "limited") return "";
  return `Concurrency: ${concurrencyText(concurrency)}.`;
}

function named(ref: JobRef, file: string): string {
  return `${shotText(ref)}${placeText(file, ref)}`;
}

function causeText({ code, message }: { readonly code: string; readonly message: string }): string {
  return visibleText(`${message} (${code})`);
}

/** The provider's own word that a result is gone weighs more than the time that it once told. */
function deadlineText({ error, expiresAt }: Extract<RunEvent, { type: "shot_unfetched" }>): string {
  return expiresAt === undefined || error.code === "result_expired"
    ? ""
    : `; it can be fetched until ${timeText(expiresAt * 1000)}`;
}

function balanceText({ balanceBefore: before, balanceAfter: after }: RunRecord): string {
  if (before === undefined || before.unlimited) return "";
  if (after === undefined) return `Balance before the run: ${balanceOf(before)}.`;
  const used = difference(before.remaining, after.remaining);
  const change =
    used === 0 ? "unchanged" : `${moneyText(Math.abs(used), after.currency)} ${used > 0 ? "less" : "more"}`;
  return `Balance: ${balanceOf(before)} before the run, ${balanceOf(after)} after it (${change}).`;
}

function balanceOf({ remaining, currency }: Extract<RunEvent, { type: "balance" }>): string {
  return moneyText(remaining, currency);
}
