import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import { type UploadKind, uploadLimitBytes } from "./uploads.ts";

/** What a request is for. `picture` fetches an upload, `result` a finished clip; `other` is not a path of the API. */
export type RequestKind =
  | "submit"
  | "query"
  | "upload"
  | "balance"
  | "models"
  | "result"
  | "picture"
  | "other";

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly kind: RequestKind;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The id in the path, of queries and results only. */
  readonly taskId?: string;
}

/** One request, read to its end. */
export interface ApiRequest extends RequestHead {
  readonly content: Buffer;
  /** The JSON object in it, of submits only; absent where it is not one. */
  readonly body?: JsonObject;
}

export function readHead(incoming: IncomingMessage): RequestHead {
  const method = incoming.method ?? "GET";
  const path = incoming.url ?? "/";
  const kind = requestKind(method, path.replace(/\?.*$/, ""));
  const head = { kind, method, path, headers: incoming.headers };
  const taskId = kind === "query" ? lastSegment(path) : kind === "result" ? path.split("/")[3] : undefined;
  return taskId === undefined ? head : { ...head, taskId };
}

/** The rest of a request; `undefined` when the client went away. */
export async function readRequest(
  head: RequestHead,
  incoming: IncomingMessage,
): Promise<ApiRequest | undefined> {
  const content = await readContent(incoming, bodyLimitBytes[uploadKind(head)]);
  if (content === undefined) return undefined;
  const body = head.kind === "submit" ? jsonObjectIn(content) : undefined;
  return { ...head, content, ...(body === undefined ? {} : { body }) };
}

/** What an upload says that it brings; of any other request it means nothing. */
export function uploadKind({ path }: Pick<RequestHead, "path">): UploadKind {
  return path.startsWith("/v1/uploads/videos") ? "video" : "image";
}

/** The kind of a request, from its method and its path without the query. */
function requestKind(method: string, path: string): RequestKind {
  if (path === "/v1/videos/generations" && method === "POST") return "submit";
  if (path.startsWith("/v1/videos/generations/") && method === "GET") return "query";
  if (/^\/v1\/uploads\/(?:images|videos)$/.test(path) && method === "POST") return "upload";
  if ((path === "/v1/user/balance" || path === "/v1/balance") && method === "GET") return "balance";
  if (path === "/v1/models" && method === "GET") return "models";
  if (method !== "GET" && method !== "HEAD") return "other";
  if (path.startsWith("/files/videos/")) return "result";
  if (path.startsWith("/files/uploads/")) return "picture";
  return "other";
}

function lastSegment(path: string): string {
  const segment = path.replace(/\?.*$/, "").split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function jsonObjectIn(content: Buffer): JsonObject | undefined {
  try {
    const parsed = JSON.parse(content.toString("utf8")) as JsonValue;
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Multipart framing comes on top of the file, and one that is somewhat too large is to be told so. */
const bodyLimitBytes = { image: uploadLimitBytes.image * 2, video: uploadLimitBytes.video * 1.2 } as const;

/** The whole body. What is over the limit is read and dropped. */
async function readContent(incoming: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
