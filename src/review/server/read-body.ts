import type { IncomingMessage } from "node:http";
import { failure, type Result, success } from "../../base/result.ts";

/** A decision with its note is far smaller. */
const mostBytes = 16 * 1024;

export interface BodyProblem {
  readonly status: number;
  readonly message: string;
}

/** A JSON body; nothing is kept of one that is larger than a decision can be. */
export async function readJsonBody(request: IncomingMessage): Promise<Result<unknown, BodyProblem>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    return failure({ status: 415, message: "the body has to be JSON" });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) return failure({ status: 413, message: "the body is too large" });
      chunks.push(chunk);
    }
    return success(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } catch {
    return failure({ status: 400, message: "the body is not JSON" });
  }
}
