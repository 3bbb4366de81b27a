import type { JsonValue } from "../base/json.ts";
import type { Job } from "../manifest/job.ts";
import type { Attempt } from "../state/state.ts";
import type { Orphan } from "./make/orphans.ts";

/** What a run will do for one job. `render` alone costs money; `move` needs no provider. In the order in which a plan is shown. */
export const planActions = ["render", "resume", "download", "move", "hold", "none"] as const;

export type PlanAction = (typeof planActions)[number];

export type PlanReason =
  /** Never submitted. */
  | "new"
  /** An input differs from the last clip's or attempt's. */
  | "changed"
  /** The last attempt failed, with the same inputs. */
  | "failed"
  /** The provider has the task. */
  | "in_flight"
  /** The task is complete and its clip is not on disk yet. */
  | "not_downloaded"
  /** The submit's outcome is not known. */
  | "uncertain"
  /** The clip was rendered and is not on disk. Rendering it anew needs `--missing`. */
  | "clip_missing"
  /** Something else is in the clip's place: cut short, emptied or exchanged. Rendering it anew needs `--missing`. */
  | "clip_differs"
  /** Content moderation refused exactly these inputs. Sending them again needs `--only` with the shot named. */
  | "moderation_rejected"
  /** A clip with exactly these inputs is elsewhere in the output folder: it is brought back, nothing is paid. */
  | "superseded_clip_matches"
  /** The shot had another id, which is gone from the storyboard: its clip gets the new name, nothing is paid. */
  | "renamed"
  /** One of several shots of these inputs was perhaps renamed to it, or it to one of several: `rename` says which. */
  | "rename_unclear"
  /** The clip was sent back. Rolling its take anew needs `--rejected`. */
  | "rejected"
  /** The clip was rendered from other inputs, and stands for today's all the same. */
  | "accepted"
  /** A paid task whose shot has changed or gone since; its clip is fetched into `superseded/`. */
  | "superseded"
  /** A clip that it takes a picture of is not there, and is not made in this run. */
  | "needs_clip"
  /** Left out by what was selected: `--only`, `--except`, `--tag`, `--since`. */
  | "not_selected"
  /** Left out by `retry`, which takes failed shots only. */
  | "not_failed"
  | "up_to_date";

/** One input that differs; absent sides are `null`. */
export interface InputChange {
  readonly field: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

export interface Price {
  readonly amount: number;
  readonly currency: string;
}

export interface PlanItem {
  readonly id: string;
  readonly take: number;
  readonly action: PlanAction;
  readonly reason: PlanReason;
  /** Empty unless the reason is `changed`. */
  readonly changes: readonly InputChange[];
  /** Price of what `mayCost`; `null` where no price is known or nothing is paid. */
  readonly price: Price | null;
  /** The validated job; absent for a shot that is no longer in the storyboard. */
  readonly job?: Job;
  /** The attempt that the action carries on with, or that a hold is about. */
  readonly attempt?: Attempt;
  /** The shot's id when the attempt was made, where it is another one now. */
  readonly from?: string;
  /** Ids that the shot may have had before, where several come into question. */
  readonly candidates?: readonly string[];
  /** Where the attempt's clip is, relative to the output folder, when it is to be brought back from there. */
  readonly clipAt?: string;
  /** What is in the clip's place instead of it, as a noun. */
  readonly found?: string;
}

/**
 * May this item be paid for? A `render` is; a submit of unknown outcome that is looked up is sent again, at its price, when
 * the look-up proves that it never arrived.
 */
export function mayCost({ action, reason }: Pick<PlanItem, "action" | "reason">): boolean {
  return action === "render" || (action === "resume" && reason === "uncertain");
}

/** What look-ups that find nothing may add to what is paid for. */
export interface PossibleTotal {
  readonly clips: number;
  readonly seconds: number;
  /** `null` unless each has a price, in one currency. */
  readonly price: Price | null;
}

/** What a plan would render for one billing key. */
export interface BillingTotal {
  readonly billingKey: string;
  readonly clips: number;
  readonly seconds: number;
  readonly price: Price | null;
}

export interface PlanTotals {
  readonly jobs: number;
  readonly render: number;
  readonly resume: number;
  readonly download: number;
  readonly move: number;
  readonly hold: number;
  readonly none: number;
  readonly billing: readonly BillingTotal[];
  /** Sum over `billing`; `null` unless every render has a price in one currency. */
  readonly price: Price | null;
  /** Not in `billing` and `price`: submits of unknown outcome that are looked up. Limits count them, too. */
  readonly possible: PossibleTotal;
}

export interface Plan {
  /** In film order; attempts of removed shots last. */
  readonly items: readonly PlanItem[];
  readonly totals: PlanTotals;
  /**
   * Files, relative to the output folder, where clips of this plan's renders belong and that no record explains: a lost
   * lockfile perhaps knew what was paid for them.
   */
  readonly unrecordedClips: readonly string[];
  /** Clips that no shot of the storyboard wants any more. */
  readonly orphans: readonly Orphan[];
  /** Shots that have another id now. Their records are renamed before anything else is done. */
  readonly renames: readonly Rename[];
}

/** A shot that has another id now. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}
