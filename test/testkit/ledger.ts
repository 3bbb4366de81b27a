import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../../src/base/json.ts";
import type { RequestKind } from "../../src/rehearsal/server/requests.ts";
import type { RehearsalTask } from "../../src/rehearsal/server/tasks.ts";

/** One request as it arrived, in the order of arrival. */
export interface RequestRecord {
  readonly kind: RequestKind;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The host and port that it was sent to. */
  readonly host: string;
  /** The JSON body as it was written, of submits only. */
  text?: string;
  body?: JsonObject;
  /** The task that the request is about, once known. */
  taskId?: string;
  /** The uploaded file, of uploads only. */
  upload?: { readonly fileName: string; readonly mimeType: string; readonly bytes: number };
  /** The answer's status; absent while it is not answered, and for good where the connection was cut. */
  status?: number;
}

/** What the provider's books would say, and everything that came in. Tests hold it against the disk. */
export class Ledger {
  /** Accepted tasks in the order of acceptance: each was paid. */
  readonly tasks: RehearsalTask[] = [];
  /** The newest requests, in the order of arrival. */
  readonly requests: RequestRecord[] = [];
  /** Requests that arrived, by kind. */
  readonly counts: Record<RequestKind, number> = {
    submit: 0,
    query: 0,
    upload: 0,
    balance: 0,
    models: 0,
    result: 0,
    picture: 0,
    other: 0,
  };
  /** Requests refused with 429 by the rate limits. */
  limited = 0;
  private readonly fetches = new Map<string, number>();
  private readonly waiters = new Set<{ check: () => void; reject: (error: Error) => void }>();
  private readonly keep: number;
  private closed = false;

  constructor(keep: number) {
    this.keep = keep;
  }

  /** Accepted submits: the number that must equal the number of jobs. */
  get paid(): number {
    return this.tasks.length;
  }

  pay(task: RehearsalTask): void {
    this.tasks.push(task);
  }

  /** A result file was sent whole. */
  fetched({ method, taskId }: RequestRecord): void {
    if (method !== "GET" || taskId === undefined) return;
    this.fetches.set(taskId, this.fetchesOf(taskId) + 1);
  }

  /** Times that the task's result file was sent whole. */
  fetchesOf(taskId: string): number {
    return this.fetches.get(taskId) ?? 0;
  }

  record(request: RequestRecord): void {
    this.counts[request.kind] += 1;
    if (this.keep > 0) {
      this.requests.push(request);
      // Dropping in bulk keeps the cost of a full log constant.
      if (this.requests.length >= this.keep * 2) this.requests.splice(0, this.requests.length - this.keep);
    }
  }

  requestsOf(kind: RequestKind): readonly RequestRecord[] {
    return this.requests.filter((request) => request.kind === kind);
  }

  /** Tasks whose prompt holds this text. */
  tasksFor(prompt: string): readonly RehearsalTask[] {
    return this.tasks.filter((task) => String(task.body.prompt ?? "").includes(prompt));
  }

  /** Looks at every waiter's condition again. */
  notify(): void {
    for (const waiter of this.waiters) waiter.check();
  }

  /** Resolves as soon as the condition holds; looked at whenever something happens. Rejects when the server closes. */
  waitFor(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = {
        reject,
        check: () => {
          if (!condition()) return;
          this.waiters.delete(waiter);
          resolve();
        },
      };
      if (this.closed) return reject(new Error("the test server is closed"));
      this.waiters.add(waiter);
      waiter.check();
    });
  }

  close(): void {
    this.closed = true;
    for (const waiter of this.waiters) {
      waiter.reject(new Error("the test server closed before the awaited condition came true"));
    }
    this.waiters.clear();
  }
}
