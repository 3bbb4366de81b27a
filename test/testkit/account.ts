import { errorReply, jsonReply, type Reply } from "../../src/rehearsal/server/replies.ts";
import type { Ledger } from "./ledger.ts";
import { type RateLimits, type RateVerdict, TokenBucket } from "./rate-limits.ts";

export interface AccountOptions {
  /** Default: none. See `documentedRateLimits`. */
  readonly rateLimits?: RateLimits;
  /** Default: 1,000 US dollars and 0.01 a task; `"unlimited"` for an account without a quota. */
  readonly balance?: { readonly remaining: number; readonly perTask: number } | "unlimited";
}

/** The account's money and pace, which the rehearsal server does not limit. */
export class Account {
  readonly #ledger: Ledger;
  readonly #balance: NonNullable<AccountOptions["balance"]>;
  readonly #submits: TokenBucket | undefined;
  readonly #queries: TokenBucket | undefined;

  /** `now` in Unix milliseconds. */
  constructor(options: AccountOptions, ledger: Ledger, now: number) {
    this.#ledger = ledger;
    this.#balance = options.balance ?? { remaining: 1000, perTask: 0.01 };
    const { submit, query } = options.rateLimits ?? {};
    this.#submits = submit && new TokenBucket(submit, "async_submit", now);
    this.#queries = query && new TokenBucket(query, "async_query", now);
  }

  /** Whether the limits let a request of this kind pass; `undefined` where there is none. */
  pace(kind: string, now: number): RateVerdict | undefined {
    const bucket = kind === "submit" ? this.#submits : kind === "query" ? this.#queries : undefined;
    return bucket?.take(now);
  }

  /** A 402 where the money is not enough for one task more. */
  refusal(): Reply | undefined {
    if (this.#balance === "unlimited") return undefined;
    const { remaining, perTask } = this.#balance;
    return roundMoney((this.#ledger.paid + 1) * perTask) <= remaining ? undefined : errorReply(402);
  }

  /** `undefined` for an account without a quota. */
  balanceReply(): Reply | undefined {
    if (this.#balance === "unlimited") return undefined;
    const used = roundMoney(this.#ledger.paid * this.#balance.perTask);
    const remaining = roundMoney(this.#balance.remaining - used);
    return jsonReply(200, {
      success: true,
      remain_balance: remaining,
      used_balance: used,
      remain_credits: Math.round(remaining * creditsPerUsd),
      used_credits: Math.round(used * creditsPerUsd),
      credits_per_usd: creditsPerUsd,
      unlimited_quota: false,
    });
  }
}

const creditsPerUsd = 200;

/** Sums of money are kept free of the rests of binary fractions. */
function roundMoney(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
