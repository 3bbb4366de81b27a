import type { JsonObject, JsonValue } from "../base/json.ts";
import { clipShape, frameUrls } from "./clip-shape.ts";
import type { ClipContent, ClipMaker, ClipPicture } from "./clips.ts";
import type { Fault } from "./faults.ts";
import { fileReply } from "./file-replies.ts";
import type { Ledger } from "./ledger.ts";
import { modelsWithLookUp, type RehearsalOptions } from "./options.ts";
import { TokenBucket } from "./rate-limits.ts";
import { errorReply, jsonReply, type Reply, type ReplyHeaders } from "./replies.ts";
import type { RequestRecord } from "./requests.ts";
import { stubClips } from "./stub-clips.ts";
import { acceptedReply, resultLifeMs, taskNotFound, taskReply } from "./task-replies.ts";
import { type RehearsalTask, type TaskView, viewTask } from "./tasks.ts";
import { PictureStore, readUpload } from "./uploads.ts";

/** The account behind the API: tasks, pictures, money. Requests in, replies out; it knows nothing of sockets. */
export class RehearsalService {
  readonly pictures = new PictureStore();
  private readonly byId = new Map<string, RehearsalTask>();
  private readonly byClientId = new Map<string, RehearsalTask>();
  private readonly clips: ClipMaker;
  private readonly now: () => number;
  private readonly options: RehearsalOptions;
  private readonly ledger: Ledger;
  private readonly submitBucket: TokenBucket | undefined;
  private readonly queryBucket: TokenBucket | undefined;
  private readonly idPrefix: string;
  /** Where files are served, such as `http://127.0.0.1:4711`. */
  filesOrigin = "";

  constructor(options: RehearsalOptions, ledger: Ledger) {
    this.options = options;
    this.ledger = ledger;
    this.clips = options.clips ?? stubClips();
    this.now = options.now ?? Date.now;
    this.idPrefix = options.idPrefix ?? this.now().toString(36);
    const { submit, query } = options.rateLimits ?? {};
    this.submitBucket = submit && new TokenBucket(submit, "async_submit", this.now());
    this.queryBucket = query && new TokenBucket(query, "async_query", this.now());
  }

  /** The task that a path or a body is about. */
  task(idOrClientId: string): RehearsalTask | undefined {
    return this.byId.get(idOrClientId) ?? this.byClientId.get(idOrClientId) ?? this.recall(idOrClientId);
  }

  view(task: RehearsalTask): TaskView {
    const { manual = false } = this.options;
    return viewTask(task, { now: this.now(), manual, instantClips: this.clips.instant === true });
  }

  /** Decides how a task stands, whatever its time says. */
  decide(taskId: string, decision: TaskView): void {
    const task = this.task(taskId);
    if (task === undefined) throw new Error(`there is no task ${taskId}`);
    task.decided = decision;
    this.ledger.notify();
  }

  complete(taskId: string): void {
    this.decide(taskId, { status: "completed", completedAt: this.now() });
  }

  isAuthorized(authorization: string | undefined): boolean {
    const key = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    return key !== undefined && (this.options.apiKey === undefined || key === this.options.apiKey);
  }

  submit(request: RequestRecord): Reply {
    const limit = this.submitBucket?.take(this.now());
    if (limit?.allowed === false) return this.limited(limit.headers);
    const refusal = this.refusal(request, limit?.headers ?? {});
    if (refusal !== undefined) return refusal;
    return acceptedReply(this.accept(request.body ?? {}), limit?.headers ?? {});
  }

  query(id: string, fault: Fault | undefined): Reply {
    const limit = this.queryBucket?.take(this.now());
    if (limit?.allowed === false) return this.limited(limit.headers);
    const task = this.task(id);
    if (task === undefined) return taskNotFound();
    if (fault?.kind === "task_fails") {
      task.decided = { status: "failed", error: { code: fault.code, message: fault.message } };
    }
    const resultUrl = `${this.filesOrigin}/files/videos/${task.taskId}/output.mp4`;
    return taskReply(task, this.view(task), { resultUrl, fault, headers: limit?.headers ?? {} });
  }

