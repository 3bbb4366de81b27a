import type { Cause } from "../base/cause.ts";
import type { DiagnosticJson } from "../diagnostics/diagnostic-json.ts";
import type { Job } from "../manifest/job.ts";
import type { SpendingExcess } from "../plan/money/spending.ts";
import type { PlanTotals, Price } from "../plan/plan.ts";
import type { ClipFacts } from "../state/state.ts";

/** Every state that a job can be seen in while a run goes on; the durable ones are in the lockfile. */
export const jobStates = [
  "pending",
  "uploading",
  "submitting",
  "queued",
  "in_progress",
  "downloading",
  "done",
  "failed",
  "uncertain",
] as const;

export type JobState = (typeof jobStates)[number];

/** Names the job that an event is about. */
export interface JobRef {
  readonly id: string;
  readonly take: number;
  /** The shot's line in the storyboard, from 1; absent when the shot is no longer in it. */
  readonly line?: number;
  /** The included file that the line is in, from the storyboard's folder on, with `/`. */
  readonly writtenIn?: string;
}

/** How events and reports name a shot of the storyboard. */
export function refOf({ id, take, line, writtenIn }: Job): JobRef {
  return writtenIn === undefined ? { id, take, line } : { id, take, line, writtenIn };
}

/** Why a run submits nothing further. Tasks in flight are still finished, but for `interrupted`. */
export const stopReasons = [
  "interrupted",
  /** Another run took the storyboard over; what this one began goes on at the provider. */
  "run_lock_lost",
  "no_balance",
  "key_refused",
  "budget",
  /** Several submits in a row came to an unknown outcome: each may have been paid for. */
  "outcomes_unknown",
  /** The provider cannot be reached at all; nothing was submitted in vain. */
  "unreachable",
  /** The journal cannot be written, so no further intent could be recorded. */
  "state_unwritable",
  /** Clips cannot be stored, so none are bought. */
  "output_unwritable",
] as const;

export type StopReason = (typeof stopReasons)[number];

/** Why a run did not begin. */
export type RefusalReason =
  | "storyboard_invalid"
  /** The lockfile or the journal cannot be understood. */
  | "state_invalid"
  /** The state cannot be written beside the storyboard. */
  | "state_unwritable"
  | "output_unwritable"
  /** What is in the output folder cannot be seen, which is not the same as nothing. */
  | "output_unreadable"
  /** Clips would be rendered whose files are there without a record: `--pay-again` renders them nevertheless. */
  | "unrecorded_clips"
  /** Another storyboard has clips of the same names in the output folder. */
  | "output_shared"
  /** Shots are chained to others, and what takes pictures out of clips is not installed. */
  | "decoder_absent"
  /** Frames are to be fitted, and what draws pictures is not installed. */
  | "fitter_absent"
  /** The plan is not the one that `--plan` names. */
  | "plan_changed"
  /** What was selected cannot be had: a glob or a tag names no shot, a revision is not there. */
  | "selection_invalid"
  /** The base URL or the key is malformed, or may not be used. */
  | "service_invalid"
  | "no_key"
  /** A budget in money cannot be held where prices are unknown. */
  | "price_unknown"
  /** Another run holds the storyboard. */
  | "locked";

/** What a run came to, in numbers of jobs. */
export interface RunCounts {
  /** Clips fetched by this run. */
  readonly done: number;
  readonly failed: number;
  /** Submits whose outcome is not known, earlier ones included. */
  readonly uncertain: number;
  /** Paid tasks whose clip is not on disk: still at the provider, or not fetchable yet. */
  readonly unfetched: number;
  /** Planned, and not submitted because the run stopped. */
  readonly notStarted: number;
  /** Held back: moderation, or a missing clip without `--missing`. */
  readonly held: number;
  /** Of those held back: clips that are gone from the disk and can no longer be fetched. */
  readonly missing: number;
  readonly upToDate: number;
}

/** Of a run that did nothing at all. */
export const noCounts: RunCounts = {
  done: 0,
  failed: 0,
  uncertain: 0,
  unfetched: 0,
  notStarted: 0,
  held: 0,
  missing: 0,
  upToDate: 0,
};

/** What became of the drafts of a rehearsal that were to be joined: a file, as the user would type it, or why there is none. */
export type AnimaticMade =
  | { readonly file: string; readonly durationSeconds: number }
  | { readonly error: Cause };

