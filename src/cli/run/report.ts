import { systemClock } from "../../base/time/clock.ts";
import type { PlanFacts } from "../../report/plan/plan-facts.ts";
import { ndjsonReporter } from "../../report/run/ndjson.ts";
import type { KeySource, RunCommand } from "../../report/run/next-steps.ts";
import { plainReporter } from "../../report/run/plain.ts";
import { type Reporter, several } from "../../report/run/run-reporter.ts";
import { namedEvents } from "../../report/run/several/named-events.ts";
import { type FilmOutput, summaryOfSeveral } from "../../report/run/several/summary-of-several.ts";
import { type Summary, summary } from "../../report/run/summary.ts";
import { countText } from "../../report/text/text.ts";
import type { RunEvent } from "../../run/events.ts";
import type { CliContext } from "../context.ts";
import type { OutputFlags } from "../flags/flags.ts";
import { isLive, paletteFor } from "../terminal.ts";

/** Where a run's events go. */
export interface RunReport {
  readonly handle: (event: RunEvent) => void;
  /** Says at once that the interruption was noticed; what follows may take a moment. */
  interrupted(): void;
  /** Ends the view and prints the summary. */
  close(): Promise<void>;
}

export interface ReportNames {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Where the clips are, as the user would type it. */
  readonly output: string;
  readonly command: RunCommand;
  /** What the events do not say; known when the run starts. */
  readonly facts: () => PlanFacts | undefined;
  /** Where the keys come from that a render needs. */
  readonly keys: readonly KeySource[];
}

/** JSON lines on standard output; or a view on standard error, and the summary on standard output. */
export async function openReport(
  context: CliContext,
  names: ReportNames,
  flags: OutputFlags,
): Promise<RunReport> {
  const { stdout, stderr } = context.process;
  if (flags.json === true) {
    const lines = ndjsonReporter(stdout, systemClock);
    return { handle: lines.handle, interrupted: () => {}, close: async () => {} };
  }
  const end = summary({
    ...names,
    palette: paletteFor(context, "stdout", flags),
    isBesidePlainLines: !isLive(context),
    ...(stdout.isTTY === true ? { columns: stdout.columns } : {}),
  });
  const view = isLive(context)
    ? await lazyLiveView(context, names, flags)
    : plainReporter({ stream: stderr, clock: systemClock, file: names.file });
  const printed: Reporter = { handle: end.handle, close: () => printSummary(context, end) };
  return runReport(context, several([view, printed]));
}

export interface SeveralNames extends Pick<ReportNames, "command" | "facts" | "keys"> {
  readonly films: readonly FilmOutput[];
  /** See `filmNames`. */
  readonly filmNames: ReadonlyMap<string, string>;
}

/** The same for several storyboards: one view of all their shots, and a summary of each. */
export async function openReportOfSeveral(
  context: CliContext,
  names: SeveralNames,
  flags: OutputFlags,
): Promise<RunReport> {
  const { stdout, stderr } = context.process;
  if (flags.json === true) {
    const lines = ndjsonReporter(stdout, systemClock);
    return { handle: lines.handle, interrupted: () => {}, close: async () => {} };
  }
  const end = summaryOfSeveral({
    ...names,
    palette: paletteFor(context, "stdout", flags),
    isBesidePlainLines: !isLive(context),
    ...(stdout.isTTY === true ? { columns: stdout.columns } : {}),
  });
  const file = countText(names.films.length, "storyboard");
  const view = isLive(context)
    ? await lazyLiveView(context, { facts: names.facts, file }, flags)
    : plainReporter({ stream: stderr, clock: systemClock, file });
  const named: Reporter = { handle: namedEvents(names.filmNames, view.handle), close: () => view.close() };
  const printed: Reporter = { handle: end.handle, close: () => printSummary(context, end) };
  return runReport(context, several([named, printed]));
}

function runReport(context: CliContext, all: Reporter): RunReport {
  return {
    handle: all.handle,
    interrupted: () => {
      if (isLive(context)) return;
      context.process.stderr.write("Interrupted; saving the state. Once more ends at once.\n");
    },
    close: async () => all.close(),
  };
}

/** The view opens with the first thing that moves: a run with nothing to do shows none. */
async function lazyLiveView(
  context: CliContext,
  { file, facts }: Pick<ReportNames, "file" | "facts">,
  flags: OutputFlags,
): Promise<Reporter> {
  const { liveReporter } = await import("../../report/run/live/view.ts");
  const terminal = context.process.stderr;
  let view: Reporter | undefined;
  return {
    handle: (event) => {
      if (event.type === "run_started" && event.file === undefined) {
        const { render, resume, download } = event.totals;
        const palette = paletteFor(context, "stderr", flags);
        if (render + resume + download > 0) {
          view = liveReporter({ terminal, clock: systemClock, file, palette, facts });
        }
      }
      view?.handle(event);
    },
    close: async () => view?.close(),
  };
}

function printSummary(context: CliContext, end: Summary): void {
  const text = end.text();
  const { stdout } = context.process;
  // In a terminal the lines of the shots are right above.
  const gap = stdout.isTTY === true && isLive(context) ? "\n" : "";
  if (text !== "") stdout.write(`${gap}${text}`);
}
