import type { PlanTotals } from "../../src/plan/plan.ts";
import type { RunCounts, RunEvent } from "../../src/run/events.ts";
import type { ClipFacts } from "../../src/state/state.ts";

export const totals: PlanTotals = {
  jobs: 5,
  render: 4,
  resume: 1,
  download: 0,
  hold: 0,
  move: 0,
  none: 0,
  billing: [{ billingKey: "kling-v3 720P", clips: 4, seconds: 20, price: { amount: 2, currency: "USD" } }],
  price: { amount: 2, currency: "USD" },
  possible: { clips: 0, seconds: 0, price: null },
};

export const clip: ClipFacts = {
  file: "sh01.mp4",
  sha256: "ab".repeat(32),
  bytes: 123_456,
  durationSeconds: 5.042,
  width: 1280,
  height: 720,
};

export const counts: RunCounts = {
  done: 1,
  failed: 1,
  uncertain: 1,
  unfetched: 1,
  notStarted: 1,
  held: 0,
  missing: 0,
  upToDate: 0,
};

/** One event of every type, in an order that a run could tell them in. */
export const everyEvent: readonly RunEvent[] = [
  { type: "run_started", storyboard: "film.yaml", rehearsal: false, concurrency: 4, totals },
  { type: "balance", when: "before", remaining: 12.5, currency: "USD", unlimited: false },
  { type: "picture_uploaded", sha256: "cd".repeat(32), bytes: 99, writtenAs: "frames/day.jpg" },
  { type: "shot_state", id: "sh01", take: 1, line: 4, state: "submitting" },
  { type: "shot_state", id: "sh01", take: 1, line: 4, state: "queued", taskId: "task_1" },
  { type: "shot_state", id: "sh05", take: 2, line: 20, state: "in_progress", taskId: "task_0" },
  { type: "shot_state", id: "sh01", take: 1, line: 4, state: "in_progress" },
  { type: "shot_progress", id: "sh01", take: 1, line: 4, progress: 42 },
  {
    type: "shot_retrying",
    id: "sh01",
    take: 1,
    line: 4,
    step: "query",
    failures: 3,
    delayMs: 4_000,
    cause: { code: "http_502", message: "Bad Gateway" },
  },
  { type: "concurrency", concurrency: 2, reason: "limited" },
  { type: "shot_done", id: "sh01", take: 1, line: 4, clip, elapsedMs: 83_000, superseded: false },
  {
    type: "shot_failed",
    id: "sh02",
    take: 1,
    line: 8,
    error: { code: "moderation_rejected", message: "The prompt was refused" },
    taskId: "task_2",
  },
  {
    type: "shot_uncertain",
    id: "sh03",
    take: 1,
    line: 12,
    error: { code: "submit_unanswered", message: "The connection was reset" },
    submittedAt: Date.UTC(2026, 10, 21, 8, 5),
  },
  {
    type: "shot_unfetched",
    id: "sh05",
    take: 2,
    line: 20,
    error: { code: "download_failed", message: "The download stalled" },
    taskId: "task_0",
    expiresAt: Date.UTC(2026, 10, 22, 8, 5) / 1000,
  },
  { type: "warning", code: "run_lock_lost", message: "Another run took over" },
  {
    type: "refused",
    reason: "storyboard_invalid",
    message: "film.yaml is not valid",
    hint: "See the diagnostics",
    diagnostics: [
      {
        code: "key_unknown",
        severity: "error",
        message: "there is no key `promt`",
        file: "film.yaml",
        start: { line: 5, column: 5 },
        end: { line: 5, column: 10 },
        hint: "did you mean `prompt`?",
      },
    ],
  },
  {
    type: "over_limits",
    limits: { shots: 2 },
    needed: { amount: 2, shots: 4, seconds: 20 },
    fitting: { amount: 1, shots: 2, seconds: 10, ids: ["sh01", "sh02"] },
  },
  { type: "stopping", reason: "no_balance", message: "insufficient quota" },
  { type: "balance", when: "after", remaining: 12.1, currency: "USD", unlimited: false },
  { type: "run_finished", counts, stopped: "no_balance", exitCode: 3, elapsedMs: 95_000 },
];

/** A clock that stands until it is moved. */
export function standingClock(at = Date.UTC(2026, 10, 21, 8, 0)): { now(): number; move(ms: number): void } {
  let now = at;
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
  };
}

/** A stream that keeps what is written. */
export function keepingStream(): { write(text: string): boolean; text: string } {
  return {
    text: "",
    write(text) {
      this.text += text;
      return true;
    },
  };
}
