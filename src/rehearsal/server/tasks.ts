import type { JsonObject } from "../../base/json.ts";
import type { ClipContent } from "../clips.ts";

export interface TaskFailure {
  readonly code: string;
  readonly message: string;
}

/** The state of a task as a query shows it. Progress is 0 to 100, times are Unix milliseconds. */
export type TaskView =
  | { readonly status: "queued" }
  | { readonly status: "in_progress"; readonly progress: number }
  | { readonly status: "completed"; readonly completedAt: number }
  | { readonly status: "failed"; readonly error: TaskFailure };

/** One accepted, and paid, submit. */
export interface RehearsalTask {
  readonly taskId: string;
  /** From 0, in the order of acceptance. */
  readonly index: number;
  readonly body: JsonObject;
  /** Unix milliseconds. */
  readonly acceptedAt: number;
  readonly generationMs: number;
  /** Holds whatever its time says, such as the failure of a clip that could not be made. */
  decided?: TaskView;
  /** The clip, from when it is made until it was fetched; never of a maker that makes clips at once. */
  clip?: ClipContent;
  /** Unix milliseconds at which the clip was first made. */
  clipMadeAt?: number;
}

/** A quarter of the time goes by in the queue, as on a quiet day. */
const queuedShare = 0.25;

/** The state of a task at `now`: by its time queued, in progress with a percentage that grows evenly, completed. */
export function viewTask(
  task: RehearsalTask,
  options: { readonly now: number; readonly instantClips: boolean },
): TaskView {
  const clipReady = options.instantClips || task.clipMadeAt !== undefined;
  const view = task.decided ?? viewByTime(task, options.now);
  if (view.status !== "completed" || clipReady) {
    return view.status === "completed"
      ? { status: "completed", completedAt: Math.max(view.completedAt, task.clipMadeAt ?? 0) }
      : view;
  }
  return { status: "in_progress", progress: 99 };
}

function viewByTime(task: RehearsalTask, now: number): TaskView {
  const elapsed = now - task.acceptedAt;
  if (elapsed >= task.generationMs) {
    return { status: "completed", completedAt: task.acceptedAt + task.generationMs };
  }
  const share = elapsed / task.generationMs;
  if (share < queuedShare) return { status: "queued" };
  return { status: "in_progress", progress: Math.floor(((share - queuedShare) / (1 - queuedShare)) * 100) };
}
