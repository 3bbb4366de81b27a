import type { Choices } from "../../choices/choices.ts";
import type { ClipOnDisk, UnrecordedClip } from "../../clips/clip-on-disk.ts";
import type { Billing, Job } from "../../manifest/job.ts";
import type { ClipFacts, LockState } from "../../state/state.ts";
import type { Price } from "../plan.ts";
import type { Renames } from "./renames.ts";

/** Everything that a plan depends on. Nothing else does: no clock is read, no file looked at. */
export interface PlanRequest {
  readonly jobs: readonly Job[];
  readonly state: LockState;
  readonly selection?: Selection;
  /** What the output folder has of a clip on record. */
  readonly clipOnDisk: (clip: ClipFacts) => ClipOnDisk;
  /** The file at a clip's place (relative to the output folder) that no record explains. */
  readonly unrecordedAt?: (clipName: string) => UnrecordedClip | undefined;
  /** Unix milliseconds; decides whether a result URL still lives. */
  readonly now: number;
  /** What was decided about the clips. */
  readonly choices?: Choices;
  /** Ids of shots that the storyboard keeps without wanting their clips. */
  readonly keptIds?: ReadonlySet<string>;
  /** Price of one job, `null` where none is known. */
  readonly priceOf?: (billing: Billing) => Price | null;
}

export interface Selection {
  /**
   * Is this shot named on the command line? `undefined` for one that is selected with others, `false` for one that is left
   * out. Absent: every shot is selected, and none is named.
   */
  readonly isNamed?: (shotId: string) => boolean | undefined;
  /** `retry`: of the paid work, only what failed. */
  readonly failedOnly?: boolean;
  /** `--missing`: render anew clips that are gone and can no longer be fetched. */
  readonly missing?: boolean;
  /** `--rejected`: roll takes anew whose clips were sent back. */
  readonly rejected?: boolean;
  /** `--pay-again`: render also what may be there already. */
  readonly payAgain?: boolean;
}

/** A request, and which of its shots were perhaps renamed. */
export type SettledRequest = PlanRequest & { readonly unclear: Renames["unclear"] };