/** A clip that a person should look at, and what is to be pointed out of it. */
export interface ClipWorthALook extends JobRef {
  readonly findings: readonly Cause[];
}

/** Names the storyboard that something is about, as the user wrote it, where several are run together. */
export interface OfFile {
  readonly file?: string;
}

/**
 * Everything that a run emits, in order. A closed union: every consumer switches over it exhaustively.
 * In NDJSON the keys are snake_case and each line also has `time` (ISO 8601).
 */
export type RunEvent = OfFile & EventOfRun;

type EventOfRun =
  | {
      readonly type: "run_started";
      readonly storyboard: string;
      readonly rehearsal: boolean;
      readonly concurrency: number;
      readonly totals: PlanTotals;
    }
  | {
      readonly type: "balance";
      readonly when: "before" | "after";
      readonly remaining: number;
      /** Of `remaining`: `USD`. */
      readonly currency: string;
      readonly unlimited: boolean;
      /** Whose, where several providers work in one run. */
      readonly provider?: string;
    }
  /**
   * `--concurrency auto`. `limited`: narrowed to `concurrency` by a refusal. At the end, where anything was submitted,
   * one of two. `found`: a limit of the account was met, and it took `concurrency` tasks at a time; `no_limit_met`: it
   * took as many, and nothing shows that it would not take more.
   */
  | {
      readonly type: "concurrency";
      readonly concurrency: number;
      readonly reason: "limited" | "found" | "no_limit_met";
      /** Whose account, where several providers work in one run. */
      readonly provider?: string;
    }
  | {
      readonly type: "picture_uploaded";
      readonly sha256: string;
      readonly bytes: number;
      readonly writtenAs: string;
    }
  | ({ readonly type: "shot_state"; readonly state: JobState; readonly taskId?: string } & JobRef)
  | ({ readonly type: "shot_progress"; readonly progress: number } & JobRef)
  | ({
      readonly type: "shot_retrying";
      readonly step: "upload" | "submit" | "query" | "download";
      /** Failures in a row so far. */
      readonly failures: number;
      readonly delayMs: number;
      readonly cause: Cause;
    } & JobRef)
  | ({
      readonly type: "shot_done";
      readonly clip: ClipFacts;
      /** From submit to clip, milliseconds. */
      readonly elapsedMs: number;
      readonly superseded: boolean;
    } & JobRef)
  | ({ readonly type: "shot_failed"; readonly error: Cause; readonly taskId?: string } & JobRef)
  | ({ readonly type: "shot_uncertain"; readonly error: Cause; readonly submittedAt: number } & JobRef)
  /** A paid task that this run could not finish or fetch; the next run carries on with it. */
  | ({
      readonly type: "shot_unfetched";
      readonly error: Cause;
      readonly taskId: string;
      readonly expiresAt?: number;
    } & JobRef)
  | ({ readonly type: "warning"; readonly code: string; readonly message: string } & Partial<JobRef>)
  /** The run does not begin, and `run_finished` follows; nothing was submitted. */
  | {
      readonly type: "refused";
      readonly reason: RefusalReason;
      readonly message: string;
      readonly hint?: string;
      /** What is wrong with the user's files, warnings included; empty where it is not about a file. */
      readonly diagnostics: readonly DiagnosticJson[];
    }
  /** The whole plan does not fit the limits that were set: nothing is submitted. Says which smaller run would fit. */
  | ({ readonly type: "over_limits" } & SpendingExcess)
  | {
      readonly type: "stopping";
      readonly reason: StopReason;
      readonly message: string;
      /** The provider whose shots alone it holds, where several work in one run. */
      readonly provider?: string;
    }
  | {
      readonly type: "run_finished";
      readonly counts: RunCounts;
      /** By the prices of what this run submitted and the provider took; absent where one of them has no price, and in a rehearsal. */
      readonly spent?: Price;
      readonly stopped?: StopReason;
      /** Where one was asked for. */
      readonly animatic?: AnimaticMade;
      /** Of the selected shots' clips, those of this run and earlier ones; absent where no storyboard says what was asked for. */
      readonly worthALook?: readonly ClipWorthALook[];
      /** Clips of the selected shots that were never decoded to see what is in them; absent as `worthALook`. */
      readonly notInspected?: number;
      readonly exitCode: number;
      readonly elapsedMs: number;
    };
