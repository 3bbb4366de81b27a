import { describe, expect, it } from "vitest";
import { type Finding, resolve } from "../../src/state/resolution.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";

const at = 1_790_000_000_000;
const error = (code: string) => ({ code, message: "why" });
const task: Finding = { kind: "task", taskId: "video_9" };
const notSubmitted: Finding = { kind: "not_submitted" };

function attempt(state: Attempt["state"], more: Partial<Attempt> = {}): Attempt {
  return { attemptId: "one", state, fingerprint: "v1:00", inputs: {}, submittedAt: at, ...more };
}

function stateOf(shots: Readonly<Record<string, readonly Attempt[]>>): LockState {
  return new Map(Object.entries(shots).map(([id, takes]) => [id, takesOf(takes)]));
}

function takesOf(takes: readonly Attempt[]) {
  return takes.map((one, index) => ({ take: index + 1, attempts: [one] }));
}

function settle(state: LockState, finding: Finding, take?: number) {
  return resolve(state, { id: "a", take }, { ...finding, at });
}

describe("a submit of unknown outcome", () => {
  it.each(["submitting", "uncertain"] as const)("adopts a task, or is released: %s", (name) => {
    const state = stateOf({ a: [attempt(name, { error: error("submit_unanswered") })] });
    expect(settle(state, task)).toMatchObject({ value: { type: "accepted", taskId: "video_9" } });
    expect(settle(state, notSubmitted)).toMatchObject({ value: { type: "withdrawn", attemptId: "one" } });
  });

  it("adopts no task that another attempt has", () => {
    const state = stateOf({ a: [attempt("uncertain")], b: [attempt("queued", { taskId: "video_9" })] });
    expect(settle(state, task)).toMatchObject({ error: { kind: "task_taken", id: "b", take: 1 } });
  });

  it("of two takes must be named by its take", () => {
    const state = stateOf({ a: [attempt("uncertain"), attempt("uncertain")] });
    expect(settle(state, notSubmitted)).toMatchObject({ error: { kind: "take_needed", takes: [1, 2] } });
    expect(settle(state, notSubmitted, 2)).toMatchObject({ value: { take: 2 } });
  });
});

describe("a task that is paid for", () => {
  it.each(["task_not_found", "result_expired"])("is given up by hand after %s", (code) => {
    const state = stateOf({ a: [attempt("downloading", { taskId: "video_9", error: error(code) })] });
    expect(settle(state, notSubmitted)).toMatchObject({
      value: { type: "failed", error: { code: "given_up" } },
    });
  });

  it("is not given up for anything that a later run can mend", () => {
    const broken = attempt("downloading", { taskId: "video_9", error: error("download_failed") });
    expect(settle(stateOf({ a: [broken] }), notSubmitted)).toMatchObject({
      error: { kind: "nothing_uncertain" },
    });
    expect(settle(stateOf({}), notSubmitted)).toMatchObject({ error: { kind: "shot_unknown", known: [] } });
  });
});
