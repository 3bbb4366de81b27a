import type { Cause } from "../base/cause.ts";
import { unreachable } from "../base/unreachable.ts";
import { diskError } from "../clips/clip-folder.ts";
import type { PartFile } from "../clips/part-file.ts";
import type { ResultContent, ResultOutcome } from "../provider/provider.ts";
import type { Attempt, ClipFacts } from "../state/state.ts";
import { supersededName, tagOf } from "../state/superseded-name.ts";
import { attemptOf, type Ending, type RunContext, record, stop, type Work } from "./context.ts";
import { leave } from "./leave.ts";
import { placeClip } from "./place-clip.ts";
import { ResultSource } from "./result-source.ts";
import { Trouble } from "./trouble.ts";

/**
 * Fetches the clip of a completed task: streams it to a `.part` file, checks it, and renames it into place. A clip that
 * cannot be fetched now stays fetchable: the task and its URL are kept, and nothing is ever rendered again for it.
 */
export async function fetchClip(context: RunContext, work: Work, attemptId: string): Promise<Ending> {
  const attempt = attemptOf(context, work.ref, attemptId);
  if (attempt?.taskId === undefined) throw new Error("only an attempt with a task has a clip to fetch");
  const { taskId } = attempt;
  context.emit({ type: "shot_state", ...work.ref, state: "downloading", taskId });
  const error = await new Fetch(context, work, { ...attempt, taskId }).run();
  if (error === undefined) return reportDone(context, work, attempt);
  if (attemptOf(context, work.ref, attemptId)?.state === "failed") {
    context.emit({ type: "shot_failed", ...work.ref, error, taskId });
    return "failed";
  }
  return await reportLeft(context, work, attempt, error);
}

function reportDone(context: RunContext, work: Work, { attemptId, submittedAt }: Attempt): Ending {
  const clip = attemptOf(context, work.ref, attemptId)?.clip;
  if (clip === undefined) throw new Error("a fetched clip has facts");
  const elapsedMs = context.clock.now() - submittedAt;
  context.emit({ type: "shot_done", ...work.ref, clip, elapsedMs, superseded: work.superseded });
  return "done";
}

async function reportLeft(
  context: RunContext,
  work: Work,
  { attemptId }: Attempt,
  error: Cause,
): Promise<Ending> {
  if (error.code === "disk_full" || error.code === "output_unwritable") {
    stop(context, "output_unwritable", error.message);
  }
  return await leave(context, work, attemptId, error);
}

type Step = "done" | "again" | Cause;

class Fetch {
  readonly #context: RunContext;
  readonly #work: Work;
  readonly #attempt: Attempt & { readonly taskId: string };
  readonly #trouble: Trouble;
  readonly #file: string;
  readonly #source: ResultSource;
  #validator: string | undefined;

  constructor(context: RunContext, work: Work, attempt: Attempt & { readonly taskId: string }) {
    this.#context = context;
    this.#work = work;
    this.#attempt = attempt;
    this.#trouble = new Trouble(context, work.ref, "download");
    this.#source = new ResultSource(context, work.ref, attempt);
    const taken = attempt.clip?.file;
    this.#file = taken ?? (work.superseded ? supersededName(work.clip, tagOf(attempt)) : work.clip);
  }

