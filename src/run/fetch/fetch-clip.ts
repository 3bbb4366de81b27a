import type { Cause } from "../../base/cause.ts";
import { failure, type Result } from "../../base/result.ts";
import { supersededFolder } from "../../clips/clip-names.ts";
import type { HeldFile } from "../../clips/move-file.ts";
import type { PartFile } from "../../clips/part-file.ts";
import { endingLike } from "../../state/clip-file.ts";
import type { Attempt } from "../../state/state.ts";
import { supersededName, tagOf } from "../../state/superseded-name.ts";
import { attemptOf, type Ending, type RunContext, record, stop, type Work } from "../context.ts";
import { leave } from "../leave.ts";
import { ClipDownload, type FetchedAttempt } from "./download.ts";
import { type DownloadSlot, yielded } from "./downloads.ts";
import { isInPlace, placeClip } from "./place-clip.ts";

/** What a last look for a clip found that would have to be paid for again. */
export type LastLook =
  | { readonly kind: "placed" }
  /** The provider says that it has neither task nor file any more. */
  | { readonly kind: "gone" }
  /** Nobody can say now whether the file is still there. */
  | { readonly kind: "unavailable"; readonly error: Cause };

/**
 * Fetches the clip of a completed task: streams it to a `.part` file, checks it, and renames it into place. A clip that
 * cannot be fetched now stays fetchable: the task and its URL are kept, and nothing is ever rendered again for it.
 */
export class ClipFetch {
  readonly #context: RunContext;
  readonly #work: Work;
  readonly #attempt: FetchedAttempt;
  /** Where an MP4 would go; the part is named after it, whatever container comes. */
  readonly #file: string;
  readonly #download: ClipDownload;
  #isBegun = false;
  /** Kept open while the fetch waits for another slot. */
  #part: PartFile | undefined;

  constructor(context: RunContext, work: Work, attemptId: string) {
    const attempt = attemptOf(context, work.ref, attemptId);
    if (attempt?.taskId === undefined) throw new Error("only an attempt with a task has a clip to fetch");
    this.#context = context;
    this.#work = work;
    this.#attempt = { ...attempt, taskId: attempt.taskId };
    this.#file = placeOf(work, attempt);
    this.#download = new ClipDownload(context, work, { attempt: this.#attempt, file: this.#file });
  }

  /** To be called with a slot, and again with another one for as long as it gives `yielded`. */
  async run(slot: DownloadSlot): Promise<Ending | typeof yielded> {
    const { taskId, attemptId } = this.#attempt;
    const { ref } = this.#work;
    if (!this.#isBegun) this.#context.emit({ type: "shot_state", ...ref, state: "downloading", taskId });
    const error = await this.#fetch(slot);
    if (error === yielded) return yielded;
    if (error === undefined) return this.#reportDone();
    if (attemptOf(this.#context, ref, attemptId)?.state === "failed") {
      this.#context.emit({ type: "shot_failed", ...ref, error, taskId });
      return "failed";
    }
    if (error.code === "disk_full" || error.code === "output_unwritable") {
      stop(this.#context, "output_unwritable", error.message);
    }
    return await leave(this.#context, this.#work, attemptId, error);
  }

  /** Asks the task once, and tries each of its files once. What comes is put into its place, unpaid. */
  async look(slot: DownloadSlot): Promise<LastLook> {
    this.#download.lookOnce();
    const error = await this.#fetch(slot);
    if (error === undefined) {
      this.#reportDone();
      return { kind: "placed" };
    }
    if (this.#download.isGone) return { kind: "gone" };
    if (error === yielded) throw new Error("a last look does not yield its slot");
    return { kind: "unavailable", error };
  }

  #reportDone(): Ending {
    const { attemptId, submittedAt } = this.#attempt;
    const { ref, superseded } = this.#work;
    const clip = attemptOf(this.#context, ref, attemptId)?.clip;
    if (clip === undefined) throw new Error("a fetched clip has facts");
    const elapsedMs = this.#context.clock.now() - submittedAt;
    this.#context.emit({ type: "shot_done", ...ref, clip, elapsedMs, superseded });
    return "done";
  }

  /** `undefined` when the clip is in place. */
  async #fetch(slot: DownloadSlot): Promise<Cause | undefined | typeof yielded> {
    if (!this.#isBegun && (await this.#finishEarlierFetch())) return undefined;
    this.#isBegun = true;
    const opened = await this.#openPart();
    if (!opened.ok) return opened.error;
    const part = opened.value;
    let step: Awaited<ReturnType<ClipDownload["run"]>> | undefined;
    try {
      step = await this.#download.run(part, slot);
      // Held open until it has its place: what is renamed is the very file that was verified.
      return step === "done" ? await this.#place(part) : step;
    } finally {
      await this.#let(part, step, slot);
    }
  }

  /** Only a part that can be resumed is worth an open file until the next slot. */
  async #let(part: PartFile, step: unknown, slot: DownloadSlot): Promise<void> {
    if (step === yielded && this.#download.canResume && slot.mayKeepOpen) {
      this.#part = part;
      return;
    }
    await (step === "done" ? part.close() : part.discard());
    this.#part = undefined;
  }

  /** No descriptor left is a failure that passes, as others end. */
  async #openPart(): Promise<Result<PartFile, Cause>> {
    while (true) {
      if (this.#part !== undefined) return { ok: true, value: this.#part };
      const opened = await this.#context.output.openPart(this.#work.clip, this.#attempt.attemptId);
      if (opened.ok || opened.error.code !== "too_many_open_files") return opened;
      const step = await this.#download.again(opened.error);
      if (step !== "again") return failure(step);
    }
  }

  /** A run that died between the verified part and its name left everything on disk. */
  async #finishEarlierFetch(): Promise<boolean> {
    const { clip, attemptId } = this.#attempt;
    if (clip === undefined) return false;
    if (await isInPlace(this.#context, clip)) {
      const { id, take } = this.#work.ref;
      await record(this.#context, { id, take, attemptId, type: "done" });
      return true;
    }
    const held = await this.#context.output.findPart(this.#work.clip, clip, attemptId);
    if (held === undefined) return false;
    try {
      return (await this.#place(held)) === undefined;
    } finally {
      await held.close();
    }
  }

  async #place(held: HeldFile): Promise<Cause | undefined> {
    const { attemptId } = this.#attempt;
    const clip = attemptOf(this.#context, this.#work.ref, attemptId)?.clip;
    if (clip === undefined) throw new Error("a clip is verified before it is placed");
    const file = endingLike(this.#file, clip.file);
    return await placeClip(this.#context, this.#work, { attemptId, clip: { ...clip, file }, held });
  }
}

/** A shot's own place is for today's inputs, or for what the record says where they are not known. */
function placeOf(work: Work, attempt: Attempt): string {
  const recorded = attempt.clip?.file;
  if (!work.superseded)
    return work.job === undefined ? endingLike(recorded ?? work.clip, work.clip) : work.clip;
  const isAside = recorded?.startsWith(`${supersededFolder}/`) === true;
  return isAside ? endingLike(recorded, work.clip) : supersededName(work.clip, tagOf(attempt));
}
