import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { systemClock } from "../../src/base/time/clock.ts";
import { clipRequest } from "../../src/contracts/request/clip-request.ts";
import type { ClipOrder, VideoProvider } from "../../src/provider/provider.ts";
import { createToApis, type ToApisOptions } from "../../src/provider/toapis/to-apis.ts";
import { contractOf } from "../fakes/contracts.ts";
import { type Reply, ScriptedServer } from "../fakes/scripted-server.ts";

export const apiKey = "sk-very-secret-0123456789/+=";

/** A signal that nobody aborts. */
export const calm = new AbortController().signal;
// Every test's provider listens to it.
setMaxListeners(0, calm);

export async function serve(...replies: Reply[]): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(...replies);
  onTestFinished(() => server.close());
  return server;
}

/** The real adaptor at a scripted server, without limits of its own. */
export function providerAt(baseUrl: URL, options: Partial<ToApisOptions> = {}): VideoProvider {
  const provider = createToApis({
    baseUrl,
    apiKey,
    clock: systemClock,
    limits: { submitPerSecond: "off", queryPerSecond: "off" },
    ...options,
  });
  onTestFinished(() => provider.close());
  return provider;
}

/** A clip of kling-v3 by its parameters. */
export function orderOf(parameters: JsonObject): ClipOrder {
  const contract = contractOf("kling-v3@2026-05");
  return { contract, request: clipRequest(contract, parameters), pictures: new Map() };
}

/** Time-outs for the tests that want one to come: nothing else depends on how short they are. */
export const hasty = { connectMs: 60, answerMs: 60, uploadMs: 60, stallMs: 60 };

/** SHA-256, lower-case hex. */
export function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
