import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { statePaths } from "../../src/lockfile/paths.ts";
import { openStore } from "../../src/lockfile/store.ts";
import { type ApiProcess, startApi } from "../harness/api-process.ts";
import { dailiesEnvironment } from "../harness/contestants.ts";
import { median, short } from "../harness/numbers.ts";
import type { Bench, Row, Verdict } from "../harness/row.ts";
import { runTimed } from "../harness/run-timed.ts";
import { shotWork } from "../harness/storyboards.ts";
import { type Watched, watchProcess } from "../harness/watch-process.ts";

const inParallel = 16;
const mostMegabytes = 200;

/** A finished task whose clip nobody has fetched yet. */
interface FinishedTask {
  readonly id: string;
  readonly taskId: string;
  readonly url: string;
}

export const downloadRow: Row = {
  name: "download",
  what: "download of a 1 GiB clip, and of 200 small clips at 16 in parallel, over loopback",
  goal: "at least 0.9 of curl's speed, memory flat; at least aria2's",
  async measure(bench) {
    const big = await measureBig(bench);
    const small = await measureSmall(bench);
    return {
      verdicts: [...big.verdicts, ...small.verdicts],
      raw: { big: big.raw, small: small.raw },
      charts: [
        {
          kind: "bars",
          name: "download-big",
          title: "One clip of 1 GiB: megabytes a second",
          unit: "MB/s",
          bars: Object.entries(big.speeds).map(([label, value]) => ({ label, value })),
        },
        {
          kind: "bars",
          name: "download-small",
          title: "200 clips of 1 MiB, 16 in parallel",
          unit: "s",
          bars: Object.entries(small.seconds).map(([label, value]) => ({ label, value })),
        },
      ],
      notes: [
        "The big clip is a playable MP4 with a `free` box of the rest of the gigabyte. dailies' time runs from the event `downloading` to `shot_done`: transfer, SHA-256, flush to disk, check of the MP4, rename and two durable state changes; curl's is its own total for writing the same URL to a file, without a flush, and `curl, flushed` adds what makes the file durable (`sync FILE`), as it is after dailies; `flushed and hashed` also runs `sha256sum FILE`, and then has done what dailies does.",
        "The small clips are fetched by `dailies rescue`, from the first event to the last, and by aria2c, less the time that `aria2c --version` takes. Whole processes are in the raw figures.",
      ],
    };
  },
};

async function measureBig(bench: Bench) {
  const bytes = (bench.quick ? 128 : 1024) * 1024 * 1024;
  const rounds = bench.quick ? 1 : 5;
  const api = await startApi({ generationMs: 1, clipBytes: bytes });
  const times = {
    dailies: [] as number[],
    curl: [] as number[],
    "curl, flushed": [] as number[],
    "curl, flushed and hashed": [] as number[],
  };
  const peaks: number[] = [];
  try {
    const tasks = await finishTasks(api, 1);
    for (let round = 0; round < rounds; round += 1) {
      const folder = mkdtempSync(join(bench.folder, "big-"));
      const run = await rescue(bench, { folder, api, tasks, everyMs: 20 });
      times.dailies.push(transferSeconds(run));
      peaks.push(run.peakMegabytes);
      const { plain, flushed, hashed } = await fetchWithCurl(folder, tasks, bytes);
      // A few files, but gigabytes.
      rmSync(folder, { recursive: true, force: true });
      times.curl.push(plain);
      times["curl, flushed"].push(flushed);
      times["curl, flushed and hashed"].push(hashed);
      bench.log(
        `1 GiB: dailies ${short(transferSeconds(run))} s, curl ${short(plain)} s, flushed ${short(flushed)} s, hashed ${short(hashed)} s`,
      );
    }
  } finally {
    await api.stop();
  }
  const speeds = Object.fromEntries(
    Object.entries(times).map(([name, seconds]) => [name, bytes / 1e6 / median(seconds)]),
  );
  const speed = (name: string): number => speeds[name] ?? Number.NaN;
  const peak = Math.max(...peaks);
  const rival = Object.keys(speeds)
    .filter((name) => name !== "dailies")
    .map((name) => `${name}: ${short(speed(name))} MB/s`)
    .join("; ");
  const share = (name: string): string => (speed("dailies") / speed(name)).toFixed(2);
  const verdicts: readonly Verdict[] = [
    {
      goal: "a clip of 1 GiB: at least 0.9 of curl's speed",
      figure: `${share("curl")} of curl's (${short(speed("dailies"))} MB/s); ${share("curl, flushed")} of curl's with the file flushed; ${share("curl, flushed and hashed")} of curl's with the file flushed and hashed`,
      rival,
      met: speed("dailies") >= 0.9 * speed("curl"),
    },
    {
      goal: `memory flat: at most ${mostMegabytes} MB at the peak`,
      figure: `${short(peak)} MB`,
      rival: "none",
      met: peak <= mostMegabytes,
    },
  ];
  return { verdicts, speeds, raw: { bytes, times, peaks } };
}

