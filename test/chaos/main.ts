import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { soak } from "./soak.ts";
import { findingsOf, soakTable } from "./soak-table.ts";
import { conductTrial, type Trial, type TrialResult } from "./trial.ts";
import { countPoints, shotsPerStoryboard, trialOfPoint, trialOfSeed } from "./trials.ts";

const usage = `npm run chaos [-- OPTIONS]

Kills the built command with SIGKILL, carries on, and holds the provider's books against the disk. All of it takes
some fifteen minutes on two cores.

  --runs N     kills at random moments; 300 unless given, 0 for none
  --points S   every S-th change of the disk, 1 (all) unless given, 0 for none
  --seed N     replay the trial of one seed
  --point N    replay the kill at one change of the disk

npm run chaos -- --soak [OPTIONS]

Renders one long film through faults at every endpoint, edits, damaged clips, kills and Ctrl-C, settles what is
uncertain from the provider's books, and holds the books against the record and the disk. Some ten minutes.

  --shots N    how long a film; 3000 unless given
  --kills N    runs that are killed or interrupted, at least; 60 unless given
  --faults P   percent of the requests that meet a fault; 10 unless given
  --seed N     what decides everything; by the time unless given, and printed
`;

interface Tally {
  readonly name: string;
  trials: number;
  kills: number;
  runs: number;
  resolved: number;
  paid: number;
  readonly violations: string[];
}

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "300" },
    points: { type: "string", default: "1" },
    seed: { type: "string" },
    point: { type: "string" },
    soak: { type: "boolean", default: false },
    shots: { type: "string", default: "3000" },
    kills: { type: "string", default: "60" },
    faults: { type: "string", default: "10" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(usage);
else process.exitCode = values.soak ? await soakOnce() : await main();

async function soakOnce(): Promise<number> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const { shots, kills, faults } = values;
  process.stdout.write(`soak with --seed ${seed}\n`);
  const startedAt = performance.now();
  const result = await soak({
    seed,
    shots: Number(shots),
    kills: Number(kills),
    faults: Number(faults) / 100,
    onProgress: (text) => process.stderr.write(process.stderr.isTTY ? `\r${text}   ` : `${text}\n`),
  });
  const minutes = (performance.now() - startedAt) / 60_000;
  process.stdout.write(`\n${soakTable(result, { seed, minutes })}\n`);
  const findings = findingsOf(result);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  return findings.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const tallies =
    values.seed !== undefined
      ? [await replay(`seed ${values.seed}`, trialOfSeed(Number(values.seed), shotsPerStoryboard))]
      : values.point !== undefined
        ? [await replay(`point ${values.point}`, trialOfPoint(Number(values.point), shotsPerStoryboard))]
        : [...(await killAtPoints(Number(values.points))), ...(await killAtMoments(Number(values.runs)))];
  const violations = tallies.flatMap((tally) => tally.violations);
  process.stdout.write(`\n${tableOf(tallies)}\n`);
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  return violations.length === 0 ? 0 : 1;
}

async function replay(name: string, trial: Trial): Promise<Tally> {
  const tally = emptyTally(name);
  add(tally, name, await conductTrial(trial));
  return tally;
}

async function killAtPoints(stride: number): Promise<Tally[]> {
  if (stride === 0) return [];
  const points = await countPoints(shotsPerStoryboard);
  const tally = emptyTally(
    stride === 1 ? "every change of the disk" : `every ${stride}th change of the disk`,
  );
  const all = Array.from({ length: Math.ceil(points / stride) }, (_, index) => 1 + index * stride);
  await inParallel(all, async (at) => {
    add(tally, `--point ${at}`, await conductTrial(trialOfPoint(at, shotsPerStoryboard)));
    progress(tally.trials, `of ${all.length} changes of the disk`);
  });
  return [tally];
}

async function killAtMoments(kills: number): Promise<Tally[]> {
  if (kills === 0) return [];
  const tally = emptyTally("random moments");
  let seed = 0;
  // A kill that comes when the run has ended already does not count, so there are as many seeds as it takes.
  const work = async (): Promise<void> => {
    while (tally.kills < kills) {
      seed += 1;
      const own = seed;
      add(tally, `--seed ${own}`, await conductTrial(trialOfSeed(own, shotsPerStoryboard)));
      progress(tally.kills, `of ${kills} kills at random moments`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return [tally];
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const limit = pLimit(availableParallelism());
  await Promise.all(items.map((item) => limit(() => work(item))));
}

function emptyTally(name: string): Tally {
  return { name, trials: 0, kills: 0, runs: 0, resolved: 0, paid: 0, violations: [] };
}

function add(tally: Tally, replayed: string, result: TrialResult): void {
  tally.trials += 1;
  tally.kills += result.kills;
  tally.runs += result.runs;
  tally.resolved += result.resolved;
  tally.paid += result.paid;
  tally.violations.push(...result.violations.map((violation) => `${replayed}: ${violation}`));
}

/** One line that moves in a terminal, a line now and then elsewhere. */
function progress(count: number, text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${count} ${text}   `);
  else if (count % 50 === 0) process.stderr.write(`${count} ${text}\n`);
}

function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ name, trials, kills, runs, paid, resolved, violations }) => {
    const shots = trials * shotsPerStoryboard;
    return [name, trials, kills, runs, shots, paid, resolved, violations.length].join(" | ");
  });
  return [
    "| killed at | storyboards | kills | runs | shots | tasks paid | settled by hand | broken promises |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}
