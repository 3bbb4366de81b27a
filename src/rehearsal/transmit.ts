import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { type ClipContent, contentLength } from "./clips.ts";
import type { Fault } from "./faults.ts";
import type { Reply } from "./replies.ts";

export interface Transmission {
  readonly reply: Reply;
  /** How the body is tampered with on its way. */
  readonly fault?: Fault;
  /** Resolves when the test releases what hangs. */
  readonly released: Promise<void>;
}

/** Sends a reply, whole or as its fault wants it. Resolves when there is nothing more to send. */
export async function transmit(response: ServerResponse, transmission: Transmission): Promise<void> {
  const { reply, fault } = transmission;
  const headers: Record<string, string> = { ...reply.headers };
  if (fault?.kind === "content_type") headers["content-type"] = fault.value;
  const total = contentLength(reply.content);
  if (response.req.method === "HEAD" || reply.status === 204 || reply.status === 304) {
    response.writeHead(reply.status, { "content-length": total, ...headers }).end();
    return;
  }
  switch (fault?.kind) {
    case "truncated":
      return truncate(response, { ...transmission, reply: { ...reply, headers } }, fault);
    case "stall": {
      response.writeHead(reply.status, { "content-length": total, ...headers });
      await write(response, sliceContent(reply.content, 0, fault.afterBytes));
      await transmission.released;
      response.socket?.destroy();
      return;
    }
    case "slow": {
      response.writeHead(reply.status, { "content-length": total, ...headers });
      for (let at = 0; at < total && !response.destroyed; at += fault.chunkBytes) {
        await write(response, sliceContent(reply.content, at, at + fault.chunkBytes));
        await pause(fault.pauseMs);
      }
      response.end();
      return;
    }
    case "endless": {
      response.writeHead(reply.status, headers);
      const chunk = Buffer.alloc(fault.chunkBytes);
      while (!response.destroyed) await write(response, [chunk]);
      return;
    }
    default: {
      response.writeHead(reply.status, { "content-length": total, ...headers });
      const [only, second] = reply.content;
      if (second === undefined) response.end(only);
      else await pipeline(Readable.from(reply.content), response).catch(() => undefined);
    }
  }
}

async function truncate(
  response: ServerResponse,
  { reply }: Transmission,
  fault: Extract<Fault, { kind: "truncated" }>,
): Promise<void> {
  const part = sliceContent(reply.content, 0, fault.afterBytes);
  const promised = {
    "content-length": String(
      fault.by === "short_length" ? contentLength(part) : contentLength(reply.content),
    ),
  };
  const chunked = fault.by === "chunked_cut" || fault.by === "chunked_ended";
  response.writeHead(reply.status, { ...reply.headers, ...(chunked ? {} : promised) });
  await write(response, part);
  if (fault.by === "short_length" || fault.by === "chunked_ended") response.end();
  else if (fault.by === "reset") response.socket?.resetAndDestroy();
  else response.socket?.end();
}

/** Writes and waits until the bytes have left this process. */
function write(response: ServerResponse, content: ClipContent): Promise<void> {
  return new Promise((resolve) => {
    response.flushHeaders();
    const finish = (): void => {
      response.off("close", finish);
      resolve();
    };
    response.once("close", finish);
    response.write(Buffer.concat(content as Uint8Array[]), finish);
  });
}

/** The bytes from `start` to before `end`, without copying. */
export function sliceContent(content: ClipContent, start: number, end: number): ClipContent {
  const sliced: Uint8Array[] = [];
  let offset = 0;
  for (const chunk of content) {
    const from = Math.max(0, start - offset);
    const to = Math.min(chunk.length, end - offset);
    if (from < to) sliced.push(chunk.subarray(from, to));
    offset += chunk.length;
  }
  return sliced;
}
