import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { QueryOutcome, Task, TaskRef } from "../../provider/provider.ts";
import { attemptOf, type RunContext, record, stop, type Work } from "../context.ts";
import { RetryWaits } from "../retry/retry-waits.ts";
import { accountOf, otherAccount } from "../submit/account.ts";
import { taskFailure } from "./task-failure.ts";
import type { ProgressReading } from "./task-progress.ts";

export type FollowEnding =
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly error: Cause }
  /** Still the provider's, or not understood: the task is kept, the next run carries on. */
  | { readonly kind: "left"; readonly error: Cause };

/** A task that the provider has. */
export interface FollowedTask {
  readonly taskId: string;
  readonly attemptId: string;
  /** Unix milliseconds; unknown for a task of an earlier run, whose age then counts from its submit. */
  readonly acceptedAt?: number;
}

/** Follows one task to its end. Rubbish never ends it as `failed`: only the provider's own word does. */
export async function follow(context: RunContext, work: Work, task: FollowedTask): Promise<FollowEnding> {
  return await new Follower(context, work, task).run();
}

class Follower {
  readonly #context: RunContext;
  readonly #work: Work;
  readonly #task: FollowedTask;
  /** The task as the provider knows it. */
  readonly #ref: TaskRef;
  readonly #retryWaits: RetryWaits;
  readonly #startedAt: number;
  readonly #acceptedAt: number;
  #looks = 0;
  /** The moment for which the last answered look before this one was planned. */
  #lastLookAt: number;
  /** The moment for which this look was planned; a busy machine or line makes look and answer late, not the task. */
  #lookAt: number;
  readonly #progress: ProgressReading[] = [];
  /** How long this run has watched the task, milliseconds: time in which it ran, not what a clock jumped over. */
  #watchedMs = 0;
  /** `#watchedMs` when the unknown status word was first seen. */
  #unknownWordSince: number | undefined;
  #doubts = 0;
  #isInProgress: boolean;

  constructor(context: RunContext, work: Work, task: FollowedTask) {
    this.#context = context;
    this.#work = work;
    this.#task = task;
    this.#retryWaits = new RetryWaits(context, work.ref, "query");
    this.#startedAt = context.clock.now();
    const attempt = attemptOf(context, work.ref, task.attemptId);
    this.#acceptedAt = task.acceptedAt ?? attempt?.submittedAt ?? this.#startedAt;
    this.#lastLookAt = this.#startedAt;
    this.#lookAt = this.#startedAt;
    this.#ref = { taskId: task.taskId, operation: attempt?.operation };
    this.#isInProgress = attempt?.state === "in_progress";
  }

  async run(): Promise<FollowEnding> {
    const { clock, gate, schedule, provider } = this.#context;
    while (true) {
      const now = clock.now();
      const elapsedMs = now - this.#acceptedAt;
      const progress = this.#progressSeen();
      const view = { model: this.#work.model, looks: this.#looks, elapsedMs, progress };
      const waitMs = schedule.nextLookMs(view);
      this.#lookAt = now + waitMs;
      await clock.sleep(waitMs, gate.everything);
      if (gate.everything.aborted) return interrupted;
      this.#looks += 1;
      const outcome = await provider.query(this.#ref, gate.everything);
      this.#watchedMs += watchedMs({
        waitMs,
        passedMs: clock.now() - now,
        answerMs: provider.facts.answerMs,
      });
      const ending = await this.#handle(outcome);
      if (ending !== undefined) return ending;
    }
  }

  async #handle(outcome: QueryOutcome): Promise<FollowEnding | undefined> {
    const { gate } = this.#context;
    switch (outcome.kind) {
      case "task":
        this.#retryWaits.reset();
        this.#context.contact.made = true;
        return await this.#handleTask(outcome.task);
      case "not_found":
        return this.#doubtExistence(outcome.cause);
      case "key_refused":
        stop(this.#context, "key_refused", outcome.cause.message);
        return left("key_refused", outcome.cause.message);
      case "limited":
        if (await this.#retryWaits.waitAfterLimit(outcome.cause, gate.everything, outcome.retryAfterMs))
          return;
        return gate.everything.aborted ? interrupted : left("rate_limited", outcome.cause.message);
      case "unavailable":
        if (await this.#retryWaits.waitAfterFailure(outcome.cause, gate.everything)) return;
        return gate.everything.aborted ? interrupted : left("polling_failed", outcome.cause.message);
      default:
        return unreachable(outcome);
    }
  }

  async #handleTask(task: Task): Promise<FollowEnding | undefined> {
    switch (task.status) {
      case "queued":
        return this.#checkAge(task);
      case "in_progress":
        await this.#markInProgress(task);
        return this.#checkAge(task);
      case "completed":
        return await this.#complete(task);
      case "failed": {
        const error = taskFailure(task);
        await this.#record({ type: "failed", error, at: this.#context.clock.now() });
        return { kind: "failed", error };
      }
      default:
        return unreachable(task.status);
    }
  }

  async #markInProgress(task: Task): Promise<void> {
    const { ref } = this.#work;
    if (!this.#isInProgress) {
      this.#isInProgress = true;
      this.#context.emit({ type: "shot_state", ...ref, state: "in_progress", taskId: task.taskId });
      await this.#record({ type: "in_progress" }, false);
    }
    const percent = task.progress;
    if (percent === undefined || percent === this.#progress.at(-1)?.percent) return;
    this.#progress.push({ percent, atMs: this.#lookAt - this.#acceptedAt });
    this.#context.emit({ type: "shot_progress", ...ref, progress: percent });
  }

  #progressSeen(): { readonly first: ProgressReading; readonly latest: ProgressReading } | undefined {
    const [first] = this.#progress;
    const latest = this.#progress.at(-1);
    return first === undefined || latest === undefined ? undefined : { first, latest };
  }

