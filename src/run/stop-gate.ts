import { setMaxListeners } from "node:events";
import type { StopReason } from "./events.ts";

/** How long an interrupted run waits for the answers to submits that have left, milliseconds. */
const submitGraceMs = 1_200;

/** Reasons that end the submits of one account, while others go on. */
const accountReasons: ReadonlySet<StopReason> = new Set<StopReason>([
  "no_balance",
  "key_refused",
  "outcomes_unknown",
  "unreachable",
]);

/** Is a stop for this reason one account's alone? */
export function isOfAccount(reason: StopReason): boolean {
  return accountReasons.has(reason);
}

/**
 * Says what may still be done. A stop for an account's sake ends submits only: tasks in flight are paid for and are
 * finished. An interruption ends everything, but leaves submits that have left a moment to be answered, because an
 * answer that nobody reads is a task that nobody knows.
 *
 * The run has a gate, and each of its accounts has one inside of it: what closes the run's closes theirs, and a reason
 * that concerns one account closes that one's alone.
 */
export class StopGate {
  readonly #run: StopGate | undefined;
  readonly #submits = new AbortController();
  readonly #everything = new AbortController();
  readonly #answers = new AbortController();
  #reason: StopReason | undefined;

  /** @param run the gate of the run, for an account's gate */
  constructor(run?: StopGate) {
    this.#run = run;
    // Every shot in flight listens; that number is not a leak.
    setMaxListeners(0, this.#submits.signal, this.#everything.signal, this.#answers.signal);
    run?.submits.addEventListener("abort", () => this.#submits.abort());
    if (run?.submits.aborted === true) this.#submits.abort();
  }

  /** Aborted as soon as nothing new may be submitted. */
  get submits(): AbortSignal {
    return this.#submits.signal;
  }

  /** Aborted when polls, downloads and waits are to end. */
  get everything(): AbortSignal {
    return this.#run?.everything ?? this.#everything.signal;
  }

  /** Aborted when even the answer to a submit is no longer awaited. */
  get answers(): AbortSignal {
    return this.#run?.answers ?? this.#answers.signal;
  }

  /** The first reason given, to the run or to any of its accounts; an interruption counts before all others. */
  get reason(): StopReason | undefined {
    return this.#run?.reason ?? this.#reason;
  }

  /** Returns false when the gate was closed for some reason already. */
  stop(reason: StopReason): boolean {
    const isFirst = !this.submits.aborted;
    const root = this.#run ?? this;
    root.#note(reason);
    if (this.#run !== undefined && !isOfAccount(reason)) this.#run.stop(reason);
    this.#submits.abort();
    if (reason === "interrupted" && this.#run === undefined && !this.#everything.signal.aborted) {
      this.#everything.abort();
      setTimeout(() => this.#answers.abort(), submitGraceMs).unref();
    }
    return isFirst;
  }

  #note(reason: StopReason): void {
    if (this.#reason === undefined || reason === "interrupted") this.#reason = reason;
  }
}
