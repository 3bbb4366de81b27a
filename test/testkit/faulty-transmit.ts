import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type ClipContent, contentLength, sliceContent } from "../../src/rehearsal/clips.ts";
import type { Reply } from "../../src/rehearsal/server/replies.ts";
import { transmit } from "../../src/rehearsal/server/transmit.ts";
import type { Fault } from "./faults.ts";

interface FaultyTransmission {
  readonly reply: Reply;
  /** How the body is tampered with on its way. */
  readonly fault: Fault | undefined;
  /** Resolves when the test releases what hangs. */
  readonly released: Promise<void>;
}

/** Sends a reply, whole or as its fault wants it. Resolves when there is nothing more to send. */
export async function transmitWithFault(
  response: ServerResponse,
  { reply, fault, released }: FaultyTransmission,
): Promise<void> {
  if (response.req.method === "HEAD") return transmit(response, reply);
  const total = contentLength(reply.content);
  switch (fault?.kind) {
    case "content_type":
      return transmit(response, { ...reply, headers: { ...reply.headers, "content-type": fault.value } });
    case "truncated":
      return truncate(response, reply, fault);
    case "stall": {
      response.writeHead(reply.status, { "content-length": total, ...reply.headers });
      await write(response, sliceContent(reply.content, 0, fault.afterBytes));
      await released;
      response.socket?.destroy();
      return;
    }
    case "slow": {
      response.writeHead(reply.status, { "content-length": total, ...reply.headers });
      for (let at = 0; at < total && !response.destroyed; at += fault.chunkBytes) {
        await write(response, sliceContent(reply.content, at, at + fault.chunkBytes));
        await pause(fault.pauseMs);
      }
      response.end();
      return;
    }
    case "endless": {
      response.writeHead(reply.status, reply.headers);
      const chunk = Buffer.alloc(fault.chunkBytes);
      while (!response.destroyed) await write(response, [chunk]);
      return;
    }
    default:
      return transmit(response, reply);
  }
}

async function truncate(
  response: ServerResponse,
  reply: Reply,
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
    response.write(Buffer.concat(content), finish);
  });
}
