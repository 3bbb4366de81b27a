import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine, emptyProgramMs } from "./harness/machine.ts";
import { drawChart } from "./harness/plot.ts";
import { type MeasuredRow, updateReport, writeReport } from "./harness/report.ts";
import type { Bench, Row } from "./harness/row.ts";
import { rows } from "./rows/all.ts";

/**
 * `npm run bench`: measures every row in one run and writes RESULTS.md with it. `npm run bench -- --row NAME` prints one
 * row, `--quick` uses smaller numbers; neither changes RESULTS.md, which holds whole runs. `--row NAME --update` measures
 * a row again and puts it there, marked with its own run.
 */

const root = fileURLToPath(new URL("..", import.meta.url));

const { values } = parseArgs({
  options: {
    row: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) {
    console.log(
      `npm run bench -- [--row NAME]... [--quick | --update]\n\nRows: ${rows.map(({ name }) => name).join(", ")}`,
    );
    return;
  }
  const chosen = chooseRows(values.row);
  if (chosen === undefined) return;
  const isWhole = values.row === undefined && !values.quick;
  const startedAt = new Date();
  const machine = describeMachine(root);
  console.log(`${machine.summary}\n`);
  const measured = await measureAll(chosen);
  const isUpdate = values.update && !isWhole && !values.quick;
  const folder =
    isWhole || isUpdate
      ? join(root, "bench/results")
      : join(mkdtempSync(join(tmpdir(), "dailies-bench-results-")));
  if (isWhole) rmSync(folder, { recursive: true, force: true });
  writeResults(folder, { startedAt, machine: machine.facts, measured });
  if (isWhole) {
    writeFileSync(join(root, "bench/RESULTS.md"), writeReport({ startedAt, machine, measured }));
    console.log("\nWritten: bench/RESULTS.md, bench/results/");
  } else if (isUpdate) {
    const file = join(root, "bench/RESULTS.md");
    for (const one of measured) {
      writeFileSync(file, updateReport(readFileSync(file, "utf8"), { startedAt, machine, measured: one }));
    }
    console.log("\nUpdated: bench/RESULTS.md, bench/results/");
  } else {
    console.log(`\nRaw figures and plots: ${folder}`);
  }
  if (measured.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
}

function chooseRows(names: readonly string[] | undefined): readonly Row[] | undefined {
  if (names === undefined) return rows;
  const unknown = names.filter((name) => rows.every((row) => row.name !== name));
  if (unknown.length === 0) return rows.filter(({ name }) => names.includes(name));
  console.error(
    `no row is named ${unknown.join(", ")}; there are ${rows.map(({ name }) => name).join(", ")}`,
  );
  process.exitCode = 2;
  return undefined;
}

/**
 * Nothing is removed before everything is measured: some file systems (ext4) do not give out the place of a file that went
 * minutes ago, and whoever makes files after thousands were removed waits while it searches past them.
 */
async function measureAll(chosen: readonly Row[]): Promise<readonly MeasuredRow[]> {
  const within = mkdtempSync(join(tmpdir(), "dailies-bench-"));
  const measured: MeasuredRow[] = [];
  try {
    for (const row of chosen) {
      const one = await measure(row, within);
      measured.push(one);
      print(one);
    }
  } finally {
    rmSync(within, { recursive: true, force: true });
  }
  return measured;
}

async function measure(row: Row, within: string): Promise<MeasuredRow> {
  console.log(`${row.name}: ${row.what}`);
  const folder = join(within, row.name);
  mkdirSync(folder);
  const bench: Bench = {
    quick: values.quick,
    folder,
    root,
    dailies: join(root, "dist/cli/bin.js"),
    log: (line) => console.log(`  ${line}`),
  };
  const before = emptyProgramMs();
  const startedAt = performance.now();
  const result = await attempt(row, bench);
  const seconds = (performance.now() - startedAt) / 1000;
  return { row, seconds, emptyProgramMs: [before, emptyProgramMs()], ...result };
}

async function attempt(row: Row, bench: Bench): Promise<Pick<MeasuredRow, "measured" | "problem">> {
  try {
    return { measured: await row.measure(bench) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function print({ measured, problem, seconds, emptyProgramMs: [before, after] }: MeasuredRow): void {
  for (const { goal, figure, rival, met } of measured?.verdicts ?? []) {
    console.log(`  ${met ? "met   " : "MISSED"} ${goal}: ${figure} [${rival}]`);
  }
  if (problem !== undefined) console.log(`  FAILED ${problem}`);
  console.log(
    `  (${Math.round(seconds)} s; an empty Node program took ${Math.round(before)} ms, then ${Math.round(after)} ms)`,
  );
}

function writeResults(
  folder: string,
  run: { readonly startedAt: Date; readonly machine: unknown; readonly measured: readonly MeasuredRow[] },
): void {
  const { startedAt, machine, measured } = run;
  mkdirSync(folder, { recursive: true });
  for (const { row, measured: one, problem, seconds, emptyProgramMs } of measured) {
    const { name, what, goal } = row;
    const json = {
      row: name,
      what,
      goal,
      run: startedAt.toISOString(),
      machine,
      seconds,
      emptyProgramMs,
      problem,
      ...one,
      charts: undefined,
    };
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(json, null, 1)}\n`);
    for (const chart of one?.charts ?? []) writeFileSync(join(folder, `${chart.name}.svg`), drawChart(chart));
  }
}

await main();
