import type { AttemptState } from "../../src/state/state.ts";
import type { FaultScript } from "../testkit/faults.ts";

/** Where a fault strikes. */
type FaultStep =
  | "submit"
  | "look-up"
  | "poll"
  | "upload"
  | "download"
  | "disk"
  | "lock"
  | "lockfile"
  | "journal"
  | "run";

/** What is done to the world, besides the network. Paths are relative to the storyboard's folder. */
export type SetUp =
  /** The first run finds nobody listening at the API's address. */
  | { readonly kind: "no_listener" }
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  /** A file's content is replaced, and its times are set back. */
  | { readonly kind: "write_over"; readonly path: string; readonly text: string }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "pipe"; readonly path: string }
  | { readonly kind: "remove"; readonly path: string }
  /** The lockfile as `git pull` brings it: a colleague's attempts of `a` and of a shot that this storyboard does not have. */
  | { readonly kind: "pulled_lockfile" }
  /** A symbolic link to a file or folder outside of the storyboard's folder; what it points to must stay as it is. */
  | { readonly kind: "link_outside"; readonly path: string; readonly to: "file" | "folder" }
  /** Keeps a copy of the file, to be put back by `restore`. */
  | { readonly kind: "break"; readonly path: string; readonly how: Damage }
  | { readonly kind: "restore"; readonly path: string }
  /** Takes the file away, to be put back by `restore`. */
  | { readonly kind: "take_away"; readonly path: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  /** Two files change places. */
  | { readonly kind: "swap"; readonly path: string; readonly with: string }
  /** A clip is no longer what it was. */
  | { readonly kind: "damage"; readonly path: string; readonly how: ClipDamage }
  /** A symbolic link to itself: a folder in its place cannot be read. */
  | { readonly kind: "link_to_itself"; readonly path: string }
  /** Another file in the place of the part of `a`'s clip. */
  | { readonly kind: "exchange_part" }
  /** `other.yaml` beside the storyboard has claimed clips of the same folder. */
  | { readonly kind: "other_storyboard"; readonly claims: readonly string[] }
  /** The run lock as somebody left it. */
  | { readonly kind: "lock"; readonly of: LockOwner }
  | { readonly kind: "unlock" }
  /** Every write of a clip fails as on a full disk, in the first run. */
  | { readonly kind: "disk_full" }
  /** The journal refuses to be written from the n-th write on, in the first run. */
  | { readonly kind: "journal_full"; readonly fromWrite: number };

export type ClipDamage = "emptied" | "cut in half" | "another content of the same size";

export type Damage =
  | "emptied"
  | "cut in half"
  | "conflict markers"
  | "newer version"
  | "another kind"
  | "not UTF-8"
  | "half a line at the end"
  | "zeros at the end"
  | "garbage in the middle"
  | "another storyboard's header"
  /** Every attempt is another account's. */
  | "another account"
  /** Attempts as earlier releases wrote them. */
  | "no account"
  | "submitted two days ago";

export type LockOwner =
  | "a live run"
  | "a dead process"
  | "a reused process id"
  | "another host, alive"
  | "another host, silent for a minute"
  | "nobody: an empty file, just made"
  | "nobody: an empty file, a minute old";

/** What is to be seen after a run. State and code are the faulty shot's (`a`); its siblings are done unless said. */
export interface Expected {
  readonly exit: number;
  /** The newest attempt on record; `none` where there is none. */
  readonly state: AttemptState | "none";
  /** On record, or told by an event or a diagnostic. */
  readonly code?: string;
  /** Tasks that the provider has accepted so far. */
  readonly paid: number;
  /** Shots whose clips stand in the output folder. */
  readonly clips: readonly string[];
}

/** One request as it must have been seen: the n-th of its kind for the faulty shot, from 0. */
export interface ExpectedRequest {
  readonly kind: "result" | "submit" | "query" | "upload";
  readonly nth: number;
  readonly headers: Readonly<Record<string, RegExp | null>>;
}

/**
 * One fault, as data: a test is made of each, and a row of `docs/reliability.md`.
 *
 * A row begins with a storyboard of the shots `a` and `b`, one in flight at a time; the fault strikes `a`. The first
 * run meets the fault; the second is an ordinary one in a world that is well again, unless the row says otherwise.
 * Where the shot is held as uncertain after that, it is resolved as a user would, by what the provider's ledger says,
 * and a third run must leave every clip on disk.
 */
export interface FaultRow {
  /** A sentence about the fault, for test names and the table. */
  readonly name: string;
  readonly step: FaultStep;
  readonly shots?: readonly string[];
  /** Shot `a` is rendered by a model that documents `client_business_id`. */
  readonly canLookUp?: true;
  /** Shot `a` has a local first frame. */
  readonly framed?: true;
  /** What the server does in the first run. */
  readonly faults?: FaultScript;
  /** The provider's tasks never end by themselves in the first run. */
  readonly endless?: true;
  /** The provider's tasks are complete at the first look. */
  readonly instant?: true;
  /** A run before the first, ended so; its state is the first run's start. */
  readonly before?: "rendered" | "killed with a's task in flight" | "killed with a's submit unanswered";
  /** Both runs are told to pay although files without a record are there. */
  readonly payAgain?: true;
  /** Done before the first run. */
  readonly setUp?: readonly SetUp[];
  /** Done while the first run goes on. */
  readonly during?: {
    readonly when:
      | "a's task is accepted"
      | "a's task is in flight"
      | "a's clip is half fetched"
      | "a's picture is about to be uploaded";
    readonly strike: readonly SetUp[] | "interrupt";
  };
  /** Done between the two runs, besides ending the faults. */
  readonly mend?: readonly SetUp[];
  readonly first: Expected;
  readonly second: Expected;
  readonly requests?: readonly ExpectedRequest[];
  /** Why a job may have two paid tasks. */
  readonly paidTwice?: string;
}

/** Both clips are there, one paid task each. */
export const allWell: Expected = { exit: 0, state: "done", paid: 2, clips: ["a", "b"] };
/** The same where `a` is the only shot. */
export const aloneWell: Expected = { exit: 0, state: "done", paid: 1, clips: ["a"] };
