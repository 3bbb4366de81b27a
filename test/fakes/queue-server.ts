import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { stubClips } from "../testkit/stub-clips.ts";

interface QueuedTask {
  readonly id: string;
  readonly model: string;
  readonly input: JsonObject;
  looks: number;
}

/** What a submit is answered with in place of a task. */
export interface Refusal {
  readonly status: number;
  readonly body: JsonObject;
  /** Is the task there nevertheless? */
  readonly accepts: boolean;
}

/** A small server in a queue's dialect, over real HTTP on loopback. A task is done at its third look. */
export class QueueServer {
  readonly tasks: QueuedTask[] = [];
  readonly requests: string[] = [];
  /** Tasks stay in the queue. */
  isHolding = false;
  /** What every submit meets. */
  refusal: Refusal | undefined;
  readonly #server: Server;
  readonly #clips = stubClips();
  readonly #arrivals: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<QueueServer> {
    const server = createServer();
    const queue = new QueueServer(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return queue;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  get submits(): number {
    return this.requests.filter((request) => request.startsWith("POST ")).length;
  }

  /** Resolves when the condition holds; it is looked at after every request. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "" } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.requests.push(`${method} ${path}`);
    const [, kind = "", id = "", part] = /^\/(requests|files)\/([^/]+)(?:\/(\w+))?/.exec(path) ?? [];
    const task = this.tasks.find((one) => one.id === id);
    if (method === "POST") this.#submit(response, path, Buffer.concat(chunks));
    else if (task === undefined) json(response, 404, { detail: "no such request" });
    else if (kind === "files") await this.#file(response, task);
    else if (part === "status") this.#status(response, task);
    else json(response, 200, { video: { url: `${this.url.origin}/files/${id}` } });
    for (const arrived of this.#arrivals.splice(0)) arrived();
  }

  #submit(response: ServerResponse, path: string, body: Buffer): void {
    const { refusal } = this;
    const id = `request-${this.tasks.length + 1}`;
    const input = JSON.parse(body.toString("utf8")) as JsonObject;
    if (refusal?.accepts !== false) this.tasks.push({ id, model: path.slice(1), input, looks: 0 });
    if (refusal !== undefined) {
      json(response, refusal.status, refusal.body);
      return;
    }
    const response_url = `${this.url.origin}/requests/${id}`;
    json(response, 200, { request_id: id, status_url: `${response_url}/status`, response_url });
  }

  #status(response: ServerResponse, task: QueuedTask): void {
    if (!this.isHolding) task.looks += 1;
    const words = ["IN_QUEUE", "IN_QUEUE", "IN_PROGRESS"];
    json(response, 200, { status: words[task.looks] ?? "COMPLETED" });
  }

  async #file(response: ServerResponse, { id, input }: QueuedTask): Promise<void> {
    const shape = { width: 1280, height: 720, durationSeconds: 5, audio: false };
    const content = await this.#clips.make({ taskId: id, body: input, shape });
    response.writeHead(200, { "content-type": "video/mp4" }).end(Buffer.concat(content));
  }
}

function json(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
