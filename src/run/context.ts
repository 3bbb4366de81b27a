import type { Clock } from "../base/clock.ts";
import type { ClipFolder } from "../clips/clip-folder.ts";
import type { Job } from "../manifest/job.ts";
import type { SpendingLimits } from "../plan/spending.ts";
import type { VideoProvider } from "../provider/provider.ts";
import type { Attempt, LockState, StateChange, TakeRecord, TaskHolder } from "../state/state.ts";
import type { JobRef, RunEvent } from "./events.ts";
import type { Patience } from "./patience.ts";
import type { PollSchedule } from "./polling/poll-schedule.ts";
import type { StopGate } from "./stop-gate.ts";
import type { UnknownOutcomes } from "./submit/unknown-outcomes.ts";

/** What a run keeps its state in; `lockfile/store.ts` is the real one. */
export interface RunStore {
  /** A live view. */
  readonly state: LockState;
  get(id: string, take: number): TakeRecord | undefined;
  /** The attempt that has this task of the provider. */
  holderOf(taskId: string): TaskHolder | undefined;
  /**
   * Applies a change to memory at once, and to disk: with `durable` the promise waits until it is safe there.
   * A write that fails is a value: the change is in memory, and the run stops submitting.
   */
  record(change: StateChange, options: { readonly durable: boolean }): Promise<RecordOutcome>;
}

export type RecordOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: { readonly message: string } };

/** The world that a run works in. Each seam has an honest fake. */
export interface RunDependencies {
  readonly provider: VideoProvider;
  readonly store: RunStore;
  readonly output: ClipFolder;
  readonly clock: Clock;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Mints an attempt's id: unique, `[A-Za-z0-9_-]`. */
  readonly mintAttemptId: () => string;
  readonly emit: (event: RunEvent) => void;
}

export interface RunSettings {
  /** The storyboard's name, for the report. */
  readonly storyboard: string;
  readonly rehearsal: boolean;
  /** Tasks in flight at most; `auto` finds what the account allows. */
  readonly concurrency: number | "auto";
  /** Downloads at once at most. */
  readonly downloads: number;
  /** The longest file that is taken for a clip, bytes; 4 GiB unless given. */
  readonly mostClipBytes?: number;
  /** The pace of polling, and the unit of every patience that follows from it. Documented: 10 s. */
  readonly pollIntervalMs: number;
  readonly limits?: SpendingLimits;
  /** Aborted by Ctrl-C and its like. */
  readonly interrupt?: AbortSignal;
}

/** What the steps of a run share. */
export interface RunContext extends RunDependencies {
  readonly settings: RunSettings;
  readonly gate: StopGate;
  readonly schedule: PollSchedule;
  readonly patience: Patience;
  /** Learns how the provider takes submits, for `--concurrency auto`. */
  readonly pace: SubmitPace;
  /** Has the provider answered in this run? Before that, a wrong address is likelier than a failure that passes. */
  readonly contact: { made: boolean };
  /** The mark of the account that this run submits with; see `VideoProvider.accountMark`. */
  readonly account: string;
  /** Submits whose outcome is not known. */
  readonly outcomes: UnknownOutcomes;
  /** What is known of the account while the run goes on. */
  readonly balance: { before?: number; accepted: number };
}

/** Listens to how submits fare. */
export interface SubmitPace {
  /** Passes a wait for a submit's turn on; until it ends the submit counts as not sent. */
  waiting<T>(wait: Promise<T>): Promise<T>;
  /** `remainingSubmits`: how many more the account takes right now, where the provider says so. */
  accepted(remainingSubmits?: number): void;
  /** Refused for its rate. */
  limited(): void;
  /** Emits, as an event, what was found out about the account; nothing where nothing was submitted or sought. */
  emitFinding(): void;
}

/** One take that a run works on, with or without a job of today's storyboard. */
export interface Work {
  readonly ref: JobRef;
  /** The validated job; absent when the shot has gone from the storyboard. */
  readonly job?: Job;
  /** Name of the contract, for the durations learned. */
  readonly model: string;
  /** Where the clip belongs, relative to the output folder. */
  readonly clip: string;
  /** The clip is not today's: it goes to `superseded/`. */
  readonly superseded: boolean;
}

/** How one piece of work ended in this run. */
export type Ending = "done" | "failed" | "uncertain" | "unfetched" | "not_started" | "held";

/** Writes a change, and stops submits when it cannot be written. True when it is safe. */
export async function record(context: RunContext, change: StateChange, durable = true): Promise<boolean> {
  const outcome = await context.store.record(change, { durable });
  if (outcome.ok) return true;
  stop(context, "state_unwritable", `The journal cannot be written: ${outcome.error.message}`);
  return false;
}

/** Closes the gate and says so, once. */
export function stop(context: RunContext, reason: Parameters<StopGate["stop"]>[0], message: string): void {
  if (context.gate.stop(reason)) context.emit({ type: "stopping", reason, message });
}

/** The attempt as it is now. */
export function attemptOf(context: RunContext, ref: JobRef, attemptId: string): Attempt | undefined {
  return context.store.get(ref.id, ref.take)?.attempts.find((attempt) => attempt.attemptId === attemptId);
}
