import { difference, moneyText } from "../../base/money.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { AnimaticMade, JobRef, RunCounts, RunEvent } from "../../run/events.ts";
import { wrapColumns } from "../text/columns.ts";
import type { Palette } from "../text/palette.ts";
import {
  concurrencyText,
  ofProvider,
  overLimitsText,
  placeText,
  stopText,
  warningText,
} from "../text/phrases.ts";
import { shellWord } from "../text/shell.ts";
import { countText, durationText, shotText, timeText } from "../text/text.ts";
import { failureGroups, inFilmOrder, remedyOf } from "./failure-groups.ts";
import { type KeySource, nextSteps, type RunCommand } from "./next-steps.ts";
import { RunRecord } from "./run-record.ts";
import type { Reporter } from "./run-reporter.ts";

export interface SummaryOptions {
  readonly command: RunCommand;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** All of them, where the summary is that of several together. */
  readonly files?: readonly string[];
  /** Others were run with it. */
  readonly isOneOfSeveral?: boolean;
  /** Where the clips are, as the user would type it; of several storyboards in several places, none. */
  readonly output?: string;
  /** Where the keys come from that a real run needs. */
  readonly keys: readonly KeySource[];
  readonly palette: Palette;
  /** Columns of the terminal; none where lines may be of any length, as in a file. */
  readonly columns?: number;
  /** Plain lines have said already why nothing more was submitted, and every warning. */
  readonly isBesidePlainLines?: boolean;
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
  const {
    file,
    command,
    keys,
    palette,
    columns = Number.POSITIVE_INFINITY,
    isBesidePlainLines = false,
  } = options;
  if (finished === undefined) return [];
  const { counts } = finished;
  const wrap = (text: string, indent = 0): string => wrapColumns(text, { columns, indent });
  const rehearsal = command === "rehearse" ? " --rehearsal" : "";
  const statusCommand = `dailies status ${shellWord(file)}${rehearsal}`;
  const list = <T>(title: string, rows: readonly T[], textOf: (row: T) => string): string =>
    listText(palette.warn(title), rows.map(textOf), { columns, statusCommand });
  return [
    overLimits === undefined
      ? wrap(headline(finished, leftAtProvider, options))
      : palette.warn(wrap(overLimitsText(overLimits))),
    isBesidePlainLines
      ? ""
      : [...stopping.values()].map((event) => palette.warn(wrap(visibleText(stopText(event))))).join("\n"),
    failed.length === 0
      ? ""
      : `${palette.bad("Failed:")}\n${failureGroups(failed, { file, columns, statusCommand })}`,
    list(
      "Uncertain (may have been paid for, so they are not sent again):",
      inFilmOrder(uncertain),
      (event) => `${named(event, file)}, submitted ${timeText(event.submittedAt)}: ${causeText(event.error)}`,
    ),
    list("Paid for and not on disk yet:", inFilmOrder(unfetched), (event) => {
      const task = `task ${visibleText(event.taskId)}: ${causeText(event.error)}`;
      return `${named(event, file)}, ${task}${deadlineText(event)}`;
    }),
    isBesidePlainLines ? "" : list("Warnings:", warnings.filter(isSaidOnce(finished)), warningText),
    list(
      `${countText(finished.worthALook?.length ?? 0, "clip")} worth a look:`,
      finished.worthALook ?? [],
      (clip) => `${named(clip, file)}: ${clip.findings.map(causeText).join("; ")}`,
    ),
    [...record.concurrency.values()]
      .map(findingText)
      .filter((text) => text !== "")
      .map((text) => wrap(text))
      .join("\n"),
    finished.spent === undefined
      ? ""
      : wrap(`Spent in this run: ${moneyText(finished.spent.amount, finished.spent.currency)}`),
    finished.animatic === undefined ? "" : wrap(animaticText(finished.animatic, palette)),
    balanceTexts(record)
      .map((text) => wrap(text))
      .join("\n"),
    nextSteps({
      file,
      files: options.files,
      isOneOfSeveral: options.isOneOfSeveral,
      command,
      keys,
      columns,
      counts,
      notInspected: finished.notInspected ?? 0,
      stopped: finished.stopped,
      fitting: overLimits?.fitting,
      firstUncertain: inFilmOrder(uncertain)[0],
      firstUnfetched: inFilmOrder(unfetched)[0],
      remedies: new Set(failed.map(({ error }) => remedyOf(error.code))),
    }),
  ];
}

/** Longer lists are cut; `status` names every shot. */
const mostRows = 20;