  balance(): Reply {
    const balance = this.options.balance ?? defaultBalance;
    const limited = balance !== "unlimited";
    const used = limited ? cents(this.ledger.paid * balance.perTask) : 0;
    const remaining = limited ? cents(balance.remaining - used) : -1;
    return jsonReply(200, {
      success: true,
      remain_balance: remaining,
      used_balance: used,
      remain_credits: limited ? Math.round(remaining * creditsPerUsd) : -1,
      used_credits: Math.round(used * creditsPerUsd),
      credits_per_usd: creditsPerUsd,
      unlimited_quota: !limited,
    });
  }

  async upload(request: RequestRecord, body: Uint8Array): Promise<Reply> {
    const upload = await readUpload(request.headers["content-type"] ?? "", body);
    if ("refused" in upload) return jsonReply(400, { success: false, message: upload.refused });
    const picture = this.pictures.add(upload);
    if (picture === undefined) {
      const message = "Unsupported image type. Allowed: JPEG, PNG, WebP, GIF";
      return jsonReply(400, { success: false, message });
    }
    const { id, path, mimeType, bytes, fileName } = picture;
    request.upload = { fileName, mimeType, bytes: bytes.length };
    const data = { id, url: `${this.filesOrigin}${path}`, mime_type: mimeType, size: bytes.length };
    return jsonReply(200, { success: true, message: "", data });
  }

  picture(request: RequestRecord, fault: Fault | undefined): Reply {
    const picture = this.pictures.get(request.path);
    if (picture === undefined) return errorReply(404, { message: "No such file" });
    const { bytes, mimeType, sha256 } = picture;
    const file = { content: [bytes], contentType: mimeType, etag: `"${sha256.slice(0, 16)}"` };
    return fileReply(file, request.headers, fault);
  }

  async result(taskId: string, request: RequestRecord, fault: Fault | undefined): Promise<Reply> {
    const task = this.task(taskId);
    const view = task && this.view(task);
    if (task === undefined || view?.status !== "completed")
      return errorReply(404, { message: "No such file" });
    if (this.now() >= view.completedAt + resultLifeMs) {
      return errorReply(403, { code: "AccessDenied", message: "Request has expired" });
    }
    const content = await this.contentOf(task, fault);
    const file = { content, contentType: "video/mp4", etag: `"${task.taskId}"` };
    return fileReply(file, request.headers, fault);
  }

  private async contentOf(task: RehearsalTask, fault: Fault | undefined): Promise<ClipContent> {
    if (fault?.kind === "container") {
      const shape = { ...clipShape(task.body), ...this.options.shape?.(task.body) };
      return await stubClips().makeIn(fault.container, { taskId: task.taskId, body: task.body, shape });
    }
    const content = task.clip ?? (await this.makeClip(task));
    return fault?.kind === "wrapped" ? wrapped(content, fault) : content;
  }

  /** Counts a result that was sent whole. Its clip is let go; whoever fetches it again has it made again. */
  sent(request: RequestRecord, reply: Reply): void {
    const task = this.task(request.taskId ?? "");
    if (task === undefined || reply.status !== 200 || request.method !== "GET") return;
    task.fetches += 1;
    delete task.clip;
  }

  /** Accepts a submit, which is then paid. */
  accept(body: JsonObject): RehearsalTask {
    const index = this.ledger.paid;
    const number = String(index + 1).padStart(6, "0");
    const generationMs = this.options.generationMs?.(body, index) ?? defaultGenerationMs;
    const task: RehearsalTask = {
      taskId: `video_${this.idPrefix}_${number}`,
      index,
      body,
      acceptedAt: this.now(),
      generationMs,
      fetches: 0,
    };
    this.ledger.tasks.push(task);
    this.remember(task);
    return task;
  }

