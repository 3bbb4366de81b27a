import { type ProgressKind, simulateTasks } from "../../bench/harness/simulated-tasks.ts";
import { seededRandom } from "../../src/base/seeded-random.ts";
import type { JobRef, RunEvent } from "../../src/run/events.ts";
import { clip, totals } from "./events.ts";

export interface SimulatedRun {
  readonly shots: number;
  readonly places: number;
  readonly progress: ProgressKind;
  /** Share of the shots that fail, and when: `early` as a refusal does, within seconds; `late` at the task's end. */
  readonly failures?: { readonly share: number; readonly when: "early" | "late" };
  /** Time between two submits at least: the account's limit. */
  readonly submitEveryMs?: number;
  /** From a task's end to its clip on disk. */
  readonly fetchMs?: number;
  readonly seed: number;
}

export interface TimedEvent {
  readonly at: number;
  readonly event: RunEvent;
}

const lookEveryMs = 10_000;

/** The events of a run that never was, with their times, in order; tasks take the benchmark's times. */
export function simulatedRun(run: SimulatedRun): readonly TimedEvent[] {
  const random = seededRandom(run.seed);
  const tasks = simulateTasks(run.shots, run.progress, random);
  const freeAt = Array.from({ length: run.places }, () => 0);
  const events: TimedEvent[] = [];
  let nextTurn = 0;
  for (const [index, task] of tasks.entries()) {
    const place = freeAt.indexOf(Math.min(...freeAt));
    const begunAt = freeAt[place] ?? 0;
    const turnAt = Math.max(begunAt, nextTurn);
    nextTurn = turnAt + (run.submitEveryMs ?? 0);
    const ref = { id: `sh${index}`, take: 1 };
    events.push({ at: begunAt, event: { type: "shot_state", ...ref, state: "submitting" } });
    const isFailing = random() < (run.failures?.share ?? 0);
    const isEarly = isFailing && run.failures?.when === "early";
    const endAt = turnAt + (isEarly ? 500 + 1_500 * random() : task.durationMs);
    if (!isEarly) events.push(...taskEvents(ref, task, turnAt));
    freeAt[place] = endAt;
    if (isFailing) {
      const error = { code: "task_failed", message: "no" };
      events.push({ at: endAt, event: { type: "shot_failed", ...ref, error } });
      continue;
    }
    const doneAt = endAt + (run.fetchMs ?? 2_000);
    const elapsedMs = doneAt - turnAt;
    events.push({ at: endAt, event: { type: "shot_state", ...ref, state: "downloading" } });
    events.push({ at: doneAt, event: { type: "shot_done", ...ref, clip, elapsedMs, superseded: false } });
  }
  const start: RunEvent = {
    type: "run_started",
    storyboard: "film.yaml",
    rehearsal: false,
    concurrency: run.places,
    totals: { ...totals, jobs: run.shots, render: run.shots, resume: 0 },
  };
  return [{ at: 0, event: start }, ...events.sort((a, b) => a.at - b.at)];
}

function taskEvents(
  ref: JobRef,
  { durationMs, progressAt }: ReturnType<typeof simulateTasks>[number],
  turnAt: number,
): TimedEvent[] {
  const events: TimedEvent[] = [
    { at: turnAt, event: { type: "shot_state", ...ref, state: "queued", taskId: "t" } },
  ];
  for (let age = lookEveryMs; age < durationMs; age += lookEveryMs) {
    const progress = progressAt(age / durationMs);
    if (progress !== undefined) {
      events.push({ at: turnAt + age, event: { type: "shot_progress", ...ref, progress } });
    }
  }
  return events;
}
