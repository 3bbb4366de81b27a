import { toIsoTime } from "../../base/time/calendar.ts";
import type { FilmStatus } from "../../film/status/shot-status.ts";

/** `status --json`. Times are ISO 8601. */
export interface StatusJson {
  readonly shots: readonly {
    readonly id: string;
    readonly scene: string | null;
    readonly take: number;
    readonly line: number | null;
    readonly written_in: string | null;
    readonly state: string;
    /** Is this the take that counts? */
    readonly chosen: boolean;
    /** Was the clip sent back? */
    readonly rejected: boolean;
    readonly task_id: string | null;
    readonly clip: string | null;
    readonly clip_missing: boolean;
    readonly clip_differs: boolean;
    readonly outdated: boolean;
    /** Was the clip looked at, by `dailies inspect`? */
    readonly inspected: boolean;
    /** What is to be pointed out of the clip. */
    readonly findings: readonly { readonly code: string; readonly message: string }[];
    readonly error: { readonly code: string; readonly message: string } | null;
    readonly submitted_at: string | null;
    readonly expires_at: string | null;
  }[];
  /** Clips that no shot wants any more. */
  readonly orphans: readonly ClipJson[];
  /** Clips that newer ones replaced, the newest first. */
  readonly superseded: readonly (ClipJson & { readonly submitted_at: string | null })[];
  /** Choices of clips that are not on record. */
  readonly unmatched_choices: readonly {
    readonly id: string;
    readonly take: number;
    readonly clip: string;
  }[];
  /** In all runs; `null` where a paid clip has no price, and in a rehearsal. */
  readonly spent: { readonly amount: number; readonly currency: string } | null;
}

interface ClipJson {
  readonly id: string;
  readonly take: number;
  /** Relative to the storyboard, with `/`. */
  readonly clip: string;
}

/** @param output the output folder relative to the storyboard, with `/` */
export function statusJson(status: FilmStatus, output: string): StatusJson {
  const { statuses, orphans, superseded, unmatched } = status;
  return {
    shots: statuses.map((status) => ({
      id: status.id,
      scene: status.scene ?? null,
      take: status.take,
      line: status.line ?? null,
      written_in: status.writtenIn ?? null,
      state: status.state,
      chosen: status.isChosen,
      rejected: status.isRejected,
      task_id: status.taskId ?? null,
      clip: status.clip ?? null,
      clip_missing: status.isClipMissing,
      clip_differs: status.found !== undefined,
      outdated: status.isOutdated,
      inspected: status.isInspected,
      findings: status.findings,
      error: status.error === undefined ? null : { code: status.error.code, message: status.error.message },
      submitted_at: isoTime(status.submittedAt),
      expires_at: isoTime(status.expiresAt),
    })),
    orphans: orphans.map(({ id, take, clip }) => ({ id, take, clip: `${output}/${clip.file}` })),
    superseded: superseded.map(({ id, take, clip, submittedAt }) => ({
      id,
      take,
      clip: `${output}/${clip.file}`,
      submitted_at: isoTime(submittedAt),
    })),
    unmatched_choices: unmatched.map(({ id, clip }) => ({ id, ...clip })),
    spent: status.spent ?? null,
  };
}

function isoTime(unixMs: number | undefined): string | null {
  return unixMs === undefined ? null : toIsoTime(unixMs);
}
