import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import type { ClipContent, ClipRequest } from "../../src/rehearsal/clips.ts";
import { fileReply } from "../../src/rehearsal/server/file-replies.ts";
import { jsonReply, type Reply } from "../../src/rehearsal/server/replies.ts";
import type { ApiRequest } from "../../src/rehearsal/server/requests.ts";
import type { RehearsalService } from "../../src/rehearsal/server/service.ts";
import type { Fault } from "./faults.ts";
import { stubClips } from "./stub-clips.ts";

/** The answer to a query as a fault alters it; what is not a task's answer stays as it is. */
export function alteredTaskReply(reply: Reply, fault: Fault | undefined): Reply {
  if (fault === undefined || reply.status !== 200) return reply;
  const task = JSON.parse(Buffer.concat(reply.content).toString("utf8")) as JsonObject;
  const altered =
    fault.kind === "status_word" ? withStatusWord(task, fault.word) : alteredResult(task, fault);
  return altered === task ? reply : jsonReply(200, altered);
}

function withStatusWord(task: JsonObject, word: string): JsonObject {
  const { completed_at: _completed, expires_at: _expires, result: _result, error: _error, ...rest } = task;
  return { ...rest, status: word, progress: 0 };
}

function alteredResult(task: JsonObject, fault: Fault): JsonObject {
  const { result, ...rest } = task;
  const url = resultUrl(result);
  if (url === undefined) return task;
  switch (fault.kind) {
    case "completed_without_url":
      return rest;
    case "url_in":
      return { ...rest, [fault.field]: url };
    case "result_files": {
      const { origin } = new URL(url);
      const data = fault.files.map((file) => ({ ...file, url: fileUrl(file.url, { origin, url }) }));
      return { ...rest, result: { type: "video", data } };
    }
    case "result_url":
      return { ...rest, result: { type: "video", data: [{ url: fault.url, format: "mp4" }] } };
    case "fields":
      return { ...task, ...fault.fields };
    default:
      return task;
  }
}

function resultUrl(result: JsonValue | undefined): string | undefined {
  return (result as { data: readonly { url: string }[] } | undefined)?.data[0]?.url;
}

function fileUrl(url: string | undefined, clip: { readonly origin: string; readonly url: string }): string {
  if (url === undefined) return clip.url;
  return url.startsWith("/") ? `${clip.origin}${url}` : url;
}

/** What a fault makes of a file is served as the file itself is: whole, or the part that was asked for. */
export async function alteredFileReply(
  request: ApiRequest,
  fault: Fault,
  from: { readonly service: RehearsalService; readonly clipOf: () => ClipRequest | undefined },
): Promise<Reply> {
  const { range: _range, "if-range": _ifRange, ...headers } = request.headers;
  const whole = await from.service.reply({ ...request, headers });
  if (whole.status !== 200 || fault.kind === "range_ignored") return whole;
  const { "content-type": contentType = "", etag = "" } = whole.headers;
  const file = { content: whole.content, contentType, etag };
  switch (fault.kind) {
    case "file_changed": {
      const changed = { content: withOtherEnd(file.content), etag: `${etag.slice(0, -1)}-changed"` };
      return fileReply({ ...file, ...changed }, request.headers);
    }
    case "container": {
      const clip = from.clipOf();
      if (clip === undefined) return whole;
      const content = await stubClips().makeIn(fault.container, clip);
      return fileReply({ ...file, content }, request.headers);
    }
    case "wrapped":
      return fileReply({ ...file, content: wrapped(file.content, fault) }, request.headers);
    default:
      return fileReply(file, request.headers);
  }
}

/** Of the same length. */
function withOtherEnd(content: ClipContent): ClipContent {
  const bytes = Buffer.concat(content);
  bytes.write("*", Math.max(0, bytes.length - 2), "latin1");
  return [bytes];
}

/** Bytes around a clip that players pass over. */
function wrapped(content: ClipContent, fault: Extract<Fault, { kind: "wrapped" }>): ClipContent {
  const before = Buffer.from(fault.before === undefined ? "" : `\0\0\0\x08${fault.before}`, "latin1");
  return [before, ...content, Buffer.from(fault.after ?? "")];
}
