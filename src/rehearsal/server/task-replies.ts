import type { JsonObject } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import { errorReply, jsonReply, type Reply } from "./replies.ts";
import type { RehearsalTask, TaskView } from "./tasks.ts";

/** Result URLs live 24 hours (video-status, August 2026). */
export const resultLifeMs = 24 * 60 * 60 * 1000;

/** What a submit is answered with. */
export function acceptedReply(task: RehearsalTask): Reply {
  return jsonReply(200, { ...head(task), status: "queued", created_at: seconds(task.acceptedAt) });
}

/** What a query is answered with. */
export function taskReply(task: RehearsalTask, view: TaskView, resultUrl: string): Reply {
  const common = { ...head(task), status: view.status, created_at: seconds(task.acceptedAt) };
  switch (view.status) {
    case "queued":
      return jsonReply(200, { ...common, progress: 0 });
    case "in_progress":
      return jsonReply(200, { ...common, progress: view.progress });
    case "failed":
      return jsonReply(200, { ...common, progress: 0, error: { ...view.error } });
    case "completed":
      return jsonReply(200, {
        ...common,
        progress: 100,
        completed_at: seconds(view.completedAt),
        expires_at: seconds(view.completedAt + resultLifeMs),
        result: { type: "video", data: [{ url: resultUrl, format: "mp4" }] },
      });
    default:
      return unreachable(view);
  }
}

export function taskNotFound(): Reply {
  return errorReply(404);
}

function head(task: RehearsalTask): JsonObject {
  const clientId = task.body.client_business_id;
  return {
    id: task.taskId,
    object: "generation.task",
    model: task.body.model ?? "",
    ...(typeof clientId === "string" ? { client_business_id: clientId } : {}),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
