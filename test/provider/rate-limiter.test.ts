import { describe, expect, test } from "vitest";
import { AbortWatch } from "../../src/base/time/abort-watch.ts";
import { type LimitNews, RateLimiter } from "../../src/provider/http/limits/rate-limiter.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { answer, json } from "../fakes/scripted-server.ts";
import { calm, orderOf, providerAt, serve } from "./fixture.ts";

function limiter(
  clock: ManualClock,
  perSecond: number | "off",
  onLimits?: (news: LimitNews) => void,
): RateLimiter {
  return new RateLimiter({ category: "submit", perSecond, clock, watch: new AbortWatch(), onLimits });
}

/** Asks for turns all at once, and notes when each came. */
function ask(limits: RateLimiter, clock: ManualClock, count: number, signal = calm): number[] {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    void Promise.resolve(limits.turn(signal)).then((turn) => {
      if (turn) times.push(clock.now());
    });
  }
  return times;
}

describe("the pace keeps within the limit and close to it", () => {
  test.each([5, 50, 500])("%i a second", async (perSecond) => {
    const clock = new ManualClock();
    const start = clock.now();
    const times = ask(limiter(clock, perSecond), clock, perSecond * 20);
    await clock.pass(10_000);

    expect(times.length).toBeGreaterThanOrEqual(perSecond * 10 * 0.95);
    // However a server counts: no second holds more than the limit, wherever it begins.
    for (const [index, time] of times.entries()) {
      const later = times[index + perSecond];
      if (later !== undefined) expect(later - time).toBeGreaterThanOrEqual(1000);
    }
    expect(times[0]).toBe(start);
  });

  test("without a limit nobody waits", async () => {
    const clock = new ManualClock();
    const times = ask(limiter(clock, "off"), clock, 1000);
    await clock.pass(0);
    expect(times).toHaveLength(1000);
  });
});

describe("waiting is fair and can be given up", () => {
  test("turns come in the order in which they were asked for", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, 5);
    const order: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      void Promise.resolve(limits.turn(calm)).then(() => order.push(index));
    }
    await clock.pass(10_000);
    expect(order).toEqual([...Array(20).keys()]);
  });

  test("who gives up costs the others no turn", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, 5);
    const stop = new AbortController();
    const before = ask(limits, clock, 3);
    const aborted = ask(limits, clock, 50, stop.signal);
    const after = ask(limits, clock, 3);
    stop.abort();
    await clock.pass(1100);
    expect(aborted).toHaveLength(0);
    expect([before.length, after.length]).toEqual([3, 3]);
  });

  test("when all give up, nothing sleeps on", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, 5);
    const stop = new AbortController();
    ask(limits, clock, 10, stop.signal);
    await clock.pass(0);
    expect(clock.sleeping).toBe(1);
    stop.abort();
    await clock.pass(0);
    expect(clock.sleeping).toBe(0);
    const later = ask(limits, clock, 2);
    await clock.pass(500);
    expect(later).toHaveLength(2);
  });

  test("an aborted signal gets no turn", async () => {
    expect(await limiter(new ManualClock(), "off").turn(AbortSignal.abort())).toBe(false);
  });
});

describe("what the provider says holds everybody back", () => {
  test("a refusal with Retry-After, also where no limit is kept", async () => {
    for (const perSecond of [5, "off"] as const) {
      const clock = new ManualClock();
      const limits = limiter(clock, perSecond);
      limits.learn({ retryAfterMs: 7000 }, true);
      const times = ask(limits, clock, 1);
      await clock.pass(6999);
      expect(times).toHaveLength(0);
      await clock.pass(1);
      expect(times).toHaveLength(1);
    }
  });

  test("those who already wait are held, too", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, 5);
    const times = ask(limits, clock, 10);
    await clock.pass(0);
    limits.learn({ retryAfterMs: 5000 }, true);
    await clock.pass(4999);
    expect(times).toHaveLength(1);
  });

  test("Retry-After: 0, over and over, is no invitation to hurry", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, "off");
    const pauses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      limits.learn({ retryAfterMs: 0 }, true);
      const from = clock.now();
      const times = ask(limits, clock, 1);
      await clock.pass(40_000);
      pauses.push((times[0] ?? 0) - from);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  test("refusals without a time are answered with longer and longer pauses, until one request passes", async () => {
    const clock = new ManualClock();
    const limits = limiter(clock, "off");
    const pauses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      limits.learn({}, true);
      limits.learn({}, true); // one that was under way when the first was refused
      const from = clock.now();
      const times = ask(limits, clock, 1);
      await clock.pass(40_000);
      pauses.push((times[0] ?? 0) - from);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    limits.learn({}, false);
    limits.learn({}, true);
    const from = clock.now();
    const times = ask(limits, clock, 1);
    await clock.pass(40_000);
    expect((times[0] ?? 0) - from).toBe(1000);
  });

  test("nothing left until a distant reset is a hold; the usual end of a second is not", async () => {
    const clock = new ManualClock();
    const near = limiter(clock, "off");
    near.learn({ remaining: 0, resetAt: clock.now() + 900 }, false);
    expect(await near.turn(calm)).toBe(true);

    const far = limiter(clock, "off");
    far.learn({ remaining: 0, resetAt: clock.now() + 8000 }, false);
    const times = ask(far, clock, 1);
    await clock.pass(7999);
    expect(times).toHaveLength(0);
    await clock.pass(1);
    expect(times).toHaveLength(1);
  });

  test("what was learned is passed on", () => {
    const clock = new ManualClock();
    const news: LimitNews[] = [];
    const limits = limiter(clock, 5, (item) => news.push(item));
    limits.learn({}, false);
    limits.learn({ limit: 50, remaining: 49, resetAt: 1 }, false);
    limits.learn({ retryAfterMs: 1000 }, true);
    expect(news).toEqual([
      { category: "submit", limited: false, limit: 50, remaining: 49, resetAt: 1 },
      { category: "submit", limited: true, retryAfterMs: 1000 },
    ]);
  });
});

test("through the adaptor, one refused submit holds the next one back, and queries go on", async () => {
  const clock = new ManualClock();
  const news: LimitNews[] = [];
  const server = await serve(
    answer(429, "", { "retry-after": "9" }),
    json(200, { id: "t1", status: "queued" }),
  );
  const provider = providerAt(server.url, { clock, limits: {}, onLimits: (item) => news.push(item) });

  await provider.submitTurn(calm);
  expect(await provider.submit(orderOf({}), calm)).toMatchObject({ kind: "limited", retryAfterMs: 9000 });
  let turn = false;
  const waiting = provider.submitTurn(calm).then(() => {
    turn = true;
  });
  await clock.pass(8999);
  expect(turn).toBe(false);
  expect((await provider.query({ taskId: "t1" }, calm)).kind).toBe("task");
  await clock.pass(1);
  await waiting;
  expect(news).toEqual([{ category: "submit", limited: true, retryAfterMs: 9000 }]);
});
