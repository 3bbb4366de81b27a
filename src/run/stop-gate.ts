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

/** What a gate is inside of: one storyboard's run, and an account that it works with. */
export interface GateWithin {
  readonly run: StopGate;
  readonly account: StopGate;
}

/**
 * Says what may still be done. A stop for an account's sake ends submits only: tasks in flight are paid for and are
 * finished. An interruption ends everything, but leaves submits that have left a moment to be answered, because an
 * answer that nobody reads is a task that nobody knows.
 *
 * The run of a storyboard has a gate, and each account has one, which the runs of several storyboards may share. Work of a
 * run at an account has a gate inside of both: what closes either of them closes it, and it passes a reason on to the one
 * that the reason concerns.
 */
export class StopGate {
  readonly #within: GateWithin | undefined;
  readonly #submits = new AbortController();
  readonly #everything = new AbortController();
  readonly #answers = new AbortController();
  #reason: StopReason | undefined;

  constructor(within?: GateWithin) {
    this.#within = within;
    // Every shot in flight listens; that number is not a leak.
    setMaxListeners(0, this.#submits.signal, this.#everything.signal, this.#answers.signal);
    for (const outer of within === undefined ? [] : [within.run, within.account]) {
      outer.submits.addEventListener("abort", () => this.#submits.abort());
      if (outer.submits.aborted) this.#submits.abort();
    }
  }

  /** Aborted as soon as nothing new may be submitted. */
  get submits(): AbortSignal {
    return this.#submits.signal;
  }

  /** Aborted when polls, downloads and waits are to end. */
  get everything(): AbortSignal {
    return this.#within?.run.everything ?? this.#everything.signal;
  }

  /** Aborted when even the answer to a submit is no longer awaited. */
  get answers(): AbortSignal {
    return this.#within?.run.answers ?? this.#answers.signal;
  }

  /** The first reason given to the run or to the account itself; an interruption counts before all others. */
  get reason(): StopReason | undefined {
    return this.#within?.run.reason ?? this.#reason;
  }

  /** Returns false when the gate was closed for some reason already. */
  stop(reason: StopReason): boolean {
    const isFirst = !this.submits.aborted;
    if (this.#within === undefined) this.#close(reason);
    else {
      const { run, account } = this.#within;
      // The run whose work met it ends for this reason, too; the account's other runs go on with what is in flight.
      run.#note(reason);
      if (isOfAccount(reason)) account.#close(reason);
      else run.#close(reason);
    }
    return isFirst;
  }

  #close(reason: StopReason): void {
    this.#note(reason);
    this.#submits.abort();
    if (reason !== "interrupted" || this.#everything.signal.aborted) return;
    this.#everything.abort();
    setTimeout(() => this.#answers.abort(), submitGraceMs).unref();
  }

  #note(reason: StopReason): void {
    if (this.#reason === undefined || reason === "interrupted") this.#reason = reason;
  }
}