async function measureSmall(bench: Bench) {
  const count = bench.quick ? 40 : 200;
  const rounds = bench.quick ? 1 : 5;
  const api = await startApi({ generationMs: 1, clipBytes: 1024 * 1024 });
  const times = { dailies: [] as number[], aria2: [] as number[] };
  const whole = { dailies: [] as number[], aria2: [] as number[], "aria2c --version": [] as number[] };
  try {
    const tasks = await finishTasks(api, count);
    for (let round = 0; round < rounds; round += 1) {
      const folder = mkdtempSync(join(bench.folder, "small-"));
      const run = await rescue(bench, { folder, api, tasks, everyMs: 100 });
      times.dailies.push(transferSeconds(run));
      whole.dailies.push(run.wallSeconds);
      const aria2 = await fetchWithAria2(folder, tasks);
      const empty = (await runTimed({ command: "aria2c", args: ["--version"] })).wallSeconds;
      times.aria2.push(aria2 - empty);
      whole.aria2.push(aria2);
      whole["aria2c --version"].push(empty);
      bench.log(`${count} clips: dailies ${short(transferSeconds(run))} s, aria2 ${short(aria2 - empty)} s`);
    }
  } finally {
    await api.stop();
  }
  const seconds = { dailies: median(times.dailies), aria2: median(times.aria2) };
  const verdict: Verdict = {
    goal: `${count} clips of 1 MiB, ${inParallel} in parallel: at least aria2's speed`,
    figure: `${(seconds.aria2 / seconds.dailies).toFixed(2)} of aria2's (${short(seconds.dailies)} s; whole process ${short(median(whole.dailies))} s)`,
    rival: `aria2: ${short(seconds.aria2)} s; whole process ${short(median(whole.aria2))} s`,
    met: seconds.dailies <= seconds.aria2,
  };
  return { verdicts: [verdict], seconds, raw: { count, times, whole } };
}

/** Submits tasks to the fake API and waits until their results can be fetched. */
async function finishTasks(api: ApiProcess, count: number): Promise<readonly FinishedTask[]> {
  const endpoint = `${api.url}/v1/videos/generations`;
  const headers = { authorization: "Bearer bench", "content-type": "application/json" };
  const submitted: { readonly id: string; readonly taskId: string }[] = [];
  for (const { id, body } of shotWork(count)) {
    const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(body) });
    submitted.push({ id, taskId: ((await answer.json()) as { readonly id: string }).id });
  }
  await sleep(20);
  const finished: FinishedTask[] = [];
  for (const { id, taskId } of submitted) {
    const answer = await fetch(`${endpoint}/${taskId}`, { headers });
    const task = (await answer.json()) as { result?: { data: readonly { url: string }[] } };
    const url = task.result?.data[0]?.url;
    if (url === undefined) throw new Error(`task ${taskId} is not complete`);
    finished.push({ id, taskId, url });
  }
  return finished;
}

/** Puts the tasks on record as complete and not fetched, and lets dailies fetch them. */
async function rescue(
  bench: Bench,
  {
    folder,
    api,
    tasks,
    everyMs,
  }: {
    readonly folder: string;
    readonly api: ApiProcess;
    readonly tasks: readonly FinishedTask[];
    readonly everyMs: number;
  },
): Promise<Watched> {
  const board = join(folder, "board.yaml");
  const store = await openStore(statePaths(board, { rehearsal: false }));
  if (!store.ok) throw new Error("an empty folder has a state");
  const record = async (change: Parameters<typeof store.value.record>[0]): Promise<void> => {
    const written = await store.value.record(change, { durable: false });
    if (!written.ok) throw new Error(written.error.message);
  };
  const now = Date.now();
  for (const { id, taskId, url } of tasks) {
    const about = { id, take: 1, attemptId: `attempt-${id}` };
    await record({
      ...about,
      type: "submitting",
      fingerprint: "v1:bench",
      inputs: { model: "kling-v3" },
      at: now,
    });
    await record({ ...about, type: "accepted", taskId });
    const expiresAt = Math.floor(now / 1000) + 86_400;
    await record({ ...about, type: "completed", at: now, resultUrl: url, expiresAt });
  }
  const closed = await store.value.close();
  if (!closed.ok) throw new Error(closed.error.message);
  return await watchProcess({
    command: process.execPath,
    args: [bench.dailies, "rescue", board, "--json", "--concurrency", String(inParallel)],
    env: dailiesEnvironment(api.url),
    everyMs,
    keep: (line) => line.includes('"downloading"') || line.includes('"shot_done"'),
  });
}

/** From the first download's begin to the last clip in place. */
function transferSeconds({ lines }: Watched): number {
  const times = lines.map((line) => Date.parse((JSON.parse(line) as { readonly time: string }).time));
  return (Math.max(...times) - Math.min(...times)) / 1000;
}

async function fetchWithCurl(
  folder: string,
  [task]: readonly FinishedTask[],
  bytes: number,
): Promise<{ readonly plain: number; readonly flushed: number; readonly hashed: number }> {
  const file = join(folder, "curl.mp4");
  const { stdout } = await runTimed({
    command: "curl",
    args: ["-qsSf", "-o", file, "-w", "%{time_total}", task?.url ?? ""],
    wantsOutput: true,
  });
  const { wallSeconds: sync } = await runTimed({ command: "sync", args: ["--data", file] });
  const { wallSeconds: digest } = await runTimed({ command: "sha256sum", args: [file] });
  if (statSync(file).size !== bytes) throw new Error("curl wrote another length");
  const plain = Number(stdout);
  return { plain, flushed: plain + sync, hashed: plain + sync + digest };
}

async function fetchWithAria2(within: string, tasks: readonly FinishedTask[]): Promise<number> {
  const folder = join(within, "aria2");
  mkdirSync(folder);
  const list = join(folder, "list.txt");
  writeFileSync(list, tasks.map(({ id, url }) => `${url}\n  out=${id}.mp4\n`).join(""));
  const { wallSeconds } = await runTimed({
    command: "aria2c",
    args: [
      ...["--input-file", list, "--dir", folder, "--max-concurrent-downloads", String(inParallel)],
      ...[
        "--no-conf",
        "--split=1",
        "--file-allocation=none",
        "--console-log-level=error",
        "--summary-interval=0",
      ],
      ...["--enable-color=false", "--quiet=true"],
    ],
  });
  return wallSeconds;
}
