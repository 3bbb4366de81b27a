/** Tokens a second, and how many may be saved up. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

export interface RateLimits {
  readonly submit?: RateLimit;
  readonly query?: RateLimit;
}

/** Group `default` of the public documentation (async-tasks, August 2026). */
export const documentedRateLimits: RateLimits = {
  submit: { perSecond: 5, burst: 50 },
  query: { perSecond: 50, burst: 500 },
};

/** Whether one request may pass, and what its answer's headers say. */
export interface RateVerdict {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A token bucket on the caller's time. A refused request takes no token. */
export class TokenBucket {
  private tokens: number;
  private updatedAt: number;
  private readonly limit: RateLimit;
  private readonly category: string;

  constructor(limit: RateLimit, category: "async_submit" | "async_query", now: number) {
    this.limit = limit;
    this.category = category;
    this.tokens = limit.burst;
    this.updatedAt = now;
  }

  /** `now` in Unix milliseconds. */
  take(now: number): RateVerdict {
    const { perSecond, burst } = this.limit;
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.updatedAt) / 1000) * perSecond);
    this.updatedAt = now;
    const allowed = this.tokens >= 1;
    if (allowed) this.tokens -= 1;
    const headers: Record<string, string> = {
      "x-ratelimit-limit": String(burst),
      "x-ratelimit-remaining": String(Math.floor(this.tokens)),
      "x-ratelimit-reset": String(Math.ceil(now / 1000 + (burst - this.tokens) / perSecond)),
      "x-ratelimit-category": this.category,
    };
    if (!allowed) headers["retry-after"] = String(Math.max(1, Math.ceil((1 - this.tokens) / perSecond)));
    return { allowed, headers };
  }
}
