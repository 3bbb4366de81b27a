import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import type { RequestKind } from "../../src/rehearsal/server/requests.ts";
import type { RequestRecord } from "./ledger.ts";
import type { OtherContainer } from "./stub-clips.ts";

/** What goes wrong, as data: a fault table can be printed from it. */
export type Fault =
  /** Answers with this status; the body is the documented error body unless one is given. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: JsonValue;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 429 with `Retry-After`, or without where no seconds are given. */
  | { readonly kind: "rate_limited"; readonly retryAfter?: number | string }
  /** The connection is cut before the request is read, or after it was read. */
  | { readonly kind: "reset"; readonly when: "before_reading" | "after_reading" }
  /** No answer until `server.release()`; then the ordinary one. */
  | { readonly kind: "hang" }
  /** An HTML page where JSON or a clip is due; status 200 unless given. */
  | { readonly kind: "html"; readonly status?: number }
  /** JSON that breaks off. */
  | { readonly kind: "broken_json"; readonly status?: number }
  /** No body at all. */
  | { readonly kind: "empty"; readonly status?: number }
  /** JSON of this content in place of the ordinary answer. */
  | { readonly kind: "json"; readonly body: JsonValue; readonly status?: number }
  | { readonly kind: "redirect"; readonly to: string; readonly status?: number }

  // Of queries: the task is as it is, and the answer says something else.
  /** A status word of none of the four. */
  | { readonly kind: "status_word"; readonly word: string }
  | { readonly kind: "completed_without_url" }
  /** The result's URL is where older model pages name it. */
  | { readonly kind: "url_in"; readonly field: "video_url" | "url" }
  | { readonly kind: "result_url"; readonly url: string }
  /** `result.data` names these files in this order; a URL that begins with `/` is this server's, none is the clip's. */
  | { readonly kind: "result_files"; readonly files: readonly ResultFile[] }
  /** The answer of a completed task has these fields, in place of its own or besides. */
  | { readonly kind: "fields"; readonly fields: JsonObject }
  | { readonly kind: "task_forgotten" }
  /** The task fails, for good, with this code and message. */
  /** Of a task that was said to be complete only with `evenIfComplete`. */
  | {
      readonly kind: "task_fails";
      readonly code: string;
      readonly message: string;
      readonly evenIfComplete?: boolean;
    }

  // Of result files.
  /** Only the first `afterBytes` bytes arrive; see `Truncation`. */
  | { readonly kind: "truncated"; readonly afterBytes: number; readonly by: Truncation }
  /** `afterBytes` bytes arrive, then nothing, with the connection open until `server.release()`. */
  | { readonly kind: "stall"; readonly afterBytes: number }
  /** The body arrives in chunks with pauses between them. */
  | { readonly kind: "slow"; readonly chunkBytes: number; readonly pauseMs: number }
  | { readonly kind: "content_type"; readonly value: string }
  | { readonly kind: "not_ready"; readonly status?: 404 | 409 | 425 }
  | { readonly kind: "expired"; readonly status?: 403 | 410 }
  /** `Range` is ignored: the whole file with 200. */
  | { readonly kind: "range_ignored" }
  /** Another file with another validator, of the same length. */
  | { readonly kind: "file_changed" }
  /** Bytes that are not a clip, labelled as one. */
  | { readonly kind: "content"; readonly text: string }
  /** The task's clip in another container than MP4. */
  | { readonly kind: "container"; readonly container: OtherContainer }
  /** The task's clip with a box before its `ftyp`, or with a text after its last box. */
  | { readonly kind: "wrapped"; readonly before?: "free" | "skip" | "wide"; readonly after?: string }
  /** A body that never ends: `chunkBytes` at a time, chunked, until the other side closes. */
  | { readonly kind: "endless"; readonly chunkBytes: number };

/** One entry of `result.data`. */
export interface ResultFile {
  readonly url?: string;
  readonly type?: string;
  readonly format?: string;
}

