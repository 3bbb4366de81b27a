import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startApi } from "./harness/api-process.ts";
import { dailiesEnvironment, pace } from "./harness/contestants.ts";
import { describeMachine } from "./harness/machine.ts";
import { median, short } from "./harness/numbers.ts";
import { runTimed, type Timing } from "./harness/run-timed.ts";
import { writeBoard } from "./harness/storyboards.ts";

/**
 * `npm run bench:changes`: what each change to the hot path gave. Every change is built as it was before and after, and
 * both do the same work in turn. `--update` puts the table into docs/performance.md; `--match TEXT` measures, and puts
 * there, only the changes with this text in their description.
 */

interface Change {
  /** Commits. */
  readonly before: string;
  readonly after: string;
  readonly what: string;
  readonly work: keyof typeof works;
}

interface Work {
  readonly what: string;
  readonly unit: string;
  readonly rounds: number;
  /** Runs a built `dist/cli/bin.js` in a folder of its own. */
  measure(bin: string, folder: string): Promise<number>;
}

const works = {
  "processor time": {
    what: "1,000 shots of 300 ms, 100 in flight",
    unit: "ms a shot",
    rounds: 5,
    measure: async (bin, folder) =>
      ((await render(bin, folder, { shots: 1000, generationMs: 300 })).cpuSeconds * 1000) / 1000,
  },
  makespan: {
    what: "1,000 shots of 300 ms, 100 in flight, over the ideal of 3 s",
    unit: "times",
    rounds: 5,
    measure: async (bin, folder) =>
      (await render(bin, folder, { shots: 1000, generationMs: 300 })).wallSeconds / 3,
  },
  memory: {
    what: "peak of a run of 30,000 shots",
    unit: "MB",
    rounds: 1,
    measure: async (bin, folder) =>
      (await render(bin, folder, { shots: 30_000, generationMs: 50 })).peakMegabytes,
  },
  "first shot": {
    what: "a film of one shot of 1 ms, from start to end",
    unit: "s",
    rounds: 9,
    measure: async (bin, folder) => (await render(bin, folder, { shots: 1, generationMs: 1 })).wallSeconds,
  },
  "nothing to do": {
    what: "5,000 finished shots with two frames each",
    unit: "s",
    rounds: 7,
    measure: async (bin, folder) => (await renderAgain(bin, folder)).wallSeconds,
  },
  download: {
    what: "a film of one clip of 512 MiB, from start to end",
    unit: "s",
    rounds: 5,
    measure: async (bin, folder) => {
      const clipBytes = 512 * 1024 * 1024;
      const { wallSeconds } = await render(bin, folder, { shots: 1, generationMs: 1, clipBytes });
      // A few files, but gigabytes.
      rmSync(folder, { recursive: true, force: true });
      return wallSeconds;
    },
  },
} as const satisfies Readonly<Record<string, Work>>;

const changes: readonly Change[] = [
  {
    before: "5198d97^",
    after: "5198d97",
    what: "A download is written, hashed and received at once",
    work: "download",
  },
  {
    before: "b0cb440^",
    after: "b0cb440",
    what: "Looks are planned once for all tasks of an age, and the search ends as soon as it can",
    work: "processor time",
  },
  {
    before: "49344ee^",
    after: "49344ee",
    what: "A clip's first video track tells its facts: no ranking of tracks by their samples",
    work: "processor time",
  },
  {
    before: "5420b82^",
    after: "5420b82",
    what: "Of undici the command line loads the pool of connections alone",
    work: "first shot",
  },
  {
    before: "840be1c^",
    after: "840be1c",
    what: "A task's age counts from its acceptance, which makes the next look's moment sharper: fewer looks",
    work: "processor time",
  },
  {
    before: "05b0cc7^",
    after: "05b0cc7",
    what: "Eight downloads at once in place of thirty-two: they no longer crowd out the submits",
    work: "makespan",
  },
  {
    before: "513e120^",
    after: "513e120",
    what: "The key's forms made once, totals only when due, one abort listener for all sleepers",
    work: "processor time",
  },
  ...(["processor time", "makespan", "nothing to do"] as const).map((work) => ({
    before: "2382ac3",
    after: "HEAD",
    what: "What served films of 100,000 shots and nobody else is gone, and all of the film's day has come",
    work,
  })),
];

