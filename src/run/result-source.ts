import type { Cause } from "../base/cause.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Attempt } from "../state/state.ts";
import { accountOf, otherAccount } from "./account.ts";
import { type RunContext, record, stop } from "./context.ts";
import type { JobRef } from "./events.ts";
import { taskFailure } from "./task-failure.ts";

/** How often one fetch asks the task for a fresh URL. */
const freshUrlsAtMost = 3;

export type SourceAnswer =
  | { readonly kind: "url"; readonly url: string }
  /** Not now; worth another try. */
  | { readonly kind: "trouble"; readonly cause: Cause; readonly retryAfterMs?: number }
  | { readonly kind: "gone"; readonly error: Cause };

/** Where the result of a completed task can be had: the URL on record, or a fresh one from the task. */
export class ResultSource {
  readonly #context: RunContext;
  readonly #ref: JobRef;
  readonly #attempt: Attempt & { readonly taskId: string };
  #url: string | undefined;
  #asked = 0;

  constructor(context: RunContext, ref: JobRef, attempt: Attempt & { readonly taskId: string }) {
    this.#context = context;
    this.#ref = ref;
    this.#attempt = attempt;
    this.#url = attempt.resultUrl;
  }

  async url(): Promise<SourceAnswer> {
    if (this.#url !== undefined) return { kind: "url", url: this.#url };
    const answer = await this.#ask();
    if (answer.kind === "url") this.#url = answer.url;
    return answer;
  }

  /** The URL is dead. False when a fresh one is not to be expected. */
  mayAskAgain(): boolean {
    const { expiresAt } = this.#attempt;
    const isOver = expiresAt !== undefined && this.#context.clock.now() >= expiresAt * 1000;
    this.#url = undefined;
    return !isOver && this.#asked < freshUrlsAtMost;
  }

  async #ask(): Promise<SourceAnswer> {
    const { provider, gate } = this.#context;
    this.#asked += 1;
    const outcome = await provider.query(this.#attempt.taskId, gate.everything);
    switch (outcome.kind) {
      case "task": {
        const { resultUrl, expiresAt, status } = outcome.task;
        if (status === "failed") return await this.#fail(taskFailure(outcome.task));
        if (resultUrl === undefined) {
          const message = `The provider names no result (status ${status}).`;
          return { kind: "trouble", cause: { code: "result_missing", message } };
        }
        await this.#remember(resultUrl, expiresAt);
        return { kind: "url", url: resultUrl };
      }
      case "not_found": {
        const isOther = accountOf(provider, this.#attempt) === "other";
        const error = { code: "task_not_found", message: outcome.cause.message };
        return { kind: "gone", error: isOther ? otherAccount : error };
      }
      case "key_refused":
        stop(this.#context, "key_refused", outcome.cause.message);
        return { kind: "gone", error: { code: "key_refused", message: outcome.cause.message } };
      case "limited": {
        const { cause, retryAfterMs } = outcome;
        return { kind: "trouble", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
      }
      case "unavailable":
        return { kind: "trouble", cause: outcome.cause };
      default:
        return unreachable(outcome);
    }
  }

  /** The provider takes its "completed" back: its own word ends the task. */
  async #fail(error: Cause): Promise<SourceAnswer> {
    const about = { id: this.#ref.id, take: this.#ref.take, attemptId: this.#attempt.attemptId };
    await record(this.#context, { ...about, type: "failed", error, at: this.#context.clock.now() });
    return { kind: "gone", error };
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
