import type { Machine } from "./machine.ts";
import type { Measured, Row } from "./row.ts";

export interface MeasuredRow {
  readonly row: Row;
  readonly seconds: number;
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

function tableLines({ row, measured, problem }: MeasuredRow): readonly string[] {
  if (measured === undefined)
    return [`| ${cell(row.what)} | ${cell(row.goal)} | not measured: ${cell(problem ?? "")} | | missed |`];
  return measured.verdicts.map(({ goal, figure, rival, met }, index) => {
    const what = index === 0 ? cell(row.what) : "";
    return `| ${what} | ${cell(goal)} | ${cell(figure)} | ${cell(rival)} | ${met ? "met" : "**missed**"} |`;
  });
}

function section({ row, measured, seconds }: MeasuredRow): readonly string[] {
  if (measured === undefined) return [];
  const plots = measured.charts.map(({ name, title }) => `![${title}](results/${name}.svg)`);
  return [
    `## ${row.name}`,
    "",
    ...measured.notes.flatMap((note) => [note, ""]),
    ...plots.flatMap((plot) => [plot, ""]),
    `Raw: [results/${row.name}.json](results/${row.name}.json). Took ${Math.round(seconds)} s.`,
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
