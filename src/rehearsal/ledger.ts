import type { RequestKind, RequestRecord } from "./requests.ts";
import type { RehearsalTask } from "./tasks.ts";

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
    result: 0,
    picture: 0,
    other: 0,
  };
  /** Requests refused with 429 by the rate limits. */
  limited = 0;
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
      if (this.closed) return reject(new Error("the rehearsal server is closed"));
      this.waiters.add(waiter);
      waiter.check();
    });
  }

  close(): void {
    this.closed = true;
    for (const waiter of this.waiters) {
      waiter.reject(new Error("the rehearsal server closed before the awaited condition came true"));
    }
    this.waiters.clear();
  }
}
