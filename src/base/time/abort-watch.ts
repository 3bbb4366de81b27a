export interface Abortable {
  abort(reason: unknown): void;
}

/**
 * Passes an abort signal on to whatever waits under it, with one listener per signal however many wait: thousands of
 * requests share the signal of one run, and adding a listener for each would cost more than the request.
 */
export class AbortWatch {
  readonly #waiting = new WeakMap<AbortSignal, Set<Abortable>>();

  /** The caller has seen that the signal is not aborted yet. */
  add(signal: AbortSignal, member: Abortable): void {
    this.#membersOf(signal).add(member);
  }

  remove(signal: AbortSignal, member: Abortable): void {
    this.#waiting.get(signal)?.delete(member);
  }

  #membersOf(signal: AbortSignal): Set<Abortable> {
    const known = this.#waiting.get(signal);
    if (known !== undefined) return known;
    const members = new Set<Abortable>();
    this.#waiting.set(signal, members);
    signal.addEventListener(
      "abort",
      () => {
        const all = [...members];
        members.clear();
        for (const member of all) member.abort(signal.reason);
      },
      { once: true },
    );
    return members;
  }
}
