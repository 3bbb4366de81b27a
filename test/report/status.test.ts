import { expect, test } from "vitest";
import { type FilmStatus, shotStatuses } from "../../src/film/status/shot-status.ts";
import type { Job } from "../../src/manifest/job.ts";
import { makePlan } from "../../src/plan/make/make-plan.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { statusJson } from "../../src/report/status/status-json.ts";
import { statusText } from "../../src/report/status/status-text.ts";
import { palette } from "../../src/report/text/palette.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";
import { contractOf } from "../fakes/contracts.ts";
import { clip } from "./events.ts";

const now = Date.UTC(2026, 10, 21, 8, 0);
const inAnHour = (now + 3_600_000) / 1000;

function job(id: string, line: number): Job {
  return {
    id,
    take: 1,
    kind: "clip",
    needs: [],
    request: { contract: "kling-v3@2026-05", parameters: {}, frames: {} },
    contract: contractOf("kling-v3@2026-05"),
    pictures: [],
    inputs: { model: "kling-v3@2026-05", prompt: id },
    fingerprint: `v1:${id}`,
    clip: `${id}.mp4`,
    billing: { key: "kling-v3 720P", seconds: 5 },
    canLookUp: false,
    line,
  };
}

function attempt(id: string, own: Partial<Attempt>): Attempt {
  const fingerprint = `v1:${id}`;
  return {
    attemptId: `a-${id}`,
    state: "queued",
    fingerprint,
    inputs: {},
    submittedAt: now - 60_000,
    ...own,
  };
}

const records: Readonly<Record<string, Attempt>> = {
  done: attempt("done", { state: "done", taskId: "t1", clip: { ...clip, file: "done.mp4" } }),
  changed: attempt("changed", {
    state: "done",
    fingerprint: "v1:before",
    clip: { ...clip, file: "changed.mp4" },
  }),
  moving: attempt("moving", { state: "in_progress", taskId: "t3" }),
  waiting: attempt("waiting", { state: "downloading", taskId: "t4", expiresAt: inAnHour }),
  failed: attempt("failed", {
    state: "failed",
    taskId: "t5",
    error: { code: "task_failed", message: "gave\u001b[1m up" },
  }),
  unsure: attempt("unsure", { state: "uncertain", error: { code: "submit_unanswered", message: "reset" } }),
  midway: attempt("midway", { state: "submitting" }),
  lost: attempt("lost", { state: "done", taskId: "t8", clip: { ...clip, file: "lost.mp4" } }),
  gone: attempt("gone", { state: "queued", taskId: "t9" }),
};
const state: LockState = new Map(
  Object.entries(records).map(([id, one]) => [id, [{ take: 1, attempts: [one] }]]),
);
const onDisk = new Set(["done.mp4", "changed.mp4"]);
const ids = ["new", "done", "changed", "moving", "waiting", "failed", "unsure", "midway", "lost"];

function statuses(isRunning = false): FilmStatus {
  const jobs = ids.map((id, index) => job(id, index + 4));
  const { items } = makePlan({
    jobs,
    state,
    clipOnDisk: ({ file }) => (onDisk.has(file) ? { kind: "intact", file } : { kind: "missing" }),
    now,
  });
  const findings = new Map([
    ["a-done", [{ code: "black" as const, message: "is black for 60% of its length" }]],
  ]);
  const shots = shotStatuses({ items, state, choices: new Map(), output: "clips", isRunning, findings });
  return { statuses: shots, orphans: [], superseded: [], unmatched: [], isUnpaid: true, now };
}

test("every state has its line, and what is paid for counts down", () => {
  expect(
    statusText(statuses(), { file: "film.yaml", output: "clips", palette: palette(false), now }),
  ).toMatchSnapshot();
});

test("the JSON has the shape of its schema", () => {
  const json: unknown = JSON.parse(JSON.stringify(statusJson(statuses(), "clips")));
  const parsed = statusSchema.parse(json);
  expect(parsed).toEqual(json);
  expect(Object.fromEntries(parsed.shots.map(({ id, state: one }) => [id, one]))).toEqual({
    new: "pending",
    done: "done",
    changed: "pending",
    moving: "in_progress",
    waiting: "downloading",
    failed: "failed",
    unsure: "uncertain",
    midway: "uncertain",
    lost: "done",
    gone: "queued",
  });
  expect(parsed.shots.find(({ id }) => id === "waiting")?.expires_at).toBe("2026-11-21T09:00:00.000Z");
  expect(parsed.shots.find(({ id }) => id === "changed")).toMatchObject({
    clip: "clips/changed.mp4",
    outdated: true,
  });
  expect(parsed.shots.find(({ id }) => id === "lost")).toMatchObject({
    clip: "clips/lost.mp4",
    clip_missing: true,
  });
});

test("a submit under way is uncertain only when no run is there to hear the answer", () => {
  const midway = (isRunning: boolean) =>
    statuses(isRunning).statuses.find(({ id }) => id === "midway")?.state;
  expect([midway(true), midway(false)]).toEqual(["submitting", "uncertain"]);
});
