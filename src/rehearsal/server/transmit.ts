import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { contentLength } from "../clips.ts";
import type { Reply } from "./replies.ts";

/** Sends a reply. */
export async function transmit(response: ServerResponse, { status, headers, content }: Reply): Promise<void> {
  response.writeHead(status, { "content-length": contentLength(content), ...headers });
  const [only, second] = content;
  if (response.req.method === "HEAD" || status === 204 || status === 304) response.end();
  else if (second === undefined) response.end(only);
  else await pipeline(Readable.from(content), response).catch(() => undefined);
}
