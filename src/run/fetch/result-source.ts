import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Attempt } from "../../state/state.ts";
import { type RunContext, record, stop } from "../context.ts";
import type { JobRef } from "../events.ts";
import { taskFailure } from "../polling/task-failure.ts";
import { accountOf, otherAccount } from "../submit/account.ts";

/** How often one fetch asks the task for a fresh URL. */
const freshUrlsAtMost = 3;

export type SourceAnswer =
  | { readonly kind: "url"; readonly url: string }
  /** Not now; worth another try. */
  | { readonly kind: "unavailable"; readonly cause: Cause; readonly retryAfterMs?: number }
  /** The task is complete, and its answer names no file. */
  | { readonly kind: "no_result"; readonly cause: Cause }
  /** `isCertain`: by the provider's own word on this task, under the key that it was submitted with. */
  | { readonly kind: "gone"; readonly error: Cause; readonly isCertain: boolean };

/** Where the result of a completed task can be had: the URL on record, or those that the task names now. */
export class ResultSource {
  readonly #context: RunContext;
  readonly #ref: JobRef;
  readonly #attempt: Attempt & { readonly taskId: string };
  /** To be tried, the next one first. */
  #urls: readonly string[];
  #asked = 0;
  #expiresAt: number | undefined;

  constructor(context: RunContext, ref: JobRef, attempt: Attempt & { readonly taskId: string }) {
    this.#context = context;
    this.#ref = ref;
    this.#attempt = attempt;
    this.#expiresAt = attempt.expiresAt;
    const { resultUrl, error } = attempt;
    // What an earlier run got from this URL was not a video: the task may name others.
    this.#urls = resultUrl === undefined || error?.code === "not_a_video" ? [] : [resultUrl];
  }

  async url(): Promise<SourceAnswer> {
    const [url] = this.#urls;
    return url === undefined ? await this.#ask() : { kind: "url", url };
  }

  /** The URL of now is of no use. Does the same answer name another one? */
  next(): boolean {
    this.#urls = this.#urls.slice(1);
    return this.#urls.length > 0;
  }

  /** None of the URLs of now is worth another try; the task is asked for others. */
  forget(): void {
    this.#urls = [];
  }

  /** False when a fresh URL is not to be expected. */
  mayAskAgain(): boolean {
    this.#urls = [];
    return !this.isOver && this.#asked < freshUrlsAtMost;
  }

  /** Was the task asked by this fetch? Only then are all its files known. */
  get wasAsked(): boolean {
    return this.#asked > 0;
  }

  /** Is the time over for which the provider keeps the file? */
  get isOver(): boolean {
    return this.#expiresAt !== undefined && this.#context.clock.now() >= this.#expiresAt * 1000;
  }

  async #ask(): Promise<SourceAnswer> {
    const { provider, gate } = this.#context;
    this.#asked += 1;
    const outcome = await provider.query(this.#attempt, gate.everything);
    switch (outcome.kind) {
      case "task": {
        const { resultUrl, otherResultUrls = [], expiresAt, status } = outcome.task;
        this.#expiresAt = expiresAt ?? this.#expiresAt;
        if (status === "failed") return await this.#fail(taskFailure(outcome.task));
        if (resultUrl === undefined) {
          const message = `The provider names no result (status ${status}).`;
          const kind = status === "completed" ? "no_result" : "unavailable";
          return { kind, cause: { code: "result_missing", message } };
        }
        await this.#remember(resultUrl, expiresAt);
        this.#urls = [resultUrl, ...otherResultUrls];
        return { kind: "url", url: resultUrl };
      }
      case "not_found": {
        const isOther = accountOf(provider, this.#attempt) === "other";
        const error = { code: "task_not_found", message: outcome.cause.message };
        return { kind: "gone", error: isOther ? otherAccount : error, isCertain: !isOther };
      }
      case "key_refused":
        stop(this.#context, "key_refused", outcome.cause.message);
        return {
          kind: "gone",
          error: { code: "key_refused", message: outcome.cause.message },
          isCertain: false,
        };
      case "limited": {
        const { cause, retryAfterMs } = outcome;
        return { kind: "unavailable", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
      }
      case "unavailable":
        return { kind: "unavailable", cause: outcome.cause };
      default:
        return unreachable(outcome);
    }
  }

  /** The provider takes its "completed" back: its own word ends the task. */
  async #fail(error: Cause): Promise<SourceAnswer> {
    const about = { id: this.#ref.id, take: this.#ref.take, attemptId: this.#attempt.attemptId };
    await record(this.#context, { ...about, type: "failed", error, at: this.#context.clock.now() });
    return { kind: "gone", error, isCertain: true };
  }

  async #remember(resultUrl: string, expiresAt: number | undefined): Promise<void> {
    const { attemptId, state } = this.#attempt;
    if (state === "done") return;
    const { id, take } = this.#ref;
    const change = { type: "completed", at: this.#context.clock.now(), resultUrl } as const;
    await record(this.#context, {
      id,
      take,
      attemptId,
      ...change,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
  }
}
