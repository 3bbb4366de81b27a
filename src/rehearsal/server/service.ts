import type { JsonObject, JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { ClipContent, ClipPicture } from "../clips.ts";
import { pageFrames } from "../rules/pages.ts";
import { clipShape, frameUrls } from "./clip-shape.ts";
import { fileReply } from "./file-replies.ts";
import type { RehearsalOptions } from "./options.ts";
import { errorReply, jsonReply, type Reply } from "./replies.ts";
import { type ApiRequest, type RequestKind, uploadKind } from "./requests.ts";
import { acceptedReply, resultLifeMs, taskNotFound, taskReply } from "./task-replies.ts";
import { type RehearsalTask, type TaskView, viewTask } from "./tasks.ts";
import { pictureType, readUpload, type StoredUpload, UploadStore } from "./uploads.ts";

/** The account behind the API: its tasks and uploads. Requests in, replies out; it knows nothing of sockets. */
export class RehearsalService {
  readonly uploads = new UploadStore();
  private readonly byId = new Map<string, RehearsalTask>();
  private readonly byClientId = new Map<string, RehearsalTask>();
  private readonly now: () => number;
  private readonly options: RehearsalOptions;
  private readonly idPrefix: string;
  private accepted = 0;
  /** Where files are served, such as `http://127.0.0.1:4711`. */
  filesOrigin = "";

  constructor(options: RehearsalOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.idPrefix = options.idPrefix ?? this.now().toString(36);
  }

  reply(request: ApiRequest): Reply | Promise<Reply> {
    if (needsKey(request.kind) && !this.isAuthorized(request.headers.authorization)) return errorReply(401);
    switch (request.kind) {
      case "submit":
        return this.refusal(request) ?? acceptedReply(this.accept(request.body ?? {}));
      case "query":
        return this.query(request.taskId ?? "");
      case "upload":
        return this.upload(request);
      case "balance":
        return unlimitedBalance();
      case "models":
        return modelList(request.path, this.options.models ?? []);
      case "result":
        return this.result(request);
      case "picture":
        return this.picture(request);
      case "other":
        return errorReply(404, { message: "No such endpoint" });
      default:
        return unreachable(request.kind);
    }
  }

  /** A reply was sent whole. Its clip is let go; whoever fetches it again has it made again. */
  sent(request: ApiRequest, reply: Reply): void {
    if (request.kind !== "result" || reply.status !== 200 || request.method !== "GET") return;
    const task = this.task(request.taskId ?? "");
    if (task !== undefined) delete task.clip;
  }

  /** The task that a path or a body is about. */
  task(idOrClientId: string): RehearsalTask | undefined {
    return this.byId.get(idOrClientId) ?? this.byClientId.get(idOrClientId) ?? this.recall(idOrClientId);
  }

  isAuthorized(authorization: string | undefined): boolean {
    const key = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    return key !== undefined && (this.options.apiKey === undefined || key === this.options.apiKey);
  }

  /** Why a submit is not accepted; `undefined` where it is. */
  refusal({ headers, body }: ApiRequest): Reply | undefined {
    if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
      return errorReply(400, { message: "Content-Type must be application/json" });
    }
    if (body === undefined) return errorReply(400, { message: "The body is not a JSON object" });
    if (typeof body.model !== "string" || body.model === "") {
      return errorReply(400, { message: "model is required" });
    }
    const [issue] = this.options.validate?.(body, (address) => this.uploadAt(address)?.facts) ?? [];
    if (issue === undefined) return undefined;
    return errorReply(400, {
      message: issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`,
    });
  }

  private query(id: string): Reply {
    const task = this.task(id);
    if (task === undefined) return taskNotFound();
    return taskReply(task, this.view(task), `${this.filesOrigin}/files/videos/${task.taskId}/output.mp4`);
  }

  private async upload(request: ApiRequest): Promise<Reply> {
    const { headers, content } = request;
    const kind = uploadKind(request);
    const upload = await readUpload(kind, { contentType: headers["content-type"] ?? "", body: content });
    if ("refused" in upload) return jsonReply(400, { success: false, message: upload.refused });
    const stored = await this.uploads.add(kind, upload);
    if (stored === undefined) {
      const allowed = kind === "image" ? "JPEG, PNG, WebP, GIF" : "MP4, WebM, MOV";
      return jsonReply(400, { success: false, message: `Unsupported ${kind} type. Allowed: ${allowed}` });
    }
    const { id, path, mimeType, bytes } = stored;
    const data = { id, url: `${this.filesOrigin}${path}`, mime_type: mimeType, size: bytes.length };
    return jsonReply(200, { success: true, message: "", data });
  }

  private picture(request: ApiRequest): Reply {
    const picture = this.uploads.get(request.path);
    if (picture === undefined) return errorReply(404, { message: "No such file" });
    const { bytes, mimeType, sha256 } = picture;
    const file = { content: [bytes], contentType: mimeType, etag: `"${sha256.slice(0, 16)}"` };
    return fileReply(file, request.headers);
  }

  private async result(request: ApiRequest): Promise<Reply> {
    const task = this.task(request.taskId ?? "");
    const view = task && this.view(task);
    if (task === undefined || view?.status !== "completed") {
      return errorReply(404, { message: "No such file" });
    }
    if (this.now() >= view.completedAt + resultLifeMs) {
      return errorReply(403, { code: "AccessDenied", message: "Request has expired" });
    }
    const content = task.clip ?? (await this.makeClip(task));
    return fileReply({ content, contentType: "video/mp4", etag: `"${task.taskId}"` }, request.headers);
  }

  private view(task: RehearsalTask): TaskView {
    return viewTask(task, { now: this.now(), instantClips: this.options.clips.instant === true });
  }

  private accept(body: JsonObject): RehearsalTask {
    const index = this.accepted;
    this.accepted += 1;
    const number = String(index + 1).padStart(6, "0");
    const generationMs = this.options.generationMs(body, index);
    const task: RehearsalTask = {
      taskId: `video_${this.idPrefix}_${number}`,
      index,
      body,
      acceptedAt: this.now(),
      generationMs,
    };
    this.options.observer?.accepted(task);
    this.remember(task);
    return task;
  }

  private remember(task: RehearsalTask): void {
    this.byId.set(task.taskId, task);
    const { model, client_business_id: direct, metadata } = task.body;
    const clientId =
      direct ?? (metadata as { client_business_id?: JsonValue } | undefined)?.client_business_id;
    const canLookUp = this.options.canLookUp?.(String(model)) === true;
    if (typeof clientId === "string" && canLookUp) this.byClientId.set(clientId, task);
    if (this.options.clips.instant === true) return;
    this.makeClip(task).then(
      (content) => {
        task.clip = content;
        task.clipMadeAt = this.now();
        this.options.observer?.clipSettled(task);
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        task.decided = { status: "failed", error: { code: "generation_failed", message } };
        this.options.observer?.clipSettled(task);
      },
    );
  }

  /** A task of an earlier server, complete since this one was asked for it. */
  private recall(taskId: string): RehearsalTask | undefined {
    const body = this.options.recallTask?.(taskId);
    if (body === undefined) return undefined;
    const task = { taskId, index: -1, body, acceptedAt: this.now(), generationMs: 0 };
    this.remember(task);
    return task;
  }

  private async makeClip(task: RehearsalTask): Promise<ClipContent> {
    const { firstFrame, lastFrame } =
      this.options.frames?.(task.body) ?? pageFrames(task.body) ?? frameUrls(task.body);
    const first = firstFrame === undefined ? undefined : await this.findPicture(firstFrame);
    const last = lastFrame === undefined ? undefined : await this.findPicture(lastFrame);
    const references = await this.findReferences(task.body, [firstFrame, lastFrame]);
    return this.options.clips.make({
      taskId: task.taskId,
      body: task.body,
      shape: { ...clipShape(task.body), ...this.options.shape?.(task.body) },
      ...(first === undefined ? {} : { firstFrame: first }),
      ...(last === undefined ? {} : { lastFrame: last }),
      ...(references.length === 0 ? {} : { references }),
    });
  }

  /** The pictures of a body that are not frames, as far as this machine has them. */
  private async findReferences(
    body: JsonObject,
    frames: readonly (string | undefined)[],
  ): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = [];
    for (const url of new Set(textsIn(body))) {
      if (frames.includes(url) || !/^(?:https?:|sha256:)/.test(url)) continue;
      const picture = await this.findPicture(url);
      // A video among them has nothing to show on a draft.
      if (picture.kind === "uploaded" && pictureType(picture.bytes) !== undefined) found.push(picture.bytes);
    }
    return found;
  }

  private uploadAt(url: string): StoredUpload | undefined {
    const path = url.startsWith(`${this.filesOrigin}/`) ? url.slice(this.filesOrigin.length) : undefined;
    return path === undefined ? undefined : this.uploads.get(path);
  }

  private async findPicture(url: string): Promise<ClipPicture> {
    const bytes = this.uploadAt(url)?.bytes ?? (await this.options.recallPicture?.(url));
    return bytes === undefined ? { kind: "remote", url } : { kind: "uploaded", url, bytes };
  }
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Files are fetched without the key. */
function needsKey(kind: RequestKind): boolean {
  return kind !== "result" && kind !== "picture" && kind !== "other";
}

/** Without `type=video` it is a list of other models, of which this server has none. */
function modelList(path: string, models: readonly string[]): Reply {
  const type = new URL(path, "http://localhost").searchParams.get("type");
  const data = (type === "video" || type === "all" ? models : []).map((id) => ({
    id,
    object: "model",
    created: 0,
    owned_by: "rehearsal",
    supported_endpoint_types: ["video"],
  }));
  return jsonReply(200, { success: true, object: "list", data });
}

function unlimitedBalance(): Reply {
  return jsonReply(200, {
    success: true,
    remain_balance: -1,
    used_balance: 0,
    remain_credits: -1,
    used_credits: 0,
    credits_per_usd: 200,
    unlimited_quota: true,
  });
}
