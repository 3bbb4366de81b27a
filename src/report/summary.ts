import { visibleText } from "../diagnostics/visible-text.ts";
import type { JobRef, RunCounts, RunEvent } from "../run/events.ts";
import { nextSteps } from "./next-steps.ts";
import type { Palette } from "./palette.ts";
import { placeText, stopText } from "./phrases.ts";
import type { Reporter } from "./reporter.ts";
import { countText, durationText, shotText, timeText } from "./text.ts";

/** Longer lists are cut; `status` names every shot. */
const mostRows = 20;

export interface SummaryOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Where the clips are, as the user would type it. */
  readonly output: string;
  readonly palette: Palette;
}

/** Gathers what the end of a run has to tell. Memory follows what went wrong, not the storyboard. */
export interface Summary extends Reporter {
  /** The whole text, with a newline at its end; empty until `run_finished` was seen. */
  text(): string;
}

type Finished = Extract<RunEvent, { type: "run_finished" }>;
type Stopping = Extract<RunEvent, { type: "stopping" }>;
type Balance = Extract<RunEvent, { type: "balance" }>;

export function summary(options: SummaryOptions): Summary {
  const failed = new Trouble<Extract<RunEvent, { type: "shot_failed" }>>();
  const uncertain = new Trouble<Extract<RunEvent, { type: "shot_uncertain" }>>();
  const unfetched = new Trouble<Extract<RunEvent, { type: "shot_unfetched" }>>();
  const warnings = new Trouble<Extract<RunEvent, { type: "warning" }>>();
  const balances: Partial<Record<Balance["when"], Balance>> = {};
  let stopping: Stopping | undefined;
  let finished: Finished | undefined;
  let isRehearsal = false;

  const sections = ({ counts, elapsedMs }: Finished): string[] => {
    const { file, palette } = options;
    const next = { file, output: options.output, isRehearsal, counts, stopped: stopping?.reason };
    return [
      headline(counts, elapsedMs, options),
      ...(stopping === undefined ? [] : [palette.warn(stopText(stopping.reason, stopping.message))]),
      failed.section(palette.bad("Failed:"), (event) => `${named(event, file)}: ${causeText(event.error)}`),
      uncertain.section(
        palette.warn("Uncertain (may have been paid for, so they are not sent again):"),
        (event) =>
          `${named(event, file)}, submitted ${timeText(event.submittedAt)}: ${causeText(event.error)}`,
      ),
      unfetched.section(
        palette.warn("Paid for and not on disk yet:"),
        (event) =>
          `${named(event, file)}, task ${visibleText(event.taskId)}: ${causeText(event.error)}${deadlineText(event.expiresAt)}`,
      ),
      warnings.section(palette.warn("Warnings:"), (event) => visibleText(event.message)),
      balanceText(balances),
      nextSteps({ ...next, firstUncertain: uncertain.rows[0], firstFailed: failed.rows[0] }),
    ];
  };

  return {
    handle: (event) => {
      if (event.type === "run_started") isRehearsal = event.rehearsal;
      else if (event.type === "shot_failed") failed.add(event);
      else if (event.type === "shot_uncertain") uncertain.add(event);
      else if (event.type === "shot_unfetched") unfetched.add(event);
      else if (event.type === "warning") warnings.add(event);
      else if (event.type === "balance") balances[event.when] = event;
      else if (event.type === "stopping") stopping = event;
      else if (event.type === "run_finished") finished = event;
    },
    close: () => {},
    text: () => {
      if (finished === undefined) return "";
      return `${sections(finished)
        .filter((section) => section !== "")
        .join("\n\n")}\n`;
    },
  };
}

/** Events of one kind: the first ones whole, the rest as a number. */
class Trouble<E> {
  readonly rows: E[] = [];
  #more = 0;

  add(event: E): void {
    if (this.rows.length < mostRows) this.rows.push(event);
    else this.#more += 1;
  }

  section(title: string, textOf: (event: E) => string): string {
    if (this.rows.length === 0) return "";
    const more = this.#more === 0 ? [] : [`  … and ${this.#more} more`];
    return [title, ...this.rows.map((event) => `  ${textOf(event)}`), ...more].join("\n");
  }
}

function headline(counts: RunCounts, elapsedMs: number, { palette, output }: SummaryOptions): string {
  const { done, failed, uncertain, unfetched, notStarted, held, upToDate } = counts;
  if (done + failed + uncertain + unfetched + notStarted + held === 0) {
    return palette.good(`Nothing to do: ${countText(upToDate, "shot")} up to date.`);
  }
  const parts = [
    ...(done > 0 ? [palette.good(`${countText(done, "clip")} done, in ${output}`)] : []),
    ...(failed > 0 ? [palette.bad(`${failed} failed`)] : []),
    ...(uncertain > 0 ? [palette.warn(`${uncertain} uncertain`)] : []),
    ...(unfetched > 0 ? [palette.warn(`${unfetched} not fetched yet`)] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
    ...(held > 0 ? [`${held} held back`] : []),
    ...(upToDate > 0 ? [`${upToDate} with nothing to do`] : []),
  ];
  return `${parts.join(", ")}; ${durationText(elapsedMs)} in all`;
}

function named(ref: JobRef, file: string): string {
  return `${shotText(ref)}${placeText(file, ref)}`;
}

function causeText({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${visibleText(message)} (${code})`;
}

function deadlineText(expiresAt: number | undefined): string {
  return expiresAt === undefined ? "" : `; it can be fetched until ${timeText(expiresAt * 1000)}`;
}

function balanceText({ before, after }: Partial<Record<Balance["when"], Balance>>): string {
  if (before === undefined || before.unlimited) return "";
  if (after === undefined) return `Balance before the run: ${before.remaining}.`;
  const used = Math.round((before.remaining - after.remaining) * 1e6) / 1e6;
  return `Balance: ${before.remaining} before the run, ${after.remaining} after it (${used} less).`;
}
