import { seededRandom } from "../../src/base/seeded-random.ts";
import type { Task, VideoProvider } from "../../src/provider/provider.ts";
import { toApisFacts } from "../../src/provider/toapis/facts.ts";
import type { RunContext } from "../../src/run/context.ts";
import { follow } from "../../src/run/polling/follow.ts";
import { PollSchedule } from "../../src/run/polling/poll-schedule.ts";
import { patienceFor } from "../../src/run/retry/patience.ts";
import { StopGate } from "../../src/run/stop-gate.ts";
import { mean, quantile, short } from "../harness/numbers.ts";
import type { Bench, Row } from "../harness/row.ts";
import { type ProgressKind, type SimulatedTask, simulateTasks } from "../harness/simulated-tasks.ts";
import { VirtualClock } from "../harness/virtual-clock.ts";

const intervalMs = 10_000;
/** The documentation: never faster than every 5 s. */
const shortestGapMs = 5_000;
const latencyMs = 80;
/** What a schedule without any mistake needs that looks as often as is allowed: half a gap, and the way back. */
const floorMs = (shortestGapMs + latencyMs) / 2 + latencyMs / 2;

/** Runs that each follow tasks of their own and begin with nothing learned. */
interface Films {
  readonly tasks: number;
  readonly inFlight: number;
  readonly runs: number;
}

/** Most of its tasks run when others have ended. The luck of one run moves a ratio by 0.01. */
const longFilms: Films = { tasks: 3000, inFlight: 50, runs: 4 };
/** All of it is under way at once: little can be learned in time. */
const shortFilms: Films = { tasks: 20, inFlight: 20, runs: 40 };

interface Outcome {
  readonly meanDelayMs: number;
  readonly p95DelayMs: number;
  readonly requestsPerTask: number;
  /** Between two looks at one task. */
  readonly smallestGapMs: number;
}

/** What one run's tasks saw of their looks. */
interface Sightings {
  readonly delaysMs: readonly number[];
  readonly requests: number;
  readonly smallestGapMs: number;
}

interface Comparison {
  readonly kind: ProgressKind;
  readonly ours: Outcome;
  readonly fixed: Outcome;
  readonly delayRatio: number;
  readonly requestRatio: number;
}

const told: Readonly<Record<ProgressKind, string>> = {
  even: "even progress",
  uneven: "uneven progress",
  stages: "progress in four stages",
  none: "no progress told",
};

export const discoveryRow: Row = {
  name: "discovery",
  what: "time from a task's completion to its discovery, generation times of 60 to 300 s, simulated time",
  goal: "half of a fixed 10 s schedule's, with no more requests",
  async measure(bench) {
    const films = bench.quick ? { ...longFilms, tasks: 600, runs: 1 } : longFilms;
    const comparisons = await compareAll(bench, films);
    bench.log(`${shortFilms.tasks} tasks alone:`);
    const alone = await compareAll(bench, shortFilms);
    return {
      verdicts: comparisons.map(({ kind, ours, fixed, delayRatio, requestRatio }) => ({
        goal: `${told[kind]}: half the delay of a fixed 10 s schedule, with no more requests`,
        figure: `${delayRatio.toFixed(2)} of the delay (${short(ours.meanDelayMs / 1000)} s), ${requestRatio.toFixed(2)} of the requests (${short(ours.requestsPerTask)} a task)`,
        rival: `fixed 10 s: ${short(fixed.meanDelayMs / 1000)} s, ${short(fixed.requestsPerTask)} a task`,
        met: delayRatio <= 0.5 && requestRatio <= 1 && ours.smallestGapMs >= shortestGapMs,
      })),
      raw: { films: comparisons, shortFilms: alone },
      charts: [
        {
          kind: "bars",
          name: "discovery",
          title: "Mean time from completion to discovery",
          unit: "s",
          bars: [
            ...comparisons.map(({ kind, ours }) => ({ label: told[kind], value: ours.meanDelayMs / 1000 })),
            {
              label: "fixed 10 s schedule",
              value: mean(comparisons.map(({ fixed }) => fixed.meanDelayMs)) / 1000,
            },
          ],
        },
      ],
      notes: [
        `${films.runs} runs of ${films.tasks.toLocaleString("en-US")} tasks of three models each, ${films.inFlight} in flight, log-normal generation times cut to 60 to 300 s (medians 90, 140 and 200 s), a latency of ${latencyMs} ms; the run's own code follows them on a clock of its own, each run from a schedule that has learned nothing yet. Both schedules see the very same tasks. No task was looked at twice within 5 s. Where progress does not tell the end to a second or two, no schedule does better than half of that gap: ${short(floorMs / 1000)} s with the latency, ${(floorMs / mean(comparisons.map(({ fixed }) => fixed.meanDelayMs))).toFixed(2)} of the fixed schedule's delay.`,
        `A film of ${shortFilms.tasks} shots alone, all in flight at once, ${shortFilms.runs} runs: ${alone
          .map(
            ({ kind, delayRatio, requestRatio }) =>
              `${told[kind]} ${delayRatio.toFixed(2)} of the delay, ${requestRatio.toFixed(2)} of the requests`,
          )
          .join("; ")}. Until some of its tasks have ended, only their own progress tells anything.`,
      ],
    };
  },
};

async function compareAll(bench: Bench, films: Films): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const kind of ["even", "uneven", "stages", "none"] as const) {
    const comparison = await compare(kind, films);
    comparisons.push(comparison);
    const { ours, fixed, delayRatio, requestRatio } = comparison;
    bench.log(
      `${told[kind]}: delay ${short(ours.meanDelayMs)} of ${short(fixed.meanDelayMs)} ms (${short(delayRatio)}), requests ${short(ours.requestsPerTask)} of ${short(fixed.requestsPerTask)} (${short(requestRatio)}), smallest gap ${short(ours.smallestGapMs)} ms`,
    );
  }
  return comparisons;
}

