import type { LimitFunction } from "p-limit";
import type { Clock } from "../base/time/clock.ts";
import type { ClipFolder } from "../clips/clip-folder.ts";
import type { Job } from "../manifest/job.ts";
import type { StillReader } from "../media/decode/still-picture.ts";
import type { FrameFitter } from "../media/fit-frame.ts";
import type { SpendingLimits } from "../plan/money/spending.ts";
import type { VideoProvider } from "../provider/provider.ts";
import type { Attempt, LockState, StateChange, TakeRecord, TaskHolder } from "../state/state.ts";
import type { JobRef, RunEvent, StopReason } from "./events.ts";
import type { PollSchedule } from "./polling/poll-schedule.ts";
import type { Patience } from "./retry/patience.ts";
import { isOfAccount, type StopGate } from "./stop-gate.ts";
import type { UnknownOutcomes } from "./submit/unknown-outcomes.ts";

/** What a run keeps its state in; `lockfile/store.ts` is the real one. */
export interface RunStore {
  /** A live view. */
  readonly state: LockState;
  get(id: string, take: number): TakeRecord | undefined;
  /** The attempt that has this task of a provider; see `Attempt.provider`. */
  holderOf(taskId: string, provider: string | undefined): TaskHolder | undefined;
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
  /** Those that the plan has work for, as contracts and attempts name them; the first provider has no name. */
  readonly providers: ReadonlyMap<string | undefined, VideoProvider>;
  readonly store: RunStore;
  readonly output: ClipFolder;
  readonly clock: Clock;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Mints an attempt's id: unique, `[A-Za-z0-9_-]`. */
  readonly mintAttemptId: () => string;
  readonly emit: (event: RunEvent) => void;
  /** Takes pictures out of clips; needed where the plan has shots that are chained to others. */
  readonly stills?: StillReader | undefined;
  /** Crops and pads frames; needed where the plan has frames to be fitted. */
  readonly fitter?: FrameFitter | undefined;
}

export interface RunSettings {
  /** The storyboard's name, for the report. */
  readonly storyboard: string;
  readonly rehearsal: boolean;
  /** Tasks in flight at most at each provider; `auto` finds what the account allows. */
  readonly concurrency: number | "auto";
  /** Downloads at once at most. */
  readonly downloads: number;
  /** The longest file that is taken for a clip, bytes; 4 GiB unless given. */
  readonly mostClipBytes?: number;
  /**
   * The pace of polling, and the unit of every patience that follows from it; each provider's documented one unless
   * given.
   */
  readonly pollIntervalMs?: number | undefined;
  readonly limits?: SpendingLimits;
  /** Aborted by Ctrl-C and its like. */
  readonly interrupt?: AbortSignal;
}

/**
 * What belongs to one account at a provider. Nothing of it is shared with another provider's: a balance that is used up,
 * a key that is refused or a limit that is met holds the shots of that account, and no others. Storyboards that are run
 * together share it, all but the adaptor and the gate, which are each storyboard's own.
 */
export interface Account {
  readonly provider: VideoProvider;
  /** For events, where several accounts work in one run. */
  readonly label: string | undefined;
  /** Emits what is about the account, and about no single storyboard. */
  readonly announce: (event: RunEvent) => void;
  readonly pollIntervalMs: number;
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
  /** The records of all storyboards that are run with it: a task belongs to one attempt, whosever it is. */
  readonly stores: readonly RunStore[];
}

/** The run's world as far as no provider is needed: records, clips in the folder, events. */
export interface RunWorld extends Omit<RunDependencies, "providers"> {
  readonly settings: RunSettings;
  readonly gate: StopGate;
  /** Whatever decodes a picture, in turn: each takes the memory of all its pixels, several times over. */
  readonly drawing: LimitFunction;
}

/** What the steps of a piece of work share: the run's world, and the account that the work belongs to. */
export interface RunContext extends RunWorld, Account {}

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

/** How one piece of work ended in this run. `settled`: a doubt is gone, and nothing more was wanted of it. */
export type Ending = "done" | "failed" | "uncertain" | "unfetched" | "not_started" | "held" | "settled";

/** Writes a change, and stops submits when it cannot be written. True when it is safe. */
export async function record(context: RunWorld, change: StateChange, durable = true): Promise<boolean> {
  const outcome = await context.store.record(change, { durable });
  if (outcome.ok) return true;
  stop(context, "state_unwritable", `The journal cannot be written: ${outcome.error.message}`);
  return false;
}

/** Closes the gate and says so, once. */
export function stop(
  {
    gate,
    emit,
    announce = emit,
    label,
  }: Pick<RunWorld, "gate" | "emit"> & Partial<Pick<Account, "announce" | "label">>,
  reason: StopReason,
  message: string,
): void {
  if (!gate.stop(reason)) return;
  if (isOfAccount(reason)) {
    announce({ type: "stopping", reason, message, ...(label === undefined ? {} : { provider: label }) });
  } else emit({ type: "stopping", reason, message });
}

/** The attempt as it is now. */
export function attemptOf(
  context: Pick<RunWorld, "store">,
  ref: JobRef,
  attemptId: string,
): Attempt | undefined {
  return context.store.get(ref.id, ref.take)?.attempts.find((attempt) => attempt.attemptId === attemptId);
}
