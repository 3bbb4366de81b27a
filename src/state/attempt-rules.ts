import type { AttemptState } from "./state.ts";

/** The fields of an attempt that depend on its state, as the lockfile names them. */
export type StateField = "task_id" | "finished_at" | "result_url" | "expires_at" | "error" | "clip";

/** What an attempt of each state must and may bear. The schema and the quick check are both made from this. */
export const attemptRules: Readonly<
  Record<AttemptState, { readonly required: readonly StateField[]; readonly optional: readonly StateField[] }>
> = {
  submitting: { required: [], optional: ["error"] },
  uncertain: { required: ["error"], optional: [] },
  queued: { required: ["task_id"], optional: ["error"] },
  in_progress: { required: ["task_id"], optional: ["error"] },
  downloading: {
    required: ["task_id", "finished_at"],
    optional: ["result_url", "expires_at", "error", "clip"],
  },
  done: { required: ["task_id", "finished_at", "clip"], optional: ["expires_at"] },
  failed: {
    required: ["finished_at", "error"],
    optional: ["task_id", "result_url", "expires_at", "clip"],
  },
};

export const patterns = {
  shotId: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  take: /^[1-9][0-9]{0,5}$/,
  /** Nothing but a plain name, or one in `superseded/`: a lockfile cannot point outside the output folder. */
  clipFile: /^(?:superseded\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/,
  sha256: /^[0-9a-f]{64}$/,
  /** ISO 8601 in UTC with milliseconds, as `Date` writes it. */
  time: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
} as const;
