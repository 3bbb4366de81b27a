import { expect, test } from "vitest";
import { ndjsonReporter } from "../../src/report/run/ndjson.ts";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { everyEvent, keepingStream, standingClock } from "./events.ts";

function linesOf(): string[] {
  const stream = keepingStream();
  const reporter = ndjsonReporter(stream, standingClock());
  for (const event of everyEvent) reporter.handle(event);
  return stream.text.trimEnd().split("\n");
}

test("every type of event has an example in these tests", () => {
  const told = new Set(everyEvent.map(({ type }) => type));
  expect(eventSchema.options.map(({ shape }) => shape.type.value).filter((type) => !told.has(type))).toEqual(
    [],
  );
});

test("every event is one line in the shape of its schema, and no member is lost or unknown", () => {
  for (const line of linesOf()) {
    const json: unknown = JSON.parse(line);
    // zod leaves unknown members out: what comes back whole has none.
    expect(eventSchema.parse(json)).toEqual(json);
  }
});

test("type and time come first, and keys are snake_case", () => {
  const [first = "", ...rest] = linesOf();
  expect(first).toMatch(/^\{"type":"run_started","time":"2026-11-21T08:00:00\.000Z","storyboard":/);
  expect([first, ...rest].join("\n")).not.toMatch(/"[a-z]+[A-Z]\w*":/);
});
