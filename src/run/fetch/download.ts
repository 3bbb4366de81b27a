import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import { diskError } from "../../clips/disk-error.ts";
import type { PartFile } from "../../clips/part-file.ts";
import type { ResultContent, ResultOutcome } from "../../provider/provider.ts";
import type { Attempt } from "../../state/state.ts";
import { type RunContext, record, type Work } from "../context.ts";
import { RetryWaits } from "../retry/retry-waits.ts";
import { checkClip } from "./check-clip.ts";
import { type DownloadSlot, yielded } from "./downloads.ts";
import { keepRefuse, type Refuse } from "./keep-refuse.ts";
import { receive } from "./receive.ts";
import { ResultSource } from "./result-source.ts";
import { mostClipBytes, mostYields, Throughput } from "./throughput.ts";

export type FetchedAttempt = Attempt & { readonly taskId: string };

type Step = "done" | "again" | typeof yielded | Cause;

/** What a last look has found so far. */
interface OneLook {
  /** Something was in the way that says nothing of the file. */
  hasHope: boolean;
  /** The provider has neither task nor file any more, as far as it says. */
  isGone: boolean;
}

/** The download of one clip: all tries, from all the places that its task names, until what came is on record. */
export class ClipDownload {
  readonly #context: RunContext;
  readonly #work: Work;
  readonly #attempt: FetchedAttempt;
  readonly #file: string;
  readonly #retryWaits: RetryWaits;
  readonly #source: ResultSource;
  readonly #throughput = new Throughput();
  #validator: string | undefined;
  #yields = 0;
  /** How often each content came that is not a clip, by its digest. */
  readonly #refuse = new Map<string, number>();
  #oneLook: OneLook | undefined;

  /** `file`: where an MP4 would go. */
  constructor(context: RunContext, work: Work, about: { attempt: FetchedAttempt; file: string }) {
    this.#context = context;
    this.#work = work;
    this.#attempt = about.attempt;
    this.#file = about.file;
    this.#retryWaits = new RetryWaits(context, work.ref, "download");
    this.#source = new ResultSource(context, work.ref, about.attempt);
  }

  /** From now on: one question to the task, one try of each file that it names. */
  lookOnce(): void {
    this.#oneLook = { hasHope: false, isGone: false };
  }

  /** After a last look: has the provider neither task nor file any more, as far as it says? */
  get isGone(): boolean {
    return this.#oneLook?.isGone === true;
  }

  /** Can what came so far be gone on with? */
  get canResume(): boolean {
    return this.#validator !== undefined;
  }

  async run(part: PartFile, slot: DownloadSlot): Promise<"done" | typeof yielded | Cause> {
    const { gate } = this.#context;
    while (true) {
      if (gate.everything.aborted) return this.#hopeful(interrupted);
      const step = await this.#tryOnce(part, slot).catch((error: unknown) => this.#diskStep(error));
      if (step !== "again") return step;
    }
  }

  /** After a failure: waits for the next try, or says why there is none. */
  async again(why: Cause, retryAfterMs?: number): Promise<"again" | Cause> {
    if (this.#oneLook !== undefined) return this.#nextFile(this.#hopeful(why));
    const { gate } = this.#context;
    if (await this.#retryWaits.waitAfterFailure(why, gate.everything, retryAfterMs)) return "again";
    return gate.everything.aborted ? interrupted : { code: "download_failed", message: why.message };
  }

  /** Beginning a part anew meets the disk, too; whatever else is thrown is a bug. */
  #diskStep(error: unknown): Cause {
    if (error instanceof Error && "syscall" in error) {
      return this.#hopeful(diskError(error, this.#context.output.path));
    }
    throw error;
  }

  async #tryOnce(part: PartFile, slot: DownloadSlot): Promise<Step> {
    const source = await this.#source.url();
    switch (source.kind) {
      case "unavailable":
        return await this.again(source.cause, source.retryAfterMs);
      case "no_result":
        return this.#oneLook === undefined ? await this.again(source.cause) : this.#nextFile(source.cause);
      case "gone":
        return source.isCertain ? this.#nextFile(source.error) : this.#hopeful(source.error);
      case "url":
        return await this.#open(part, slot, source.url);
      default:
        return unreachable(source);
    }
  }

  async #open(part: PartFile, slot: DownloadSlot, url: string): Promise<Step> {
    if (this.#validator === undefined && part.bytes > 0) await part.reset();
    const resume = this.#validator === undefined ? {} : { validator: this.#validator };
    const { provider, gate } = this.#context;
    const outcome = await provider.openResult({ url, offset: part.bytes, ...resume }, gate.everything);
    return outcome.kind === "content"
      ? await this.#take(part, slot, outcome)
      : await this.#withoutContent(part, outcome);
  }

