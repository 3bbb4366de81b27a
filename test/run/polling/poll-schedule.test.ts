import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PollSchedule, type TaskView } from "../../../src/run/polling/poll-schedule.ts";

const documented = 10_000;
const model = "kling-v3@2026-05";

function view(overrides: Partial<TaskView> = {}): TaskView {
  return { model, looks: 1, elapsedMs: 20_000, ...overrides };
}

function schedule(random = 0.5): PollSchedule {
  return new PollSchedule(documented, () => random);
}

describe("with nothing known of a model", () => {
  test("looks first after 5 s and then every 10 s, with jitter, as documented", () => {
    expect(schedule().nextLookMs(view({ looks: 0, elapsedMs: 0 }))).toBe(5_000);
    expect(schedule(0).nextLookMs(view())).toBe(9_000);
    expect(schedule(0.999).nextLookMs(view())).toBe(10_998);
  });

  test("looks soon at a task that an earlier run submitted", () => {
    expect(schedule().nextLookMs(view({ looks: 0, elapsedMs: 600_000 }))).toBeLessThan(1_000);
  });
});

describe("with durations learned", () => {
  function learned(...durations: number[]): PollSchedule {
    const learning = schedule();
    for (const elapsedMs of durations) learning.learn(model, { elapsedMs, gapMs: 0 });
    return learning;
  }

  test("the first look waits until a task of the model has ever ended", () => {
    const wait = learned(61_000, 90_000, 95_000, 100_000, 110_000, 120_000).nextLookMs(
      view({ looks: 0, elapsedMs: 0 }),
    );
    expect(wait).toBe(61_000);
  });

  test("a few durations are not enough, and those of another model say nothing", () => {
    const first = view({ looks: 0, elapsedMs: 0 });
    expect(learned(60_000, 60_000).nextLookMs(first)).toBe(5_000);
    const six = learned(60_000, 60_000, 60_000, 60_000, 60_000, 60_000);
    expect(six.nextLookMs({ ...first, model: "gemini_omni_flash@2026-05" })).toBe(5_000);
  });

  test("one task's end is reason to look more often past that age, and none to wait for it", () => {
    const one = learned(60_000);
    expect(one.nextLookMs(view({ elapsedMs: 30_000 }))).toBe(10_000);
    expect(one.nextLookMs(view({ elapsedMs: 61_000 }))).toBe(5_000);
  });

  test("the few quickest of hundreds of tasks are not waited for, the quickest of a few tasks is", () => {
    const first = view({ looks: 0, elapsedMs: 0 });
    const usual = Array.from({ length: 497 }, (_, index) => 100_000 + 200 * index);
    expect(learned(20_000, 21_000, 22_000, ...usual).nextLookMs(first)).toBe(100_000);
    expect(learned(20_000, ...usual.slice(0, 100)).nextLookMs(first)).toBe(20_000);
  });

  test("a model that has become slower is not looked at by its old pace for good", () => {
    const old = Array.from({ length: 500 }, (_, index) => 30_000 + 20 * index);
    const now = Array.from({ length: 500 }, (_, index) => 100_000 + 200 * index);
    expect(learned(...old, ...now).nextLookMs(view({ looks: 0, elapsedMs: 0 }))).toBe(100_600);
  });

  test("past the quickest task it looks as often as the provider allows", () => {
    const spread = learned(61_000, 90_000, 120_000, 150_000, 180_000, 210_000);
    expect(spread.nextLookMs(view({ elapsedMs: 100_000 }))).toBe(5_000);
  });

  test("tasks that all take the same time are looked at once, when they end", () => {
    const alike = learned(90_000, 90_000, 90_000, 90_000, 90_000, 90_000);
    expect(alike.nextLookMs(view({ elapsedMs: 40_000 }))).toBe(50_250);
  });

  test("a task much longer than any before goes back to the documented pace", () => {
    const six = learned(60_000, 60_000, 60_000, 60_000, 60_000, 60_000);
    expect(six.nextLookMs(view({ elapsedMs: 90_001 }))).toBe(10_000);
  });

  test("whole seconds told by the provider narrow a duration down that looks far apart leave open", () => {
    const told = schedule();
    for (let count = 0; count < 6; count += 1) {
      told.learn(model, { elapsedMs: 120_000, gapMs: 60_000, toldMs: 90_000 });
    }
    expect(told.nextLookMs(view({ looks: 0, elapsedMs: 0 }))).toBe(90_250);
  });
});

describe("with progress told", () => {
  const at = (percent: number, atMs: number) => ({ percent, atMs });

  /** Tasks of all lengths, whose progress runs evenly over their time. */
  function experienced(): PollSchedule {
    const learning = schedule();
    for (const duration of [60_000, 90_000, 120_000, 180_000, 240_000, 300_000]) {
      const progress = [at(50, duration / 2), at(90, duration * 0.9)];
      learning.learn(model, { elapsedMs: duration, gapMs: 0, progress });
    }
    return learning;
  }

  test("the look is meant for the moment when the task ends, however long such tasks can take", () => {
    const progress = { first: at(50, 100_000), latest: at(50, 100_000) };
    expect(experienced().nextLookMs(view({ elapsedMs: 150_000, progress }))).toBe(50_250);
  });

  test("progress that was wrong about a task is not believed any further", () => {
    const progress = { first: at(50, 50_000), latest: at(50, 50_000) };
    expect(experienced().nextLookMs(view({ elapsedMs: 110_000, progress }))).toBe(5_000);
  });

  test("before anything is known of a model, looks are rarer far from the end that even progress promises, and closer near it", () => {
    const first = at(0, 20_000);
    const waitAt = (percent: number, elapsedMs: number) =>
      schedule().nextLookMs(view({ elapsedMs, progress: { first, latest: at(percent, elapsedMs) } }));
    expect(waitAt(0, 20_000)).toBe(10_000);
    expect(waitAt(2, 30_000)).toBe(30_000);
    expect(waitAt(50, 60_000)).toBe(13_333);
    expect(waitAt(90, 110_000)).toBe(5_000);
  });

  test("a task that stands still near its end is not looked at more and more", () => {
    const progress = { first: at(50, 50_000), latest: at(99, 100_000) };
    expect(schedule().nextLookMs(view({ elapsedMs: 130_000, progress }))).toBe(5_000);
    expect(schedule().nextLookMs(view({ elapsedMs: 160_000, progress }))).toBe(10_000);
  });
});

test("no task is ever looked at faster than every 5 s, nor left for more than the longest wait, once looked at", () => {
  const seen = fc.record({ percent: fc.integer({ min: 0, max: 100 }), atMs: fc.nat(600_000) });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1_000, max: 600_000 })),
      fc.option(fc.record({ first: seen, latest: seen }), { nil: undefined }),
      fc.nat(600_000),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (durations, progress, elapsedMs, random) => {
        const learning = schedule(random);
        for (const duration of durations) learning.learn(model, { elapsedMs: duration, gapMs: 0 });
        const wait = learning.nextLookMs(view({ elapsedMs, progress }));
        expect(wait).toBeGreaterThanOrEqual(5_000);
        expect(wait).toBeLessThanOrEqual(60_000);
      },
    ),
  );
});
