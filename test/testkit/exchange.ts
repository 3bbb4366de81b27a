import type { IncomingMessage, ServerResponse } from "node:http";
import { clipShape } from "../../src/rehearsal/server/clip-shape.ts";
import type { RehearsalOptions } from "../../src/rehearsal/server/options.ts";
import { errorReply, type Reply } from "../../src/rehearsal/server/replies.ts";
import {
  type ApiRequest,
  type RequestHead,
  readHead,
  readRequest,
} from "../../src/rehearsal/server/requests.ts";
import type { RehearsalService } from "../../src/rehearsal/server/service.ts";
import type { Account } from "./account.ts";
import { alteredFileReply, alteredTaskReply } from "./altered-replies.ts";
import { faultReply } from "./fault-replies.ts";
import type { Fault, FaultPlayer } from "./faults.ts";
import { transmitWithFault } from "./faulty-transmit.ts";
import type { Ledger, RequestRecord } from "./ledger.ts";

/** What the answers come from. */
export interface TestServerParts {
  readonly service: RehearsalService;
  readonly account: Account;
  readonly ledger: Ledger;
  readonly faults: FaultPlayer;
  readonly now: () => number;
  readonly shape: RehearsalOptions["shape"];
  /** Resolves at the next `release()`. */
  released(): Promise<void>;
}

/** One request from its first byte to the last one of its answer, with what the fault script does to it. */
export async function answerWithFaults(
  parts: TestServerParts,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { ledger, faults, service } = parts;
  const head = readHead(incoming);
  const record = recordOf(head, service);
  ledger.record(record);
  response.once("close", () => {
    if (response.writableFinished) record.status = response.statusCode;
    ledger.notify();
  });
  if (faults.strikesUnread(record) !== undefined) {
    incoming.socket.resetAndDestroy();
    return;
  }
  const request = await readRequest(head, incoming);
  if (request === undefined) return;
  if (head.kind === "submit") record.text = request.content.toString("utf8");
  if (request.body !== undefined) record.body = request.body;
  const task = record.taskId === undefined ? undefined : service.task(record.taskId);
  const rule = faults.strikesRead(record, task);
  // Taken before anybody hears of the strike, so that a release in answer to it is not missed.
  const released = parts.released();
  const early = rule?.accepts === true ? await ordinaryReply(parts, request, undefined) : undefined;
  ledger.notify();
  if (rule?.fault.kind === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (rule?.fault.kind === "hang") await released;
  const replaced = rule === undefined ? undefined : faultReply(rule.fault);
  const reply = replaced ?? early ?? (await ordinaryReply(parts, request, rule?.fault));
  noteUpload(record, reply, service);
  response.once("finish", () => {
    service.sent(request, reply);
    if (head.kind === "result" && reply.status === 200) ledger.fetched(record);
  });
  await transmitWithFault(response, { reply, released, fault: rule?.fault });
}

/** The rehearsal server's answer, within the account's limits, and as a fault alters it. */
async function ordinaryReply(
  parts: TestServerParts,
  request: ApiRequest,
  fault: Fault | undefined,
): Promise<Reply> {
  const { service, account, ledger } = parts;
  const isFile = request.kind === "result" || request.kind === "picture";
  if (isFile) return fileReplyOf(parts, request, fault);
  if (!service.isAuthorized(request.headers.authorization)) return service.reply(request);
  const pace = account.pace(request.kind, parts.now());
  if (pace?.allowed === false) {
    ledger.limited += 1;
    return errorReply(429, { headers: pace.headers });
  }
  const reply = await withinAccount(parts, request, fault);
  return pace === undefined ? reply : { ...reply, headers: { ...reply.headers, ...pace.headers } };
}

async function withinAccount(
  { service, account }: TestServerParts,
  request: ApiRequest,
  fault: Fault | undefined,
): Promise<Reply> {
  if (request.kind === "balance") return account.balanceReply() ?? service.reply(request);
  if (request.kind === "submit") {
    return service.refusal(request) ?? account.refusal() ?? service.reply(request);
  }
  if (request.kind !== "query") return service.reply(request);
  const task = service.task(request.taskId ?? "");
  if (
    fault?.kind === "task_fails" &&
    task !== undefined &&
    (fault.evenIfComplete === true || !saidComplete.has(task))
  ) {
    task.decided = { status: "failed", error: { code: fault.code, message: fault.message } };
  }
  const reply = await service.reply(request);
  if (task !== undefined && saysComplete(reply)) saidComplete.add(task);
  return alteredTaskReply(reply, fault);
}

/** Tasks that were said to be complete. */
const saidComplete = new WeakSet<object>();

function saysComplete({ content }: Reply): boolean {
  const [text] = Array.isArray(content) ? content : [];
  return Buffer.isBuffer(text) && text.includes('"status":"completed"');
}

async function fileReplyOf(
  { service, shape }: TestServerParts,
  request: ApiRequest,
  fault: Fault | undefined,
): Promise<Reply> {
  if (fault === undefined) return service.reply(request);
  return alteredFileReply(request, fault, {
    service,
    clipOf: () => {
      const task = service.task(request.taskId ?? "");
      if (task === undefined) return undefined;
      const { taskId, body } = task;
      return { taskId, body, shape: { ...clipShape(body), ...shape?.(body) } };
    },
  });
}

function recordOf(head: RequestHead, service: RehearsalService): RequestRecord {
  const { kind, method, path, headers, taskId: named } = head;
  const record: RequestRecord = { kind, method, path, headers, host: headers.host ?? "" };
  const taskId = named === undefined ? undefined : (service.task(named)?.taskId ?? named);
  if (taskId !== undefined) record.taskId = taskId;
  return record;
}

function noteUpload(record: RequestRecord, reply: Reply, service: RehearsalService): void {
  if (record.kind !== "upload" || reply.status !== 200) return;
  const text = Buffer.concat(reply.content).toString("utf8");
  const picture = service.uploads.all().find(({ path }) => text.includes(`${path}"`));
  if (picture === undefined) return;
  const { fileName, mimeType, bytes } = picture;
  record.upload = { fileName, mimeType, bytes: bytes.length };
}
