import type { ShotChoice } from "../choices/choices.ts";

/*
 * What the review page shows, as plain data: it goes into the page as JSON. Texts in it come from storyboards, providers
 * and people, and are shown as texts, never as markup.
 */

export interface ReviewData {
  readonly title: string;
  /** Name of the storyboard's file. */
  readonly storyboard: string;
  /** In film order. */
  readonly shots: readonly ReviewShot[];
  readonly choices: ReviewChoices;
  /** Why this may not be how things are now. */
  readonly trouble?: string;
}

export interface ReviewChoices {
  /** Name of the choices file. */
  readonly file: string;
  /** Its text; empty where there is none. */
  readonly text: string;
  readonly byShot: Readonly<Record<string, ShotChoice>>;
  /** Drafts of a rehearsal are only looked at. */
  readonly mayChoose: boolean;
  /** Who decides, where that was said. */
  readonly by?: string;
}

export interface ReviewShot {
  readonly id: string;
  readonly scene?: string;
  /** In the storyboard, or in the file that it includes, from 1. */
  readonly line?: number;
  /** The included file that the shot is written in. */
  readonly writtenIn?: string;
  readonly prompt: string;
  readonly model: string;
  /** Names and values, as texts. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly firstFrame?: ReviewPicture;
  readonly lastFrame?: ReviewPicture;
  readonly references: readonly ReviewPicture[];
  /** What a clip of it is asked to be. */
  readonly seconds: number;
  /** The part of its clip that the film has, in seconds of the clip. */
  readonly trim?: { readonly inSeconds?: number; readonly outSeconds?: number };
  /** Width by height, where it can be known before there is a clip. */
  readonly aspect: number;
  /** The lowest number first. */
  readonly takes: readonly ReviewTake[];
}

export interface ReviewPicture {
  /** Relative to the page. Without one, the picture is not on this machine. */
  readonly url?: string;
  /** As written in the storyboard. */
  readonly name: string;
}

export interface ReviewTake {
  /** From 1. */
  readonly take: number;
  /** One of `JobState`. */
  readonly state: string;
  /** What a render would do for it, and why: `PlanAction`, `PlanReason`. */
  readonly action: string;
  readonly reason: string;
  readonly clip?: ReviewClip;
  /** Clips of this take that newer ones replaced, the newest first. */
  readonly earlier: readonly ReviewClip[];
  readonly changes?: ReviewChanges;
  readonly error?: { readonly code: string; readonly message: string };
  /** What `dailies inspect` points out of the clip; absent where that is nothing. */
  readonly findings?: readonly { readonly code: string; readonly message: string }[];
  /** What it cost, or will cost, with its currency. */
  readonly price?: string;
  /** Billing key and seconds. */
  readonly billing?: string;
  /** Seconds from submit to the task's end. */
  readonly renderSeconds?: number;
  readonly taskId?: string;
}

export interface ReviewClip {
  /** The first eight digits of its SHA-256, by which choices name it. */
  readonly digits: string;
  /** Relative to the page. Without one, the clip is not on this machine. */
  readonly url?: string;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** Pictures a second, where `dailies inspect` measured it. */
  readonly frameRate?: number;
}

export interface ReviewChanges {
  /** The storyboard was edited since the clip, or the clip was rendered from other inputs than the one before it. */
  readonly since: "clip" | "version_before";
  readonly fields: readonly {
    readonly field: string;
    readonly before: string;
    readonly after: string;
    /** Of longer texts, what went and came. */
    readonly parts?: readonly {
      readonly kind: "same" | "removed" | "added";
      readonly text: string;
    }[];
  }[];
}

/** What the page asks its server to write. */
export type Decision =
  | ({ readonly kind: "choose" | "send_back" | "withdraw" } & DecidedTake)
  | { readonly kind: "note"; readonly id: string; readonly note: string };

interface DecidedTake {
  readonly id: string;
  readonly take: number;
  /** The digits of the clip that was looked at. */
  readonly clip: string;
}
