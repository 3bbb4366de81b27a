import { setMaxListeners } from "node:events";
import type { StopReason } from "./events.ts";

/** How long an interrupted run waits for the answers to submits that have left, milliseconds. */
const submitGraceMs = 1_200;

/**
 * Says what may still be done. A stop for the account's sake ends submits only: tasks in flight are paid for and are
 * finished. An interruption ends everything, but leaves submits that have left a moment to be answered, because an
 * answer that nobody reads is a task that nobody knows.
 */
export class StopGate {
  readonly #submits = new AbortController();
  readonly #everything = new AbortController();
  readonly #answers = new AbortController();
  #reason: StopReason | undefined;

  constructor() {
    // Every shot in flight listens; that number is not a leak.
    setMaxListeners(0, this.submits, this.everything, this.answers);
  }

  /** Aborted as soon as nothing new may be submitted. */
  get submits(): AbortSignal {
    return this.#submits.signal;
  }

  /** Aborted when polls, downloads and waits are to end. */
  get everything(): AbortSignal {
    return this.#everything.signal;
  }

  /** Aborted when even the answer to a submit is no longer awaited. */
  get answers(): AbortSignal {
    return this.#answers.signal;
  }

  /** The first reason given; later ones change nothing but an interruption, which always counts. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Returns false when the gate was closed for some reason already. */
  stop(reason: StopReason): boolean {
    const isFirst = this.#reason === undefined;
    if (isFirst || reason === "interrupted") this.#reason = reason;
    this.#submits.abort();
    if (reason === "interrupted" && !this.#everything.signal.aborted) {
      this.#everything.abort();
      setTimeout(() => this.#answers.abort(), submitGraceMs).unref();
    }
    return isFirst;
  }
}
