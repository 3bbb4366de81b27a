import { toIsoTime } from "../../base/calendar.ts";
import type { ShotStatus } from "../../film/shot-status.ts";

/** `status --json`. Times are ISO 8601. */
export interface StatusJson {
  readonly shots: readonly {
    readonly id: string;
    readonly take: number;
    readonly line: number | null;
    readonly state: string;
    readonly task_id: string | null;
    readonly clip: string | null;
    readonly clip_missing: boolean;
    readonly clip_differs: boolean;
    readonly outdated: boolean;
    readonly error: { readonly code: string; readonly message: string } | null;
    readonly submitted_at: string | null;
    readonly expires_at: string | null;
  }[];
}

export function statusJson(statuses: readonly ShotStatus[]): StatusJson {
  return {
    shots: statuses.map((status) => ({
      id: status.id,
      take: status.take,
      line: status.line ?? null,
      state: status.state,
      task_id: status.taskId ?? null,
      clip: status.clip ?? null,
      clip_missing: status.isClipMissing,
      clip_differs: status.found !== undefined,
      outdated: status.isOutdated,
      error: status.error === undefined ? null : { code: status.error.code, message: status.error.message },
      submitted_at: isoTime(status.submittedAt),
      expires_at: isoTime(status.expiresAt),
    })),
  };
}

function isoTime(unixMs: number | undefined): string | null {
  return unixMs === undefined ? null : toIsoTime(unixMs);
}