/** A title and a line each; empty when there is nothing to list. */
function listText(
  title: string,
  rows: readonly string[],
  { columns, statusCommand }: { readonly columns: number; readonly statusCommand: string },
): string {
  if (rows.length === 0) return "";
  const more = rows.length > mostRows ? [`… and ${rows.length - mostRows} more: ${statusCommand}`] : [];
  const lines = [...rows.slice(0, mostRows), ...more];
  return [title, ...lines.map((line) => wrapColumns(`  ${line}`, { columns, indent: 4 }))].join("\n");
}

function headline(
  run: { counts: RunCounts; elapsedMs: number },
  leftAtProvider: number,
  { palette, output }: SummaryOptions,
): string {
  const { done, failed, uncertain, unfetched, notStarted, held, missing, upToDate } = run.counts;
  if (done + failed + uncertain + unfetched + notStarted + held === 0) {
    return palette.good(`Nothing to do: ${countText(upToDate, "shot")} up to date.`);
  }
  const parts = [
    ...(done > 0
      ? [
          palette.good(
            `${countText(done, "clip")} done${output === undefined ? "" : `, in ${visibleText(output)}`}`,
          ),
        ]
      : []),
    ...(failed > 0 ? [palette.bad(`${failed} failed`)] : []),
    ...(uncertain > 0 ? [palette.warn(`${uncertain} uncertain`)] : []),
    ...(leftAtProvider > 0 ? [`${leftAtProvider} in flight at the provider`] : []),
    ...(unfetched > leftAtProvider ? [palette.warn(`${unfetched - leftAtProvider} not fetched yet`)] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
    ...(held > missing ? [`${held - missing} held back`] : []),
    ...(missing > 0 ? [palette.warn(`${countText(missing, "clip")} gone from the disk`)] : []),
    ...(upToDate > 0 ? [`${upToDate} with nothing to do`] : []),
  ];
  return `${parts.join(", ")}; ${durationText(run.elapsedMs)} in all`;
}

/** Of a clip of another length a warning came with it; where it is worth a look, that says the same. */
function isSaidOnce({ worthALook = [] }: Extract<RunEvent, { type: "run_finished" }>) {
  const said = new Set(
    worthALook.flatMap(({ id, take, findings }) =>
      findings.some(({ code }) => code === "length_differs") ? [`${id} ${take}`] : [],
    ),
  );
  return ({ code, id, take }: Extract<RunEvent, { type: "warning" }>): boolean =>
    code !== "duration_differs" || !said.has(`${id} ${take}`);
}

/** Refusals on the way are shown as they happen; the end of a run says what came of them. */
function findingText(event: Extract<RunEvent, { type: "concurrency" }>): string {
  return event.reason === "limited" ? "" : `${ofProvider(event)}Concurrency: ${concurrencyText(event)}.`;
}

function named(ref: JobRef, file: string): string {
  return visibleText(`${shotText(ref)}${placeText(file, ref)}`);
}

function causeText({ code, message }: { readonly code: string; readonly message: string }): string {
  return visibleText(`${message} (${code})`);
}

/** The provider's own word that a result is gone weighs more than the time that it gave before. */
function deadlineText({ error, expiresAt }: Extract<RunEvent, { type: "shot_unfetched" }>): string {
  return expiresAt === undefined || error.code === "result_expired"
    ? ""
    : `; it can be fetched until ${timeText(expiresAt * 1000)}`;
}

function animaticText(animatic: AnimaticMade, palette: Palette): string {
  if ("error" in animatic) return palette.bad(visibleText(`No animatic: ${animatic.error.message}`));
  return `Animatic: ${visibleText(animatic.file)} (${animatic.durationSeconds.toFixed(1)} s)`;
}

function balanceTexts({ balances }: RunRecord): string[] {
  return [...balances.before.values()]
    .filter(({ unlimited }) => !unlimited)
    .map((before) => `${ofProvider(before)}${balanceText(before, balances.after.get(before.provider))}`);
}

type Balance = Extract<RunEvent, { type: "balance" }>;

function balanceText(before: Balance, after: Balance | undefined): string {
  if (after === undefined) return `Balance before the run: ${balanceOf(before)}.`;
  const used = difference(before.remaining, after.remaining);
  const change =
    used === 0 ? "unchanged" : `${moneyText(Math.abs(used), after.currency)} ${used > 0 ? "less" : "more"}`;
  return `Balance: ${balanceOf(before)} before the run, ${balanceOf(after)} after it (${change}).`;
}

function balanceOf({ remaining, currency }: Balance): string {
  return moneyText(remaining, currency);
}