  /** `undefined` when the clip is in place. */
  async run(): Promise<Cause | undefined> {
    if (await this.#finishEarlierFetch()) return undefined;
    const opened = await this.#context.output.openPart(this.#file);
    if (!opened.ok) return opened.error;
    const part = opened.value;
    let error: Cause | undefined;
    try {
      error = await this.#download(part);
    } finally {
      await (error === undefined ? part.close() : part.discard());
    }
    return error ?? (await this.#place());
  }

  /** A run that died between the verified `.part` and its name left everything on disk. */
  async #finishEarlierFetch(): Promise<boolean> {
    const clip = this.#attempt.clip;
    if (clip === undefined) return false;
    const { output } = this.#context;
    if ((await output.digest(clip.file, ".part")) === clip.sha256) return (await this.#place()) === undefined;
    if ((await output.digest(clip.file)) !== clip.sha256) return false;
    await this.#record({ type: "done" });
    return true;
  }

  async #place(): Promise<Cause | undefined> {
    const { attemptId } = this.#attempt;
    const clip = attemptOf(this.#context, this.#work.ref, attemptId)?.clip;
    if (clip === undefined) throw new Error("a clip is verified before it is placed");
    return await placeClip(this.#context, this.#work, { attemptId, clip });
  }

  async #download(part: PartFile): Promise<Cause | undefined> {
    const { gate } = this.#context;
    while (true) {
      if (gate.everything.aborted) return interrupted;
      const step = await this.#tryOnce(part).catch((error: unknown) => this.#diskStep(error));
      if (step === "done") return undefined;
      if (step !== "again") return step;
    }
  }

  /** Beginning a part anew meets the disk, too; whatever else is thrown is a bug. */
  #diskStep(error: unknown): Cause {
    if (error instanceof Error && "syscall" in error) return diskError(error, this.#context.output.path);
    throw error;
  }

  async #tryOnce(part: PartFile): Promise<Step> {
    const source = await this.#source.url();
    if (source.kind === "trouble") return await this.#again(source.cause, source.retryAfterMs);
    if (source.kind === "gone") return source.error;
    const resume = this.#validator === undefined ? {} : { validator: this.#validator };
    if (this.#validator === undefined && part.bytes > 0) await part.reset();
    const { provider, gate } = this.#context;
    const outcome = await provider.openResult(
      { url: source.url, offset: part.bytes, ...resume },
      gate.everything,
    );
    return outcome.kind === "content" ? await this.#take(part, outcome) : await this.#heed(part, outcome);
  }

  async #heed(part: PartFile, outcome: Exclude<ResultOutcome, ResultContent>): Promise<Step> {
    switch (outcome.kind) {
      case "not_ready":
        return await this.#again(outcome.cause);
      case "expired":
        return await this.#askAnew(outcome.cause, "result_expired");
      case "range_refused":
        this.#validator = undefined;
        await part.reset();
        return await this.#again(outcome.cause);
      case "forbidden":
        return await this.#askAnew(outcome.cause, "result_forbidden");
      case "unavailable":
        return await this.#again(outcome.cause, outcome.retryAfterMs);
      default:
        return unreachable(outcome);
    }
  }

  async #take(part: PartFile, content: ResultContent): Promise<Step> {
    if (content.offset === 0 && part.bytes > 0) await part.reset();
    if (content.offset !== part.bytes)
      return await this.#again(cause("range_wrong", "The server resumed elsewhere."));
    this.#validator = content.validator;
    const before = part.bytes;
    const chunks = content.body[Symbol.asyncIterator]();
    while (true) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await chunks.next();
      } catch (error) {
        if (part.bytes > before) this.#trouble.reset();
        return await this.#again(networkCause(error));
      }
      if (next.done === true) break;
      try {
        await part.append(next.value);
      } catch (error) {
        await chunks.return?.();
        return diskError(error, this.#context.output.path);
      }
    }
    return await this.#verify(part, content);
  }

  async #verify(part: PartFile, content: ResultContent): Promise<Step> {
    const { totalBytes } = content;
    if (totalBytes !== undefined && part.bytes !== totalBytes) {
      const message = `The body ended after ${part.bytes} of ${totalBytes} bytes.`;
      return await this.#again(cause("truncated", message));
    }
    try {
      await part.sync();
    } catch (error) {
      return diskError(error, this.#context.output.path);
    }
    const facts = await part.facts();
    if (!facts.ok) {
      // The bytes were written to a file that is no longer there, or no longer a file.
      if (facts.error.code === "unreadable") return unreadable(facts.error.message);
      // Whatever this is, appending to it cannot make it a clip.
      this.#validator = undefined;
      return await this.#again(cause(facts.error.code, facts.error.message));
    }
    const { bytes, durationSeconds, width, height } = facts.value;
    const clip: ClipFacts = {
      file: this.#file,
      sha256: part.sha256(),
      bytes,
      durationSeconds,
      width,
      height,
    };
    this.#warnOfDuration(durationSeconds);
    await this.#record({ type: "fetched", clip });
    return "done";
  }

  #warnOfDuration(durationSeconds: number): void {
    const asked = this.#work.superseded ? undefined : this.#work.job?.billing.seconds;
    if (asked === undefined || Math.abs(asked - durationSeconds) <= 1) return;
    const message = `The clip lasts ${durationSeconds.toFixed(1)} s; ${asked} s were asked for.`;
    this.#context.emit({ type: "warning", ...this.#work.ref, code: "duration_differs", message });
  }

  async #again(why: Cause, retryAfterMs?: number): Promise<Step> {
    const { gate } = this.#context;
    if (await this.#trouble.waitAfterFailure(why, gate.everything, retryAfterMs)) return "again";
    return gate.everything.aborted ? interrupted : { code: "download_failed", message: why.message };
  }

  /** A dead or useless URL may be replaced: the task names a fresh one as long as the provider keeps the file. */
  async #askAnew(why: Cause, code: "result_expired" | "result_forbidden"): Promise<Step> {
    return this.#source.mayAskAgain() ? await this.#again(why) : { code, message: why.message };
  }

  async #record(change: { type: "fetched"; clip: ClipFacts } | { type: "done" }): Promise<void> {
    const { id, take } = this.#work.ref;
    await record(this.#context, { id, take, attemptId: this.#attempt.attemptId, ...change });
  }
}

const interrupted: Cause = {
  code: "interrupted",
  message: "The run was interrupted; the clip is still to be fetched.",
};

function unreadable(message: string): Cause {
  return { code: "output_unwritable", message: `The clip vanished while it was downloaded: ${message}.` };
}

function cause(code: string, message: string): Cause {
  return { code, message };
}

function networkCause(error: unknown): Cause {
  const { code, message } = error as NodeJS.ErrnoException;
  return { code: code ?? "download_broken", message: message ?? "The download broke off." };
}