  /** Why a submit is not accepted. */
  private refusal(request: RequestRecord, headers: ReplyHeaders): Reply | undefined {
    if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
      return errorReply(400, { message: "Content-Type must be application/json", headers });
    }
    const { body } = request;
    if (body === undefined) return errorReply(400, { message: "The body is no JSON object", headers });
    if (typeof body.model !== "string" || body.model === "") {
      return errorReply(400, { message: "model is required", headers });
    }
    const [issue] = this.options.validate?.(body) ?? [];
    if (issue !== undefined) {
      const message = issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`;
      return errorReply(400, { message, headers });
    }
    const balance = this.options.balance ?? defaultBalance;
    const spent = balance === "unlimited" ? 0 : (this.ledger.paid + 1) * balance.perTask;
    const affordable = balance === "unlimited" || cents(spent) <= balance.remaining;
    return affordable ? undefined : errorReply(402, { headers });
  }

  private limited(headers: ReplyHeaders): Reply {
    this.ledger.limited += 1;
    return errorReply(429, { headers });
  }

  private remember(task: RehearsalTask): void {
    this.byId.set(task.taskId, task);
    const { model, client_business_id: direct, metadata } = task.body;
    const clientId =
      direct ?? (metadata as { client_business_id?: JsonValue } | undefined)?.client_business_id;
    const canLookUp = this.options.canLookUp ?? ((name: string) => modelsWithLookUp.has(name));
    if (typeof clientId === "string" && canLookUp(String(model))) this.byClientId.set(clientId, task);
    if (this.clips.instant === true) return;
    this.makeClip(task).then(
      (content) => {
        task.clip = content;
        task.clipMadeAt = this.now();
        this.ledger.notify();
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        task.decided = { status: "failed", error: { code: "generation_failed", message } };
        this.ledger.notify();
      },
    );
  }

  /** A task of an earlier server, complete since this one was asked for it. */
  private recall(taskId: string): RehearsalTask | undefined {
    const body = this.options.recallTask?.(taskId);
    if (body === undefined) return undefined;
    const task = { taskId, index: -1, body, acceptedAt: this.now(), generationMs: 0, fetches: 0 };
    this.remember(task);
    return task;
  }

  private async makeClip(task: RehearsalTask): Promise<ClipContent> {
    const { firstFrame, lastFrame } = this.options.frames?.(task.body) ?? frameUrls(task.body);
    const first = firstFrame === undefined ? undefined : await this.findPicture(firstFrame);
    const last = lastFrame === undefined ? undefined : await this.findPicture(lastFrame);
    return this.clips.make({
      taskId: task.taskId,
      body: task.body,
      shape: { ...clipShape(task.body), ...this.options.shape?.(task.body) },
      ...(first === undefined ? {} : { firstFrame: first }),
      ...(last === undefined ? {} : { lastFrame: last }),
    });
  }

  private async findPicture(url: string): Promise<ClipPicture> {
    const path = url.startsWith(`${this.filesOrigin}/`) ? url.slice(this.filesOrigin.length) : undefined;
    const uploaded = path === undefined ? undefined : this.pictures.get(path)?.bytes;
    const bytes = uploaded ?? (await this.options.recallPicture?.(url));
    return bytes === undefined ? { kind: "remote", url } : { kind: "uploaded", url, bytes };
  }
}

/** Bytes around a clip that players pass over. */
function wrapped(content: ClipContent, fault: Extract<Fault, { kind: "wrapped" }>): ClipContent {
  const before = Buffer.from(fault.before === undefined ? "" : `\0\0\0\x08${fault.before}`, "latin1");
  return [before, ...content, Buffer.from(fault.after ?? "")];
}

const creditsPerUsd = 200;
const defaultBalance = { remaining: 1000, perTask: 0.01 };
const defaultGenerationMs = 2000;

/** Sums of money are kept free of binary fractions' dust. */
function cents(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