async function compare(kind: ProgressKind, films: Films): Promise<Comparison> {
  const ours: Sightings[] = [];
  const fixed: Sightings[] = [];
  for (let round = 1; round <= films.runs; round += 1) {
    const tasks = simulateTasks(films.tasks, kind, seededRandom(round));
    ours.push(
      await followAll(tasks, films.inFlight, new PollSchedule(intervalMs, seededRandom(100 + round))),
    );
    fixed.push(await followAll(tasks, films.inFlight, fixedSchedule()));
  }
  const [learned, plain] = [outcomeOf(ours), outcomeOf(fixed)];
  return {
    kind,
    ours: learned,
    fixed: plain,
    delayRatio: learned.meanDelayMs / plain.meanDelayMs,
    requestRatio: learned.requestsPerTask / plain.requestsPerTask,
  };
}

function outcomeOf(sightings: readonly Sightings[]): Outcome {
  const delaysMs = sightings.flatMap((seen) => seen.delaysMs);
  return {
    meanDelayMs: mean(delaysMs),
    p95DelayMs: quantile(delaysMs, 0.95),
    requestsPerTask: sightings.reduce((sum, { requests }) => sum + requests, 0) / delaysMs.length,
    smallestGapMs: Math.min(...sightings.map((seen) => seen.smallestGapMs)),
  };
}

/** A look every 10 s, and nothing learned. */
function fixedSchedule(): PollSchedule {
  const schedule = new PollSchedule(intervalMs, () => 0.5);
  schedule.nextLookMs = () => intervalMs;
  return schedule;
}

/** Follows all tasks with the run's own code on a virtual clock. */
async function followAll(
  tasks: readonly SimulatedTask[],
  inFlight: number,
  schedule: PollSchedule,
): Promise<Sightings> {
  const clock = new VirtualClock();
  const delaysMs: number[] = [];
  let requests = 0;
  let smallestGapMs = Number.POSITIVE_INFINITY;
  const next = tasks[Symbol.iterator]();

  const worker = async (): Promise<void> => {
    for (const task of next) {
      const submittedAt = clock.now();
      const doneAt = submittedAt + task.durationMs;
      let lastLookAt = Number.NEGATIVE_INFINITY;
      const provider = providerOf(clock, (taskId) => {
        requests += 1;
        smallestGapMs = Math.min(smallestGapMs, clock.now() - lastLookAt);
        lastLookAt = clock.now();
        return viewOf(task, { taskId, submittedAt, now: clock.now() });
      });
      const context = contextFor({ clock, schedule, provider, submittedAt });
      const ref = { id: "shot", take: 1 };
      const work = { ref, model: task.model, clip: "shot.mp4", superseded: false };
      const ending = await follow(context, work, { taskId: "task", attemptId: "attempt" });
      if (ending.kind !== "completed") throw new Error(`a simulated task ended as ${ending.kind}`);
      delaysMs.push(clock.now() - doneAt);
    }
  };
  await clock.runUntil(Promise.all(Array.from({ length: inFlight }, worker)));
  return { delaysMs, requests, smallestGapMs };
}

function viewOf(
  { durationMs, progressAt }: SimulatedTask,
  about: { readonly taskId: string; readonly submittedAt: number; readonly now: number },
): Task {
  const { taskId, submittedAt, now } = about;
  const createdAt = Math.floor(submittedAt / 1000);
  if (now >= submittedAt + durationMs) {
    const completedAt = Math.floor((submittedAt + durationMs) / 1000);
    return {
      taskId,
      status: "completed",
      createdAt,
      completedAt,
      progress: 100,
      resultUrl: "http://127.0.0.1/clip",
    };
  }
  const progress = progressAt((now - submittedAt) / durationMs);
  return progress === undefined
    ? { taskId, status: "in_progress", createdAt }
    : { taskId, status: "in_progress", createdAt, progress };
}

function providerOf(clock: VirtualClock, look: (taskId: string) => Task): VideoProvider {
  const unused = (): never => {
    throw new Error("following a task only queries");
  };
  return {
    facts: toApisFacts,
    accountMark: unused,
    lookUp: unused,
    submitTurn: unused,
    submit: unused,
    upload: unused,
    balance: unused,
    models: unused,
    openResult: unused,
    close: async () => {},
    async query({ taskId }) {
      await clock.sleep(latencyMs / 2);
      const task = look(taskId);
      await clock.sleep(latencyMs / 2);
      return { kind: "task", task };
    },
  };
}

/** As much of a run's context as following needs; the rest is not there to be touched. */
function contextFor(parts: {
  readonly clock: VirtualClock;
  readonly schedule: PollSchedule;
  readonly provider: VideoProvider;
  readonly submittedAt: number;
}): RunContext {
  const { clock, schedule, provider, submittedAt } = parts;
  const attempt = {
    attemptId: "attempt",
    state: "queued",
    fingerprint: "",
    inputs: {},
    submittedAt,
  } as const;
  const context: Pick<
    RunContext,
    "provider" | "store" | "clock" | "random" | "emit" | "gate" | "schedule" | "patience" | "contact"
  > = {
    provider,
    clock,
    schedule,
    store: {
      get: () => ({ take: 1, attempts: [attempt] }),
      state: new Map(),
      holderOf: () => undefined,
      record: async () => ({ ok: true }),
    },
    random: () => 0.5,
    emit: () => {},
    gate: new StopGate(),
    contact: { made: true },
    patience: patienceFor(intervalMs),
  };
  return context as RunContext;
}