  async #complete(task: Task): Promise<FollowEnding | undefined> {
    const now = this.#context.clock.now();
    if (task.resultUrl === undefined) {
      return this.#doubt("result_missing", "The provider calls the task completed but names no result.");
    }
    this.#context.schedule.learn(this.#work.model, {
      elapsedMs: this.#lookAt - this.#acceptedAt,
      gapMs: this.#lookAt - this.#lastLookAt,
      toldMs: toldDurationMs(task),
      progress: this.#progress,
    });
    const expiresAt = expiryOf(task, now, this.#context.provider.facts.resultLifeMs);
    // Not waited for: should it be lost, the next run asks for the task again, and gets the same answer.
    await this.#record(
      {
        type: "completed",
        at: now,
        resultUrl: task.resultUrl,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
      false,
    );
    return { kind: "completed" };
  }

  #checkAge(task: Task): FollowEnding | undefined {
    const { patience } = this.#context;
    this.#lastLookAt = this.#lookAt;
    this.#doubts = 0;
    if (task.unknownWord === undefined) {
      this.#unknownWordSince = undefined;
    } else {
      this.#unknownWordSince ??= this.#watchedMs;
      if (this.#watchedMs - this.#unknownWordSince > patience.unknownWordMs) {
        return left("status_unknown", `The provider keeps answering with the status "${task.unknownWord}".`);
      }
    }
    if (this.#watchedMs <= patience.overdueMs) return;
    return left("task_overdue", "The task has not ended in the time that this run waits for one.");
  }

  #doubtExistence({ message }: Cause): FollowEnding | undefined {
    const { ref } = this.#work;
    const attempt = attemptOf(this.#context, ref, this.#task.attemptId);
    const isOther = attempt !== undefined && accountOf(this.#context.provider, attempt) === "other";
    return isOther
      ? this.#doubt(otherAccount.code, otherAccount.message)
      : this.#doubt("task_not_found", message);
  }

  #doubt(code: string, message: string): FollowEnding | undefined {
    this.#doubts += 1;
    return this.#doubts >= this.#context.patience.doubtfulLooks ? left(code, message) : undefined;
  }

  async #record(
    change:
      | { type: "failed"; error: Cause; at: number }
      | { type: "in_progress" }
      | { type: "completed"; at: number; resultUrl: string; expiresAt?: number },
    durable = true,
  ): Promise<void> {
    const { id, take } = this.#work.ref;
    await record(this.#context, { id, take, attemptId: this.#task.attemptId, ...change }, durable);
  }
}

/**
 * How much of the time between two looks counts. No wait and no request lasts five time-outs longer than it should: a
 * machine that slept, or a process that was stopped, saw nothing of the task meanwhile.
 */
function watchedMs(look: {
  readonly waitMs: number;
  readonly passedMs: number;
  readonly answerMs: number;
}): number {
  const { waitMs, passedMs, answerMs } = look;
  return Math.min(Math.max(0, passedMs), 2 * waitMs + 5 * answerMs);
}

/**
 * When the result dies, Unix seconds. A time that has passed already is not believed, since a clock may be wrong and a
 * link costs nothing to try: `undefined`.
 */
function expiryOf({ expiresAt, completedAt }: Task, now: number, lifeMs: number): number | undefined {
  const end = expiresAt ?? (completedAt ?? Math.floor(now / 1000)) + lifeMs / 1000;
  return end * 1000 > now ? end : undefined;
}

/** How long the task took by the provider's clock. */
function toldDurationMs({ createdAt, completedAt }: Task): number | undefined {
  return createdAt === undefined || completedAt === undefined ? undefined : (completedAt - createdAt) * 1000;
}

const interrupted: FollowEnding = {
  kind: "left",
  error: { code: "interrupted", message: "The run was interrupted; the task goes on at the provider." },
};

function left(code: string, message: string): FollowEnding {
  return { kind: "left", error: { code, message } };
}
