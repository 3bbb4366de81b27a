// What one would write in an hour: p-limit, fetch, a loop that polls. No journal, no check of the clip, no retry.
// node plain-script.mjs JOBS.json BASE_URL OUT_FOLDER CONCURRENCY POLL_MS
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";

const [jobsFile, baseUrl, folder, concurrency, pollMs] = process.argv.slice(2);
const endpoint = `${baseUrl}/v1/videos/generations`;
const headers = {
  authorization: `Bearer ${process.env.TOAPIS_API_KEY}`,
  "content-type": "application/json",
};

async function submit(body) {
  const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`submit: HTTP ${answer.status}`);
  return (await answer.json()).id;
}

async function waitFor(taskId) {
  while (true) {
    await sleep(Number(pollMs));
    const answer = await fetch(`${endpoint}/${taskId}`, { headers });
    if (!answer.ok) throw new Error(`query: HTTP ${answer.status}`);
    const task = await answer.json();
    if (task.status === "completed") return task.result.data[0].url;
    if (task.status === "failed") throw new Error(task.error?.message);
  }
}

async function download(url, file) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`download: HTTP ${answer.status}`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
}

async function render({ id, body }) {
  const taskId = await submit(body);
  const url = await waitFor(taskId);
  await download(url, join(folder, `${id}.mp4`));
}

const jobs = JSON.parse(await readFile(jobsFile, "utf8"));
await mkdir(folder, { recursive: true });
const limit = pLimit(Number(concurrency));
const results = await Promise.allSettled(jobs.map((job) => limit(() => render(job))));
const failed = results.filter(({ status }) => status === "rejected");
console.log(`${results.length - failed.length} clips, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