/**
 * How a body breaks off.
 * - `cut`: `Content-Length` promises the whole file, the connection closes early and cleanly;
 * - `reset`: the same, and the connection is reset;
 * - `chunked_cut`: chunked, closed before the last chunk;
 * - `chunked_ended`: chunked and ended properly, but short: only the file itself shows it;
 * - `short_length`: `Content-Length` itself is too small: only the file itself shows it.
 */
export type Truncation = "cut" | "reset" | "chunked_cut" | "chunked_ended" | "short_length";

/** Which requests a fault strikes: all that is given must hold. */
export interface FaultMatch {
  readonly model?: string;
  /** A part of the prompt of the submitted body, or of the task's. */
  readonly prompt?: string;
  readonly taskId?: string;
  /** With a `Range` header, or without one. */
  readonly range?: boolean;
  /** A part of the path. */
  readonly path?: string;
}

export interface FaultRule {
  readonly on: RequestKind;
  readonly match?: FaultMatch;
  /** For what data cannot say. */
  readonly when?: (request: RequestRecord, task: { readonly body: JsonObject } | undefined) => boolean;
  /** Lets this number of matching requests pass first; default 0. */
  readonly after?: number;
  /** How often it strikes; default 1; `"always"` for no end. */
  readonly times?: number | "always";
  /** Of submits: the task is accepted, and paid, before the fault strikes. */
  readonly accepts?: boolean;
  readonly fault: Fault;
}

export type FaultScript = readonly FaultRule[];

/** A fault script being played: counts matches, and says which rule strikes a request. */
export class FaultPlayer {
  private readonly rules: { readonly rule: FaultRule; matched: number; struck: number }[] = [];

  constructor(script: FaultScript) {
    this.add(...script);
  }

  add(...script: FaultScript): void {
    for (const rule of script) this.rules.push({ rule, matched: 0, struck: 0 });
  }

  /** Forgets every rule. */
  clear(): void {
    this.rules.length = 0;
  }

  /** How often each rule has struck, in the order of the script. */
  strikes(): readonly number[] {
    return this.rules.map((entry) => entry.struck);
  }

  /** Does any rule of this kind need the connection cut before the body is read? */
  strikesUnread(request: RequestRecord): FaultRule | undefined {
    return this.strike(request, undefined, isUnread);
  }

  /** The first rule that strikes this request; it is counted. */
  strikesRead(
    request: RequestRecord,
    task: { readonly body: JsonObject } | undefined,
  ): FaultRule | undefined {
    return this.strike(request, task, (fault) => !isUnread(fault));
  }

  private strike(
    request: RequestRecord,
    task: { readonly body: JsonObject } | undefined,
    ofInterest: (fault: Fault) => boolean,
  ): FaultRule | undefined {
    for (const entry of this.rules) {
      const { rule } = entry;
      if (!ofInterest(rule.fault) || !matches(rule, request, task)) continue;
      entry.matched += 1;
      if (entry.matched <= (rule.after ?? 0)) continue;
      const times = rule.times ?? 1;
      if (times !== "always" && entry.struck >= times) continue;
      entry.struck += 1;
      return rule;
    }
    return undefined;
  }
}

function isUnread(fault: Fault): boolean {
  return fault.kind === "reset" && fault.when === "before_reading";
}

function matches(
  rule: FaultRule,
  request: RequestRecord,
  task: { readonly body: JsonObject } | undefined,
): boolean {
  if (rule.on !== request.kind) return false;
  if (rule.when !== undefined && !rule.when(request, task)) return false;
  const { match } = rule;
  if (match === undefined) return true;
  const body = request.body ?? task?.body;
  if (match.model !== undefined && body?.model !== match.model) return false;
  if (match.prompt !== undefined && !String(body?.prompt ?? "").includes(match.prompt)) return false;
  if (match.taskId !== undefined && request.taskId !== match.taskId) return false;
  if (match.range !== undefined && (request.headers.range !== undefined) !== match.range) return false;
  return match.path === undefined || request.path.includes(match.path);
}
