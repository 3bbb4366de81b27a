import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../src/base/json.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";
import { attemptsIn, lostTasks, tasksOnDisk } from "../reliability/promises.ts";
import { stubClipNote } from "../testkit/stub-clips.ts";
import type { TestServer } from "../testkit/test-server.ts";
import { inputsText, type SoakFilm } from "./soak-film.ts";

/** Broken promises, each in words that name the shot and the task. */
export interface Findings {
  readonly paidTwice: string[];
  readonly lost: string[];
  /** Clips that are not their own task's, or not what their record says. */
  readonly strange: string[];
}

export interface SoakWorld {
  readonly film: SoakFilm;
  readonly server: TestServer;
  readonly clips: string;
}

/** Holds the provider's books against the record. True at every moment at which no run is going on. */
export function checkPaidOnce({ film, server }: SoakWorld, state: LockState): string[] {
  const findings: string[] = [];
  const tasksOf = new Map<string, string[]>();
  for (const { taskId, body, decided } of server.ledger.tasks) {
    if (decided?.status === "failed") continue;
    const inputs = sentInputs(body);
    tasksOf.set(inputs, [...(tasksOf.get(inputs) ?? []), taskId]);
  }
  for (const [inputs, tasks] of tasksOf) {
    const wanted = film.wantedTakes(inputs);
    if (tasks.length > wanted) findings.push(`${inputs}: wanted ${wanted}, paid ${tasks.join(", ")}`);
  }
  const jobs = new Map<string, string>();
  const holders = new Map<string, string>();
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { taskId, state: stage, fingerprint } of attempts) {
        if (taskId === undefined) continue;
        const name = `${id} take ${take}`;
        const holder = holders.get(taskId);
        if (holder !== undefined) findings.push(`task ${taskId} is on record for ${holder} and for ${name}`);
        holders.set(taskId, name);
        if (stage === "failed") continue;
        const job = `${name} ${fingerprint}`;
        const other = jobs.get(job);
        if (other !== undefined) findings.push(`${name} was paid as ${other} and as ${taskId}`);
        jobs.set(job, taskId);
      }
    }
  }
  return findings;
}

/** Tasks that are neither on disk nor on record, tasks on record that the provider never had, inputs that were not sent. */
export function checkRecord({ film, server, clips }: SoakWorld, state: LockState): Findings {
  const lost = lostTasks({ server, state, clips });
  const tasks = new Map(server.ledger.tasks.map((task) => [task.taskId, task]));
  const strange: string[] = [];
  const owners = new Map<string, string>();
  const onDisk = tasksOnDisk(clips);
  const current = new Set(film.clips().map(({ clip, inputs }) => `${clip} ${inputs}`));
  for (const { id, attempt } of attemptsIn(state)) {
    if (attempt.taskId === undefined) continue;
    const task = tasks.get(attempt.taskId);
    if (task === undefined) strange.push(`${id}: the provider never had ${attempt.taskId}`);
    else if (sentInputs(task.body) !== recordedInputs(attempt)) {
      strange.push(`${id}: recorded ${recordedInputs(attempt)}, sent ${sentInputs(task.body)}`);
    }
    const file = attempt.clip?.file;
    if (file === undefined || attempt.state !== "done") continue;
    const owner = owners.get(file);
    if (owner !== undefined) strange.push(`${file} belongs to ${owner} and to ${attempt.taskId}`);
    owners.set(file, attempt.taskId);
    // A clip of earlier inputs may be anywhere in the folder, after somebody exchanged files.
    const isCurrent = current.has(`${file} ${recordedInputs(attempt)}`);
    if (isCurrent || !onDisk.has(attempt.taskId)) strange.push(...clipFindings(join(clips, file), attempt));
  }
  return { paidTwice: [], lost, strange };
}

/** Clips that the storyboard asks for and that are not in their places, with the right task's content. */
export function checkFilm({ film, server, clips }: SoakWorld, state: LockState): string[] {
  const bodies = new Map(server.ledger.tasks.map(({ taskId, body }) => [taskId, body]));
  return film.clips().flatMap(({ id, take, inputs, clip }) => {
    const attempts = state.get(id)?.find((record) => record.take === take)?.attempts ?? [];
    const done = attempts.find((attempt) => attempt.state === "done" && attempt.clip?.file === clip);
    if (done?.taskId === undefined) return [`${id} take ${take} is not done`];
    const body = bodies.get(done.taskId);
    const isRight = body !== undefined && sentInputs(body) === inputs;
    if (!isRight) return [`${clip} is not of today's inputs: ${inputs}`];
    return existsSync(join(clips, clip)) ? [] : [`${clip} is not on disk`];
  });
}

function clipFindings(path: string, attempt: Attempt): string[] {
  if (!existsSync(path)) return [`${path} is not on disk`];
  const bytes = readFileSync(path);
  const owner = stubClipNote(bytes)?.taskId;
  if (owner !== attempt.taskId) return [`${path} is of ${owner ?? "nobody"}, not of ${attempt.taskId}`];
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return sha256 === attempt.clip?.sha256 ? [] : [`${path} is not what its record says`];
}

/** The server puts the head of a picture's digest into its address. */
export function sentInputs(body: JsonObject): string {
  const digests = [...JSON.stringify(body).matchAll(/upload_\d+_([0-9a-f]{8})/g)].map(
    ([, head = ""]) => head,
  );
  return inputsText(String(body.prompt), digests);
}

export function recordedInputs({ inputs }: Attempt): string {
  const digests = [...JSON.stringify(inputs).matchAll(/sha256:([0-9a-f]{64})/g)].map(([, hex = ""]) => hex);
  return inputsText(String(inputs.prompt), digests);
}
