import type { IncomingMessage, ServerResponse } from "node:http";
import { type Listener, listen } from "./listen.ts";
import type { RehearsalOptions } from "./options.ts";
import { readHead, readRequest } from "./requests.ts";
import { RehearsalService } from "./service.ts";
import { transmit } from "./transmit.ts";

/** Starts a server on a loopback port that speaks the ToAPIs contract; results and uploads are on it, too. */
export async function startRehearsalServer(options: RehearsalOptions): Promise<Listener> {
  const service = new RehearsalService(options);
  const listener = await listen((incoming, response) => void answer(service, incoming, response));
  service.filesOrigin = listener.url;
  return listener;
}

async function answer(
  service: RehearsalService,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(readHead(incoming), incoming);
  if (request === undefined) return;
  const reply = await service.reply(request);
  response.once("finish", () => service.sent(request, reply));
  await transmit(response, reply);
}
