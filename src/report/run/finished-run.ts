import { jsonText } from "../../base/text/json-text.ts";
import { toIsoTime } from "../../base/time/calendar.ts";
import type { RunEvent } from "../../run/events.ts";
import { snakeCaseKeys } from "../text/snake-case.ts";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** How a run ended, for a program that is started then. */
export interface FinishedRun {
  readonly command: string;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly finished: EventOf<"run_finished">;
  /** Why it did not begin. */
  readonly refused?: EventOf<"refused"> | undefined;
}

/** The last event of `--json`, with the storyboard, the command and the refusal beside it: one line. @param at Unix milliseconds */
export function finishedRunText({ command, file, finished, refused }: FinishedRun, at: number): string {
  const { type, ...rest } = finished;
  const refusal =
    refused === undefined
      ? {}
      : { refused: { reason: refused.reason, message: refused.message, hint: refused.hint ?? null } };
  const result = snakeCaseKeys(rest) as Record<string, unknown>;
  return `${jsonText({ type, time: toIsoTime(at), command, storyboard: file, ...result, ...refusal })}\n`;
}
