import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../base/json.ts";

/** What a request is for. `picture` fetches an upload, `result` a finished clip; `other` is no path of the API. */
export type RequestKind = "submit" | "query" | "upload" | "balance" | "result" | "picture" | "other";

/** One request as it arrived, in the order of arrival. */
export interface RequestRecord {
  readonly kind: RequestKind;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The host and port that it was sent to. */
  readonly host: string;
  /** The JSON body as it was written, of submits only. */
  text?: string;
  body?: JsonObject;
  /** The task that the request is about, once known. */
  taskId?: string;
  /** The uploaded file, of uploads only. */
  upload?: { readonly fileName: string; readonly mimeType: string; readonly bytes: number };
  /** The answer's status; absent while it is not answered, and for good where the connection was cut. */
  status?: number;
}

/** The kind of a request, from its method and its path without the query. */
export function requestKind(method: string, path: string): RequestKind {
  if (path === "/v1/videos/generations" && method === "POST") return "submit";
  if (path.startsWith("/v1/videos/generations/") && method === "GET") return "query";
  if (path === "/v1/uploads/images" && method === "POST") return "upload";
  if ((path === "/v1/user/balance" || path === "/v1/balance") && method === "GET") return "balance";
  if (method !== "GET" && method !== "HEAD") return "other";
  if (path.startsWith("/files/videos/")) return "result";
  if (path.startsWith("/files/uploads/")) return "picture";
  return "other";
}
