import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { unreachable } from "../base/unreachable.ts";
import { faultReply } from "./fault-replies.ts";
import { type Fault, FaultPlayer, type FaultRule, type FaultScript } from "./faults.ts";
import { Ledger } from "./ledger.ts";
import type { RehearsalOptions } from "./options.ts";
import { errorReply, type Reply } from "./replies.ts";
import { type RequestRecord, requestKind } from "./requests.ts";
import { RehearsalService } from "./service.ts";
import type { TaskFailure } from "./tasks.ts";
import { transmit } from "./transmit.ts";
import { pictureLimitBytes } from "./uploads.ts";

/** A running rehearsal server. Everything that tests ask of it is in `ledger`. */
export interface RehearsalServer {
  /** The base URL of the API: `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Where results and uploads are; the same as `url` unless `filesOnOwnPort`. */
  readonly filesUrl: string;
  readonly ledger: Ledger;
  readonly faults: FaultPlayer;
  /** Adds rules to the fault script. */
  script(...rules: FaultScript): void;
  complete(taskId: string): void;
  fail(taskId: string, error: TaskFailure): void;
  /** The task is in progress, at so many percent. */
  progress(taskId: string, percent: number): void;
  /** Resolves as soon as the condition holds; rejects when the server closes before. */
  waitFor(condition: (server: RehearsalServer) => boolean): Promise<void>;
  /** Answers everything that hangs, and cuts every body that stalls. */
  release(): void;
  /** Ends every connection, too. */
  close(): Promise<void>;
}

/** Starts a server on a loopback port that speaks the ToAPIs contract. */
export async function startRehearsalServer(options: RehearsalOptions = {}): Promise<RehearsalServer> {
  const ledger = new Ledger(options.recordRequests ?? 20_000);
  const faults = new FaultPlayer(options.faults ?? []);
  const service = new RehearsalService(options, ledger);
  let release = (): void => {};
  let released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const exchange = { ledger, faults, service, released: () => released };
  const listen = (port: number): Promise<Server> =>
    startListening(port, (request, response) => void handle(exchange, request, response));

  const apiServer = await listen(options.port ?? 0);
  const filesServer = options.filesOnOwnPort === true ? await listen(0) : apiServer;
  service.filesOrigin = originOf(filesServer);

  const server: RehearsalServer = {
    url: originOf(apiServer),
    filesUrl: service.filesOrigin,
    ledger,
    faults,
    script: (...rules) => faults.add(...rules),
    complete: (taskId) => service.complete(taskId),
    fail: (taskId, error) => service.decide(taskId, { status: "failed", error }),
    progress: (taskId, percent) => service.decide(taskId, { status: "in_progress", progress: percent }),
    waitFor: (condition) => ledger.waitFor(() => condition(server)),
    release: () => {
      release();
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    close: async () => {
      ledger.close();
      await Promise.all([...new Set([apiServer, filesServer])].map(stopListening));
      release();
    },
  };
  return server;
}

interface Exchange {
  readonly ledger: Ledger;
  readonly faults: FaultPlayer;
  readonly service: RehearsalService;
  released(): Promise<void>;
}

async function handle(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { ledger, faults, service } = exchange;
  const record = recordOf(request, service);
  ledger.record(record);
  response.once("close", () => {
    if (response.writableFinished) record.status = response.statusCode;
    ledger.notify();
  });
  if (faults.strikesUnread(record) !== undefined) {
    request.socket.resetAndDestroy();
    return;
  }
  const body = await readBody(request);
  if (body === undefined) return;
  if (record.kind === "submit") readSubmit(record, body);
  const rule = faults.strikesRead(record, taskOf(record, service));
  // Taken before anybody is told of the strike, so that a release in answer to it is not missed.
  const released = exchange.released();
  const early = rule?.accepts === true ? await ordinaryReply(service, record, body, undefined) : undefined;
  ledger.notify();
  if (rule?.fault.kind === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  if (rule?.fault.kind === "hang") await released;
  const reply = await replyFor({ service, record, body, rule, early });
  const fault = rule === undefined ? {} : { fault: rule.fault };
  await transmit(response, { reply, released, ...fault });
  if (record.kind === "result" && record.taskId !== undefined && response.writableFinished) {
    service.sent(record, reply);
  }
}

function replyFor(about: {
  readonly service: RehearsalService;
  readonly record: RequestRecord;
  readonly body: Buffer;
  readonly rule: FaultRule | undefined;
  /** The answer of a task that was accepted before the fault struck. */
  readonly early: Reply | undefined;
}): Reply | Promise<Reply> {
  const { service, record, body, rule, early } = about;
  const replaced = rule === undefined ? undefined : faultReply(rule.fault);
  return replaced ?? early ?? ordinaryReply(service, record, body, rule?.fault);
}

function ordinaryReply(
  service: RehearsalService,
  record: RequestRecord,
  body: Buffer,
  fault: Fault | undefined,
): Reply | Promise<Reply> {
  switch (record.kind) {
    case "result":
      return service.result(record.taskId ?? "", record, fault);
    case "picture":
      return service.picture(record, fault);
    case "other":
      return errorReply(404, { message: "No such endpoint" });
    default:
      break;
  }
  if (!service.isAuthorized(record.headers.authorization)) return errorReply(401);
  switch (record.kind) {
    case "submit":
      return service.submit(record);
    case "query":
      return service.query(lastSegment(record.path), fault);
    case "upload":
      return service.upload(record, body);
    case "balance":
      return service.balance();
    default:
      return unreachable(record.kind);
  }
}

function recordOf(request: IncomingMessage, service: RehearsalService): RequestRecord {
  const method = request.method ?? "GET";
  const path = request.url ?? "/";
  const kind = requestKind(method, path.replace(/\?.*$/, ""));
  const { headers } = request;
  const record: RequestRecord = { kind, method, path, headers, host: headers.host ?? "" };
  const named = kind === "query" ? lastSegment(path) : kind === "result" ? path.split("/")[3] : undefined;
  const taskId = named === undefined ? undefined : (service.task(named)?.taskId ?? named);
  if (taskId !== undefined) record.taskId = taskId;
  return record;
}

function taskOf(record: RequestRecord, service: RehearsalService): { readonly body: JsonObject } | undefined {
  return record.taskId === undefined ? undefined : service.task(record.taskId);
}

function readSubmit(record: RequestRecord, body: Buffer): void {
  record.text = body.toString("utf8");
  try {
    const parsed = JSON.parse(record.text) as JsonValue;
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      record.body = parsed as JsonObject;
    }
  } catch {
    // Stays without a body, and is refused for that.
  }
}

function lastSegment(path: string): string {
  const segment = path.replace(/\?.*$/, "").split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Multipart framing comes on top of the picture. */
const bodyLimitBytes = pictureLimitBytes * 2;

/** The whole body; `undefined` when the client went away. What is over the limit is read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= bodyLimitBytes) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function startListening(
  port: number,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 30_000 }, onRequest);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", 1024, () => resolve(server));
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
