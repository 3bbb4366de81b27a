import type { PlanAction } from "../plan/plan.ts";
import type { JobState, RunCounts, RunEvent, StopReason } from "../run/events.ts";

/** Raised when a release writes lines that an older one would misread. */
export const recordVersion = 1;

/** Requests to a provider, by what they are for. */
export interface RequestCounts {
  readonly uploads: number;
  readonly submits: number;
  /** Looks at tasks. */
  readonly looks: number;
  /** Look-ups of submits whose answer was lost. */
  readonly lookUps: number;
  /** Result files that were opened, parts that went on included. */
  readonly downloads: number;
  readonly balances: number;
  /** Of all of these: those that a rate limit refused. */
  readonly limited: number;
}

/** Names the take that a line is about. */
export interface TakeName {
  readonly id: string;
  readonly take: number;
}

type RetryStep = Extract<RunEvent, { type: "shot_retrying" }>["step"];

/**
 * One line of a run's record, JSON. `at` is Unix milliseconds. A line has names, times, numbers and codes: no message, no
 * address and nothing of a prompt, so that nothing in it can be a secret.
 */
export type RecordLine =
  /** The first line. */
  | {
      readonly type: "run";
      readonly version: number;
      readonly at: number;
      readonly command: string;
      /** The provider limits nobody else's: `auto` begins with it. */
      readonly concurrency: number;
    }
  /** What the run is to do for a take, and whose clips that waits for. */
  | ({
      readonly type: "planned";
      readonly action: PlanAction;
      readonly needs: readonly TakeName[];
    } & TakeName)
  | ({ readonly type: "state"; readonly at: number; readonly state: JobState } & TakeName)
  | ({
      readonly type: "retry";
      readonly at: number;
      readonly step: RetryStep;
      readonly delayMs: number;
      readonly code: string;
    } & TakeName)
  | ({ readonly type: "done"; readonly at: number; readonly bytes: number } & TakeName)
  | ({
      readonly type: "failed" | "uncertain" | "unfetched";
      readonly at: number;
      readonly code: string;
    } & TakeName)
  | { readonly type: "uploaded"; readonly at: number; readonly bytes: number }
  | { readonly type: "stopping"; readonly at: number; readonly reason: StopReason }
  /** All requests so far. */
  | { readonly type: "requests"; readonly at: number; readonly counts: RequestCounts }
  /** The file is as large as it may be; between here and the end, lines are missing. */
  | { readonly type: "full"; readonly at: number }
  | {
      readonly type: "end";
      readonly at: number;
      readonly counts: RunCounts;
      readonly spent?: { readonly amount: number; readonly currency: string } | undefined;
      readonly exitCode: number;
    };

/** A cause's code where it is a plain word; anything else could be any text of a provider's. */
export function plainCode(code: string): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(code) ? code : "other";
}
