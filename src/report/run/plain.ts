import { visibleText } from "../../base/text/visible-text.ts";
import type { Clock } from "../../base/time/clock.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { JobRef, JobState, RunEvent } from "../../run/events.ts";
import {
  clipText,
  concurrencyText,
  ofProvider,
  placeText,
  plannedText,
  stopText,
  totalsText,
  warningText,
} from "../text/phrases.ts";
import { clockText, durationText, shotText } from "../text/text.ts";
import { waitText } from "./causes.ts";
import type { Reporter, TextStream } from "./run-reporter.ts";
import { RunTally } from "./run-tally.ts";

/** Totals come at most this often, and only after something happened. */
const totalsEveryMs = 30_000;
/** Shorter waits are the normal course of things and not worth a line. */
const longWaitMs = 15_000;
const stubbornFailures = 3;
/** What many shots meet at once, such as a network that is down, is written once in this time. */
const sameCauseEveryMs = 30_000;

export interface PlainOptions {
  readonly stream: TextStream;
  readonly clock: Pick<Clock, "now">;
  /** The storyboard as the user wrote it, for `storyboard.yaml:12`. */
  readonly file: string;
}

/** Calm lines for pipes and CI logs: what was submitted, done or in trouble, and now and then the totals. */
export function plainReporter({ stream, clock, file }: PlainOptions): Reporter {
  const tally = new RunTally();
  let writtenAt = clock.now();
  let lastTotals = "";
  const causesWrittenAt = new Map<string, number>();

  const isWrittenAlready = ({ step, cause }: Retrying, now: number): boolean => {
    const key = `${step} ${cause.code}`;
    const lastTime = causesWrittenAt.get(key);
    if (lastTime !== undefined && now - lastTime < sameCauseEveryMs) return true;
    causesWrittenAt.set(key, now);
    return false;
  };
  const write = (word: string, text: string, now: number): void => {
    stream.write(`${clockText(tally.elapsedMs(now)).padStart(7)}  ${word.padEnd(11)} ${visibleText(text)}\n`);
  };
  const writeTotals = (now: number): void => {
    if (now - writtenAt < totalsEveryMs) return;
    const text = totalsText(tally, now);
    if (text === lastTotals) return;
    writtenAt = now;
    lastTotals = text;
    write("so far", text, now);
  };

  return {
    handle: (event) => {
      const now = clock.now();
      const before = tally.count(event, now);
      const line = lineOf(event, before, file);
      const isRepeated = line !== undefined && event.type === "shot_retrying" && isWrittenAlready(event, now);
      if (line !== undefined && !isRepeated) write(line.word, line.text, now);
      if (event.type !== "run_finished") writeTotals(now);
    },
    close: () => {},
  };
}

type Retrying = Extract<RunEvent, { type: "shot_retrying" }>;

interface Line {
  readonly word: string;
  readonly text: string;
}

function lineOf(event: RunEvent, before: JobState | undefined, file: string): Line | undefined {
  switch (event.type) {
    case "run_started":
      return {
        word: event.rehearsal ? "rehearsing" : "rendering",
        text: `${event.file ?? event.storyboard}: ${plannedText(event)}`,
      };
    case "concurrency":
      return event.reason === "limited"
        ? { word: "concurrency", text: `${ofProvider(event)}${concurrencyText(event)}` }
        : undefined;
    // The summary says these, once.
    case "balance":
    case "over_limits":
    case "run_finished":
    case "picture_uploaded":
    case "shot_progress":
      return undefined;
    case "shot_state":
      return stateLine(event, event.state, before, event.taskId);
    case "shot_retrying":
      if (event.delayMs < longWaitMs && event.failures < stubbornFailures) return undefined;
      return {
        word: "retrying",
        text: `${shotText(event)}: ${event.step} in ${durationText(event.delayMs)}, after: ${waitText(event.cause)} (${event.cause.code})`,
      };
    case "shot_done":
      return {
        word: "done",
        text: `${shotText(event)} -> ${clipText(event.clip)} in ${durationText(event.elapsedMs)}${event.superseded ? ", of earlier inputs" : ""}`,
      };
    case "shot_failed":
      return troubleLine("failed", event, event.error, file);
    case "shot_uncertain":
      return troubleLine("uncertain", event, event.error, file);
    case "shot_unfetched":
      return troubleLine("unfetched", event, event.error, file);
    case "warning":
      return { word: "warning", text: warningText(event) };
    case "refused":
      return { word: "refused", text: event.message };
    case "stopping":
      return { word: "stopping", text: stopText(event) };
    default:
      return unreachable(event);
  }
}

function stateLine(
  ref: JobRef,
  state: JobState,
  before: JobState | undefined,
  taskId: string | undefined,
): Line | undefined {
  if (state !== "queued" && state !== "in_progress" && state !== "downloading") return undefined;
  const task = taskId === undefined ? "" : `, task ${taskId}`;
  if (before === undefined) return { word: "carry on", text: `${shotText(ref)}${task}` };
  if (before === "submitting") return { word: "submitted", text: `${shotText(ref)}${task}` };
  return undefined;
}

function troubleLine(word: string, ref: JobRef, error: { readonly code: string }, file: string): Line {
  // The message is in the summary.
  return { word, text: `${shotText(ref)}${placeText(file, ref)}: ${error.code}` };
}
