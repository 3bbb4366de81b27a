import { errorReply, jsonReply, type Reply, textReply } from "../../src/rehearsal/server/replies.ts";
import type { Fault } from "./faults.ts";

/** The answer that a fault puts in place of the ordinary one; `undefined` where it only alters that. */
export function faultReply(fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case "status":
      return statusReply(fault);
    case "rate_limited":
      return errorReply(429, {
        headers: fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) },
      });
    case "html":
      return pageReply(fault.status ?? 200);
    case "broken_json":
      return textReply(fault.status ?? 200, '{"id": "video_', { "content-type": "application/json" });
    case "empty":
      return textReply(fault.status ?? 200, "", {});
    case "json":
      return jsonReply(fault.status ?? 200, fault.body);
    case "redirect":
      return textReply(fault.status ?? 302, "", { location: fault.to });
    case "task_forgotten":
      return errorReply(404);
    case "not_ready":
      return errorReply(fault.status ?? 404, { code: "not_ready", message: "The file is not ready" });
    case "expired":
      return textReply(fault.status ?? 403, "<Error><Code>AccessDenied</Code></Error>", {
        "content-type": "application/xml",
      });
    case "content":
      return textReply(200, fault.text, { "content-type": "video/mp4" });
    default:
      return undefined;
  }
}

function statusReply(fault: Extract<Fault, { kind: "status" }>): Reply {
  if (fault.text !== undefined) {
    return textReply(fault.status, fault.text, { "content-type": "text/plain", ...fault.headers });
  }
  if (fault.body !== undefined) return jsonReply(fault.status, fault.body, fault.headers);
  return errorReply(fault.status, { headers: fault.headers ?? {} });
}

/** The sort of page that a gateway in front of an API shows. */
function pageReply(status: number): Reply {
  const page =
    "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head><body>Bad Gateway</body></html>\n";
  return textReply(status, page, { "content-type": "text/html; charset=utf-8" });
}
