import type { JsonObject } from "../base/json.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Fault } from "./faults.ts";
import { errorReply, jsonReply, type Reply, type ReplyHeaders } from "./replies.ts";
import type { RehearsalTask, TaskView } from "./tasks.ts";

/** Result URLs live 24 hours (video-status, August 2026). */
export const resultLifeMs = 24 * 60 * 60 * 1000;

/** What a submit is answered with. */
export function acceptedReply(task: RehearsalTask, headers: ReplyHeaders): Reply {
  return jsonReply(200, { ...head(task), status: "queued", created_at: seconds(task.acceptedAt) }, headers);
}

/** What a query is answered with. */
export function taskReply(
  task: RehearsalTask,
  view: TaskView,
  about: { readonly resultUrl: string; readonly fault?: Fault | undefined; readonly headers: ReplyHeaders },
): Reply {
  const common = { ...head(task), status: view.status, created_at: seconds(task.acceptedAt) };
  const { fault, headers } = about;
  if (fault?.kind === "status_word") {
    return jsonReply(200, { ...common, status: fault.word, progress: 0 }, headers);
  }
  switch (view.status) {
    case "queued":
      return jsonReply(200, { ...common, progress: 0 }, headers);
    case "in_progress":
      return jsonReply(200, { ...common, progress: view.progress }, headers);
    case "failed":
      return jsonReply(200, { ...common, progress: 0, error: { ...view.error } }, headers);
    case "completed":
      return jsonReply(
        200,
        {
          ...common,
          progress: 100,
          completed_at: seconds(view.completedAt),
          expires_at: seconds(view.completedAt + resultLifeMs),
          ...resultFields(about.resultUrl, fault),
        },
        headers,
      );
    default:
      return unreachable(view);
  }
}

export function taskNotFound(): Reply {
  return errorReply(404);
}

function resultFields(resultUrl: string, fault: Fault | undefined): JsonObject {
  switch (fault?.kind) {
    case "completed_without_url":
      return {};
    case "url_in":
      return { [fault.field]: resultUrl };
    case "result_files": {
      const { origin } = new URL(resultUrl);
      const data = fault.files.map((file) => ({ ...file, url: fileUrl(file.url, { origin, resultUrl }) }));
      return { result: { type: "video", data } };
    }
    default: {
      const url = fault?.kind === "result_url" ? fault.url : resultUrl;
      const result = { type: "video", data: [{ url, format: "mp4" }] };
      return fault?.kind === "fields" ? { result, ...fault.fields } : { result };
    }
  }
}

function fileUrl(
  url: string | undefined,
  clip: { readonly origin: string; readonly resultUrl: string },
): string {
  if (url === undefined) return clip.resultUrl;
  return url.startsWith("/") ? `${clip.origin}${url}` : url;
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
