import { failure, type Result, success } from "../base/result.ts";
import type { Attempt, LockState, StateChange } from "./state.ts";
import { TaskIndex } from "./task-index.ts";

/** What the user found out about a submit of unknown outcome. */
export type Finding = { readonly kind: "task"; readonly taskId: string } | { readonly kind: "not_submitted" };

export type ResolutionFailure =
  /** The shot has no attempt on record at all. */
  | { readonly kind: "shot_unknown"; readonly known: readonly string[] }
  /** Nothing about the shot is in doubt. */
  | { readonly kind: "nothing_uncertain" }
  /** Several takes are in doubt: one must be named. */
  | { readonly kind: "take_needed"; readonly takes: readonly number[] }
  /** The task is on record for another attempt already. */
  | { readonly kind: "task_taken"; readonly id: string; readonly take: number };

/**
 * Turns a finding into the change that settles it: `accepted` adopts the task, `withdrawn` releases the job. A task that
 * the provider no longer knows, or whose result has expired, may be released, too: it becomes a failure, so that the next
 * render submits anew.
 */
export function resolve(
  state: LockState,
  shot: { readonly id: string; readonly take?: number | undefined },
  finding: Finding & { readonly at: number },
): Result<StateChange, ResolutionFailure> {
  const takes = state.get(shot.id);
  if (takes === undefined) return failure({ kind: "shot_unknown", known: [...state.keys()].sort() });
  const doubtful = takes
    .filter(({ take }) => shot.take === undefined || take === shot.take)
    .flatMap(({ take, attempts }) =>
      attempts.filter(isDoubtful(finding)).map((attempt) => ({ take, attempt })),
    );
  const [first, ...others] = doubtful;
  if (first === undefined) return failure({ kind: "nothing_uncertain" });
  if (others.some(({ take }) => take !== first.take)) {
    return failure({ kind: "take_needed", takes: [...new Set(doubtful.map(({ take }) => take))] });
  }
  const about = { id: shot.id, take: first.take, attemptId: first.attempt.attemptId };
  if (finding.kind === "task") {
    const holder = new TaskIndex(state).holderOf(finding.taskId, first.attempt.provider);
    if (holder !== undefined) return failure({ kind: "task_taken", id: holder.id, take: holder.take });
    return success({ ...about, type: "accepted", taskId: finding.taskId });
  }
  if (first.attempt.taskId === undefined) return success({ ...about, type: "withdrawn" });
  const error = { code: "given_up", message: "Released by hand: the clip cannot be had from this task." };
  return success({ ...about, type: "failed", error, at: finding.at });
}

/** What was paid for and cannot be had any more: only the user may give it up. */
const releasable: ReadonlySet<string> = new Set(["task_not_found", "result_expired", "not_a_video"]);

function isDoubtful(finding: Finding): (attempt: Attempt) => boolean {
  return ({ state, error }) =>
    state === "uncertain" ||
    state === "submitting" ||
    (finding.kind === "not_submitted" && releasable.has(error?.code ?? ""));
}
