import { jsonText } from "../../base/text/json-text.ts";
import { toIsoTime } from "../../base/time/calendar.ts";
import type { Clock } from "../../base/time/clock.ts";
import type { RunEvent } from "../../run/events.ts";
import { snakeCaseKeys } from "../text/snake-case.ts";
import type { Reporter, TextStream } from "./run-reporter.ts";

/** One event a line, `type` and `time` (ISO 8601) first, keys in snake_case; the last is `run_finished`. */
export function ndjsonReporter(stream: TextStream, clock: Pick<Clock, "now">): Reporter {
  return {
    handle: (event) => void stream.write(`${ndjsonLine(event, clock.now())}\n`),
    close: () => {},
  };
}

/** @param at Unix milliseconds */
function ndjsonLine({ type, ...rest }: RunEvent, at: number): string {
  return jsonText({
    type,
    time: toIsoTime(at),
    ...(snakeCaseKeys(rest) as Record<string, unknown>),
  });
}
