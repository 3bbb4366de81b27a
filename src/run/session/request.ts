import type { WriteFailure } from "../../base/files/file-errors.ts";
import type { Clock } from "../../base/time/clock.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import type { ClipOnDisk, UnrecordedClip } from "../../clips/clip-on-disk.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { OpenJournalFile } from "../../lockfile/journal/journal-file.ts";
import type { StatePaths } from "../../lockfile/paths.ts";
import type { PriceUnknown, SpendingLimits } from "../../plan/money/spending.ts";
import type { Plan } from "../../plan/plan.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import type { LockHeld } from "../../run-lock/run-lock.ts";
import type { ClipFacts, LockState } from "../../state/state.ts";
import type { RunSettings } from "../context.ts";
import type { RunCounts, RunEvent } from "../events.ts";
import type { OutputRefused } from "../output/claim-output.ts";
import type { MakerAbsent, PictureLoaders } from "../pictures/picture-makers.ts";
import type { RunOutcome } from "../plan-run.ts";

/** What a storyboard brings to a session. The loaders are called once, before anything is paid, where the plan has a use for what they load. */
export interface StoryboardRequest extends PictureLoaders {
  readonly paths: StatePaths;
  /** What the user ran, for whoever finds the lock. Holds no secret. */
  readonly command: string;
  readonly output: ClipFolder;
  readonly planOf: (known: PlanKnowledge) => Plan;
  /** Render clips although their files are there without a record. A rehearsal, which costs nothing, always does. */
  readonly payAgain?: boolean;
  /** The plan is about some of the storyboard's takes only, as a rescue's is: names claimed earlier stay claimed. */
  readonly isPartial?: boolean;
  /**
   * The adaptor of a provider, by the name that contracts and attempts give it; the first one has no name. `undefined`
   * when there is no key. Called once for each that the plan has work for: a plan without work needs no key. Each is
   * closed when the whole session is over.
   */
  readonly connect: (provider: string | undefined) => Promise<VideoProvider | undefined>;
  readonly settings: Pick<RunSettings, "storyboard" | "rehearsal" | "mostClipBytes">;
  readonly mintAttemptId: () => string;
  readonly emit: (event: RunEvent) => void;
  /** Completes the last event with what is known only then; the record is as the run left it. */
  readonly complete?: (state: LockState) => Pick<RunFinished, "worthALook" | "notInspected">;
  /** How the journal is opened; tests put a disk with faults here. */
  readonly openFile?: OpenJournalFile;
}

type RunFinished = Extract<RunEvent, { type: "run_finished" }>;

/** What the storyboards of a session have together. */
export interface SharedRequest {
  /** How long to wait for other runs on the same storyboards; 0: not at all. */
  readonly lockTimeoutMs: number;
  readonly limits: SpendingLimits;
  /** `planHashOfAll` of the plans that were agreed to; any others are refused. */
  readonly planHash?: string;
  readonly settings: Pick<RunSettings, "concurrency" | "downloads" | "pollIntervalMs">;
  readonly interrupt: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  /** Gets what is about no single storyboard. */
  readonly emit: (event: RunEvent) => void;
}

/** The session of one storyboard. */
export type SessionRequest = StoryboardRequest & SharedRequest;

/** One of several storyboards; its events name it. */
export interface NamedRequest extends StoryboardRequest {
  /** As the user wrote it. */
  readonly file: string;
}

export interface PlanKnowledge {
  readonly state: LockState;
  /** What the output folder has of a clip on record. */
  readonly clipOnDisk: (clip: ClipFacts) => ClipOnDisk;
  /** The file at a clip's place that no record explains. */
  readonly unrecordedAt: (clipName: string) => UnrecordedClip | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface FinishedSession {
  readonly kind: "finished";
  readonly outcome: RunOutcome;
  readonly exitCode: number;
  /** The record as the run left it. */
  readonly state: LockState;
}

/** Why a session did not begin: nothing was submitted, and no event was emitted. */
export type SessionRefusal =
  /** Another run holds the storyboard. */
  | LockHeld
  | { readonly kind: "lock_unwritable"; readonly failure: WriteFailure }
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] }
  /** A budget in money cannot be held where prices are unknown. */
  | PriceUnknown
  /** The plan is not the one that was named. */
  | { readonly kind: "plan_changed"; readonly hash: string; readonly counts: RunCounts }
  /** What takes pictures out of clips is not installed, or what fits frames. */
  | (MakerAbsent & { readonly counts: RunCounts })
  /** There is no key for a provider that the plan has work for. */
  | { readonly kind: "no_key"; readonly provider: string | undefined; readonly counts: RunCounts }
  | OutputRefused;

/** How the session of one storyboard ended. */
export type SessionOutcome = FinishedSession | SessionRefusal;

/** How the session of several storyboards ended: all of them began, or none. */
export type SessionsOutcome =
  | {
      readonly kind: "finished";
      /** In the order of the requests. */
      readonly sessions: readonly FinishedSession[];
      readonly exitCode: number;
    }
  | {
      readonly kind: "refused";
      readonly refusal: SessionRefusal;
      /** Of which of the requests; absent where it is about all of them together. */
      readonly index?: number;
      /** Of all plans, as far as they were made. */
      readonly counts: RunCounts;
    };