  async #withoutContent(part: PartFile, outcome: Exclude<ResultOutcome, ResultContent>): Promise<Step> {
    switch (outcome.kind) {
      case "not_ready":
        return this.#oneLook === undefined ? await this.again(outcome.cause) : this.#nextFile(outcome.cause);
      case "expired":
        return await this.#askAnew(outcome.cause, "result_expired");
      case "range_refused":
        this.#validator = undefined;
        await part.reset();
        return await this.again(outcome.cause);
      case "forbidden":
        this.#hopeful(outcome.cause);
        return await this.#askAnew(outcome.cause, "result_forbidden");
      case "unavailable":
        return await this.again(outcome.cause, outcome.retryAfterMs);
      default:
        return unreachable(outcome);
    }
  }

  async #take(part: PartFile, slot: DownloadSlot, content: ResultContent): Promise<Step> {
    if (content.offset === 0 && part.bytes > 0) await part.reset();
    if (content.offset !== part.bytes) {
      content.discard();
      return await this.again({ code: "range_wrong", message: "The server resumed elsewhere." });
    }
    this.#validator = content.validator;
    const { clock, settings } = this.#context;
    const mostBytes = settings.mostClipBytes ?? mostClipBytes;
    const received = await receive(part, content, { clock, slot, throughput: this.#throughput, mostBytes });
    switch (received.kind) {
      case "whole":
        return await this.#verify(part, content.totalBytes);
      case "broken":
        if (received.gained) this.#retryWaits.reset();
        return await this.again(received.cause);
      case "slow":
        return this.#yieldSlot(received.cause);
      case "hopeless":
        return this.#nextFile(this.#hopeful(received.cause));
      case "disk":
        return this.#hopeful(diskError(received.error, this.#context.output.path));
      default:
        return unreachable(received);
    }
  }

  #yieldSlot(why: Cause): typeof yielded | Cause {
    if (this.#oneLook !== undefined || this.#yields >= mostYields) return this.#hopeful(why);
    this.#yields += 1;
    const { emit } = this.#context;
    const failures = this.#yields;
    emit({ type: "shot_retrying", ...this.#work.ref, step: "download", failures, delayMs: 0, cause: why });
    return yielded;
  }

  async #verify(part: PartFile, totalBytes: number | undefined): Promise<Step> {
    if (totalBytes !== undefined && part.bytes !== totalBytes) {
      const message = `The body ended after ${part.bytes} of ${totalBytes} bytes.`;
      return await this.again({ code: "truncated", message });
    }
    const checked = await checkClip(part, this.#file);
    switch (checked.kind) {
      case "clip": {
        this.#warn(checked);
        const { id, take } = this.#work.ref;
        const { attemptId } = this.#attempt;
        await record(this.#context, { id, take, attemptId, type: "fetched", clip: checked.clip });
        return "done";
      }
      case "disk":
        return this.#hopeful(diskError(checked.error, this.#context.output.path));
      case "unknown":
        return this.#hopeful(checked.cause);
      case "incomplete":
        // Whatever this is, appending to it cannot make it a clip.
        this.#validator = undefined;
        return await this.again(checked.cause);
      case "refuse":
        this.#validator = undefined;
        return await this.#refused(part, checked.refuse);
      default:
        return unreachable(checked);
    }
  }

  /** What came is not a clip. Another file of the answer may be one; the same content twice is not fetched again. */
  async #refused(part: PartFile, refuse: Refuse): Promise<Step> {
    const { sha256, cause } = refuse;
    if (this.#oneLook !== undefined) {
      // A page in place of a file whose time is over says in its way that the file is gone.
      return this.#nextFile(this.#source.isOver ? cause : this.#hopeful(cause));
    }
    const times = (this.#refuse.get(sha256) ?? 0) + 1;
    this.#refuse.set(sha256, times);
    if (!this.#source.wasAsked) {
      this.#source.forget();
      return await this.again(cause);
    }
    // A page may be in the file's place for a moment; a picture is another file.
    if (times === 1 && refuse.isText) return await this.again(cause);
    if (this.#source.next()) return "again";
    if (times === 1) return await this.again(cause);
    return await keepRefuse(this.#context, { file: this.#file, attempt: this.#attempt, refuse, part });
  }

  #warn({ clip, container }: Extract<Awaited<ReturnType<typeof checkClip>>, { kind: "clip" }>): void {
    const { emit } = this.#context;
    const { ref, superseded, job } = this.#work;
    if (container !== "mp4") {
      const message = `The clip came in another container than MP4; it is kept as ${clip.file}.`;
      emit({ type: "warning", ...ref, code: "container_differs", message });
    }
    const asked = superseded ? undefined : job?.billing.seconds;
    if (asked === undefined || Math.abs(asked - clip.durationSeconds) <= 1) return;
    const message = `The clip lasts ${clip.durationSeconds.toFixed(1)} s; ${asked} s were asked for.`;
    emit({ type: "warning", ...ref, code: "duration_differs", message });
  }

  /** A dead or useless URL may be replaced: by another of the answer, or by a fresh one of the task. */
  async #askAnew(why: Cause, code: "result_expired" | "result_forbidden"): Promise<Step> {
    if (this.#oneLook !== undefined) return this.#nextFile(why);
    if (this.#source.next()) return this.#begunAnew();
    return this.#source.mayAskAgain() ? await this.again(why) : { code, message: why.message };
  }

  /** Goes on with the answer's next file. Where there is none, a last look is over. */
  #nextFile(why: Cause): "again" | Cause {
    if (this.#source.next()) return this.#begunAnew();
    if (this.#oneLook !== undefined) this.#oneLook.isGone = !this.#oneLook.hasHope;
    return why;
  }

  #begunAnew(): "again" {
    this.#validator = undefined;
    return "again";
  }

  /** Remembers, in a last look, that this is not the provider's word that the file is gone. */
  #hopeful(why: Cause): Cause {
    if (this.#oneLook !== undefined) this.#oneLook.hasHope = true;
    return why;
  }
}

const interrupted: Cause = {
  code: "interrupted",
  message: "The run was interrupted; the clip is still to be fetched.",
};
