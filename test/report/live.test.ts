import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import stringWidth from "string-width";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { frameRows } from "../../src/report/run/live/frame.ts";
import { lastingLine } from "../../src/report/run/live/lasting-lines.ts";
import { liveReporter } from "../../src/report/run/live/view.ts";
import { RunTally } from "../../src/report/run/run-tally.ts";
import { palette } from "../../src/report/text/palette.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { clip, everyEvent, standingClock, totals } from "./events.ts";

const plain = palette(false);
const started: RunEvent = { type: "run_started", storyboard: "f", rehearsal: false, concurrency: 9, totals };

/** A terminal that keeps what is drawn on it. */
function fakeTerminal(rows: number): { readonly terminal: WriteStream; drawn(): string } {
  let text = "";
  const stream = new PassThrough();
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const terminal = Object.assign(Object.create(WriteStream.prototype), stream, {
    columns: 100,
    rows,
    isTTY: true,
    cork: () => {},
    uncork: () => {},
  });
  terminal.write = stream.write.bind(stream);
  return { terminal, drawn: () => text };
}

function rowsOf(tally: RunTally, now: number, size: { columns: number; rows: number }): readonly string[] {
  const money = { spent: 0.5, planned: { amount: 2, currency: "USD" } };
  return frameRows({ tally, now, size, heading: "rendering film.yaml", money, palette: plain });
}

function tallyOf(shots: number, name = (shot: number) => `sh0${shot}`): RunTally {
  const tally = new RunTally();
  tally.count(started, 0);
  for (let shot = 1; shot <= shots; shot += 1) {
    const ref = { id: name(shot), take: 1 };
    tally.count({ type: "shot_state", ...ref, state: "queued", taskId: "t" }, shot * 1_000);
  }
  return tally;
}

const limit = { code: "rate_limit_exceeded", message: "Slow down, dear customer" };

function retrying(id: string, step: "query" | "submit" = "submit"): RunEvent {
  return { type: "shot_retrying", id, take: 1, step, failures: 2, delayMs: 4_000, cause: limit };
}

/** The view loads its parts when it opens; a busy machine takes its time. */
const opening = { timeout: 20_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a frame shows what is under way, the bar, money, and no more rows than there is room for", () => {
  const tally = tallyOf(5);
  tally.count({ type: "shot_state", id: "sh01", take: 1, state: "in_progress" }, 60_000);
  tally.count({ type: "shot_progress", id: "sh01", take: 1, progress: 41.6 }, 61_000);
  tally.count(retrying("sh02", "query"), 61_000);
  expect(rowsOf(tally, 62_000, { columns: 80, rows: 8 })).toMatchInlineSnapshot(`
    [
      "rendering film.yaml",
      "  sh01             in progress  42 %    1:01",
      "  sh02             queued               1:00  rate limit, again in 3 s",
      "  sh03             queued               0:59",
      "  … and 2 more under way",
      "────────────────────────────────────────────────────────────   0 %",
      "0 of 5 done · 0.50 of 2.00 USD · about 35 s to 2 min 30 s left · 1:02",
    ]
  `);
  expect(rowsOf(tally, 62_000, { columns: 80, rows: 24 })).toHaveLength(9);
});

test("one cause of many waits is one row, in our words", () => {
  const tally = tallyOf(4);
  for (const id of ["sh01", "sh02", "sh03"]) tally.count(retrying(id), 60_000);
  const rows = rowsOf(tally, 62_000, { columns: 80, rows: 24 });
  expect(rows.filter((row) => row.includes("rate limit"))).toEqual([
    "! rate limit: 3 shots wait to submit, the next in 2 s",
  ]);
  expect(rows.join("\n")).not.toContain("dear customer");
});

test("no row is wider than the terminal, nor are there more than it has, in any script", () => {
  const name = fc.string({
    unit: fc.constantFrom("a", "_", "雨", "é", "\u001b", "🎬", "\u202e"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      name,
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 6, max: 60 }),
      fc.integer({ min: 0, max: 80 }),
      (id, columns, rows, shots) => {
        const tally = tallyOf(shots, (shot) => `${id}${shot}`);
        if (shots > 1) tally.count(retrying(`${id}1`), 61_000);
        const drawn = rowsOf(tally, 62_000, { columns, rows });
        expect(drawn.length).toBeLessThan(rows);
        const widest = Math.max(...drawn.map((row) => stringWidth(row)));
        expect(widest).toBeLessThan(Math.max(columns, 17));
      },
    ),
  );
});

test("what is over leaves a line: the shot, its length, time and price, or what went wrong and where", () => {
  const lines = everyEvent.flatMap(
    (event) =>
      lastingLine(event, {
        file: "film.yaml",
        palette: plain,
        columns: 60,
        nameColumns: 12,
        price: { amount: 0.5, currency: "USD" },
      }) ?? [],
  );
  expect(lines.join("\n")).toMatchSnapshot();
});

test("a thousand events between two frames cost one frame", async () => {
  const { terminal, drawn } = fakeTerminal(24);
  const view = liveReporter({ terminal, clock: standingClock(), file: "film.yaml", palette: plain });
  view.handle(started);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), opening);
  vi.advanceTimersByTime(150);
  const before = drawn().length;
  for (let shot = 0; shot < 1_000; shot += 1) {
    view.handle({ type: "shot_state", id: `sh${shot}`, take: 1, state: "in_progress", taskId: "t" });
  }
  expect(drawn().length).toBe(before);
  vi.advanceTimersByTime(150);
  expect(drawn()).toContain("sh0 ");
  expect(drawn()).not.toContain("sh20 ");
  expect(drawn()).toContain("… and 982 more under way");
  await view.close();
});

test("what is over stays above, once; the frame is gone at the end, and the cursor comes back", async () => {
  const { terminal, drawn } = fakeTerminal(24);
  const facts = {
    priceOf: () => ({ amount: 0.5, currency: "USD" }),
    held: [{ id: "sh09", take: 1, line: 40, reason: "moderation_rejected" as const }],
  };
  const view = liveReporter({
    terminal,
    clock: standingClock(),
    file: "film.yaml",
    palette: plain,
    facts: () => facts,
  });
  const error = { code: "task_failed", message: "The model\u001b[2J gave up" };
  const events: readonly RunEvent[] = [
    started,
    { type: "shot_state", id: "sh01", take: 1, state: "submitting" },
    { type: "shot_done", id: "sh01", take: 1, clip, elapsedMs: 1, superseded: false },
    { type: "shot_failed", id: "sh02", take: 1, line: 8, error },
  ];
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), opening);
  for (const event of events) view.handle(event);
  vi.advanceTimersByTime(150);
  const frame = stripVTControlCharacters(drawn());
  expect(frame).toContain("! sh09 (film.yaml:40)  held: content moderation refused exactly this\n");
  expect(frame).toContain("✓ sh01                5 s     0:00    0.50 USD\n");
  expect(frame).toContain("1 of 5 done, 1 failed · 0.50 of 2.00 USD");
  await view.close();
  expect(stripVTControlCharacters(drawn()).match(/✗ sh02 \(film\.yaml:8\)/g)).toHaveLength(1);
  expect(drawn()).not.toContain("\u001b[2J");
  expect(drawn().endsWith("\u001b[?25h")).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
