import type { Machine } from "./machine.ts";
import type { Measured, Row } from "./row.ts";

export interface MeasuredRow {
  readonly row: Row;
  readonly seconds: number;
  /** `emptyProgramMs` before the row and after it. */
  readonly emptyProgramMs: readonly [number, number];
  readonly measured?: Measured;
  /** Why the row could not be measured. */
  readonly problem?: string;
}

/** RESULTS.md: everything in it comes from one run. */
export function writeReport(run: {
  readonly startedAt: Date;
  readonly machine: Machine;
  readonly measured: readonly MeasuredRow[];
}): string {
  const { startedAt, machine, measured } = run;
  const minutes = Math.round(measured.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  return [
    "# Benchmark results",
    "",
    `Written by \`npm run bench\`; do not edit. One run of ${minutes} minutes, begun ${startedAt.toISOString()}. How each row is measured: [README.md](README.md). Raw figures: [results/](results/).`,
    "",
    ...Object.entries(machine.facts).map(([name, value]) => `- ${name}: ${value}`),
    "",
    "| what | goal | dailies | rivals | |",
    "|---|---|---|---|---|",
    ...measured.flatMap(tableLines),
    "",
    ...measured.flatMap(section),
  ].join("\n");
}

/** RESULTS.md with one row measured again, in a run of its own that its section names. */
export function updateReport(
  report: string,
  run: { readonly startedAt: Date; readonly machine: Machine; readonly measured: MeasuredRow },
): string {
  const { startedAt, machine, measured } = run;
  const lines = report.split("\n");
  const first = lines.findIndex((line) => line.startsWith(`| ${cell(measured.row.what)} |`));
  if (first === -1)
    throw new Error(`RESULTS.md has no row ${measured.row.name}: run the whole benchmark first`);
  const next = lines.findIndex((line, index) => index > first && !line.startsWith("|  |"));
  lines.splice(first, next - first, ...tableLines(measured));
  const text = lines.join("\n");
  const heading = `## ${measured.row.name}\n`;
  const from = text.indexOf(heading);
  const to = text.indexOf("\n## ", from + 1);
  const own = `Measured in a run of its own, begun ${startedAt.toISOString()} at commit ${machine.facts.commit}.\n`;
  const fresh = `${section(measured).join("\n")}\n${own}`;
  if (from === -1) return `${text.trimEnd()}\n\n${fresh}`;
  return `${text.slice(0, from)}${fresh}${to === -1 ? "" : text.slice(to)}`;
}

function tableLines({ row, measured, problem }: MeasuredRow): readonly string[] {
  if (measured === undefined)
    return [`| ${cell(row.what)} | ${cell(row.goal)} | not measured: ${cell(problem ?? "")} | | missed |`];
  return measured.verdicts.map(({ goal, figure, rival, met }, index) => {
    const what = index === 0 ? cell(row.what) : "";
    return `| ${what} | ${cell(goal)} | ${cell(figure)} | ${cell(rival)} | ${met ? "met" : "**missed**"} |`;
  });
}

function section({ row, measured, seconds, emptyProgramMs }: MeasuredRow): readonly string[] {
  if (measured === undefined) return [];
  const plots = measured.charts.map(({ name, title }) => `![${title}](results/${name}.svg)`);
  return [
    `## ${row.name}`,
    "",
    ...measured.notes.flatMap((note) => [note, ""]),
    ...plots.flatMap((plot) => [plot, ""]),
    `Raw: [results/${row.name}.json](results/${row.name}.json). Took ${Math.round(seconds)} s; an empty Node program took ${emptyProgramMs.map(Math.round).join(" ms before it and ")} ms after.`,
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
