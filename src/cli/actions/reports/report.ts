import { relative, resolve } from "node:path";
import { systemClock } from "../../../base/time/clock.ts";
import { unreachable } from "../../../base/unreachable.ts";
import { countText, timeText } from "../../../report/text/text.ts";
import { reportJson } from "../../../run-report/report-json.ts";
import { collectRunReport, type ReportProblem, type RunReport } from "../../../run-report/run-report.ts";
import { reportFiles, writeReport } from "../../../run-report/write-report.ts";
import type { CliContext } from "../../context.ts";
import type { ReportFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { type Refusal, refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

/** `dailies report FILE`: where time and money went. */
export async function report(this: CliContext, flags: ReportFlags, file: string): Promise<void> {
  const isRehearsal = flags.rehearsal === true;
  const opened = await open(this, file, flags, { purpose: "look", isRehearsal });
  if (!opened.ok) return;
  const collected = await collectRunReport(opened.value.film, { run: flags.run });
  if (!collected.ok) return refuse(this, reportRefusal(collected.error, file), flags);
  const { page, trace } = reportFiles(file, { isRehearsal, out: flags.out });
  const places = { page: resolve(this.cwd, page), trace: resolve(this.cwd, trace) };
  const written = await writeReport(collected.value, places, systemClock.now());
  if (!written.ok) {
    return refuse(this, { reason: "report_unwritable", message: written.error.message }, flags);
  }
  const shown = { page: relative(this.cwd, places.page), trace: relative(this.cwd, places.trace) };
  if (flags.json === true) return printJson(this, reportJson(collected.value, shown));
  this.process.stdout.write(
    `${shown.page}: ${aboutText(collected.value)}. Open it in a browser.\n${shown.trace}: the same times for a trace viewer.\n`,
  );
}

function aboutText({ timeline }: RunReport): string {
  if (timeline === undefined) return "nothing was submitted yet";
  const takes = countText(timeline.rows.length, "take");
  if (timeline.source === "record") return `${takes}, run of ${timeText(timeline.from)}`;
  return `${takes}, as the lockfile knows them; there is no record of a run on this machine`;
}

function reportRefusal(problem: ReportProblem, file: string): Refusal {
  switch (problem.kind) {
    case "run_unknown": {
      const { number, runs } = problem;
      const there = runs === 0 ? "there is none" : `there ${runs === 1 ? "is 1" : `are ${runs}`}`;
      return {
        reason: problem.kind,
        message: `run ${number} is not on record on this machine: ${there}`,
        hint: "1 is the newest; the oldest ones are removed.",
      };
    }
    case "state_invalid":
    case "output_unreadable":
    case "price_unknown":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}