const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs/performance.md");
const [begin, end] = ["<!-- npm run bench:changes -- --update -->", "<!-- end -->"];

async function render(
  bin: string,
  folder: string,
  run: { readonly shots: number; readonly generationMs: number; readonly clipBytes?: number },
): Promise<Timing> {
  const { shots, ...task } = run;
  const board = writeBoard({ folder, shots });
  const api = await startApi(task);
  try {
    return await runTimed({
      command: process.execPath,
      args: [bin, "render", board, ...pace(100, 20)],
      env: dailiesEnvironment(api.url),
    });
  } finally {
    await api.stop();
  }
}

const finished = new Map<string, string>();
const built = new Map<string, string>();

/** The film is rendered once with each build, and then again and again. */
async function renderAgain(bin: string, folder: string): Promise<Timing> {
  let board = finished.get(bin);
  if (board === undefined) {
    board = writeBoard({ folder: mkdtempSync(join(folder, "../film-")), shots: 5000, frames: true });
    const api = await startApi({ generationMs: 1 });
    const args = [bin, "render", board, ...pace(100, 20)];
    await runTimed({ command: process.execPath, args, env: dailiesEnvironment(api.url) });
    await api.stop();
    finished.set(bin, board);
  }
  const env = dailiesEnvironment("http://127.0.0.1:9");
  return await runTimed({ command: process.execPath, args: [bin, "render", board], env });
}

/** Builds a commit in a work tree of its own, once; the dependencies are this checkout's. */
function build(commit: string, folder: string): string {
  const known = built.get(commit);
  if (known !== undefined) return known;
  const tree = join(folder, commit.replace("^", "-before"));
  execFileSync("git", ["worktree", "add", "--quiet", "--detach", tree, commit], { cwd: root });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  execFileSync(process.execPath, [join(tree, "scripts/build.mjs")], { cwd: tree, stdio: "inherit" });
  const bin = join(tree, "dist/cli/bin.js");
  built.set(commit, bin);
  return bin;
}

async function measure(change: Change, folder: string): Promise<string> {
  const work: Work = works[change.work];
  const bins = { before: build(change.before, folder), after: build(change.after, folder) };
  const figures = { before: [] as number[], after: [] as number[] };
  for (let round = 0; round < work.rounds; round += 1) {
    for (const side of ["before", "after"] as const) {
      const place = mkdtempSync(join(folder, "run-"));
      figures[side].push(await work.measure(bins[side], place));
    }
  }
  const [before, after] = [median(figures.before), median(figures.after)];
  const row = `| ${change.what} | ${change.work}: ${work.what} | ${short(before)} ${work.unit} | ${short(after)} ${work.unit} | ${short(after / before)} |`;
  console.log(row);
  return row;
}

/** A row that an earlier call measured, of a change that is still in the list and was not measured now. */
function isLeft(row: string): boolean {
  return changes.some(({ what }) => !what.includes(values.match) && row.includes(what));
}

function isMeasured(line: string): boolean {
  return line.startsWith("| ");
}

function tableOf(rows: readonly string[]): string {
  return `| what was changed | measured with | before | after | ratio |\n|---|---|---:|---:|---:|\n${rows.join("\n")}\n`;
}

const { values } = parseArgs({
  options: { update: { type: "boolean", default: false }, match: { type: "string", default: "" } },
});
const folder = mkdtempSync(join(tmpdir(), "dailies-changes-"));
try {
  const { summary } = describeMachine(root);
  console.log(`${summary}\n`);
  const rows: string[] = [];
  for (const change of changes.filter(({ what }) => what.includes(values.match)))
    rows.push(await measure(change, folder));
  if (values.update) {
    const text = readFileSync(page, "utf8");
    const [head = "", rest = ""] = text.split(begin);
    const tail = rest.slice(rest.indexOf(end));
    const others = rest.slice(0, rest.indexOf(end)).split("\n").filter(isMeasured).filter(isLeft);
    writeFileSync(page, `${head}${begin}\n\n${tableOf([...others, ...rows])}\n${tail}`);
    console.log("\nUpdated: docs/performance.md");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  execFileSync("git", ["worktree", "prune"], { cwd: root });
}
