/** So many submits of unknown outcome in a row end the submits of a run. */
const mostInARow = 3;

/**
 * Watches submits whose outcome nobody knows: each may have been paid for. After the first one submits leave one at a
 * time, each after the answer to the one before, until one is accepted; so a provider that takes every submit and answers
 * with rubbish is paid for a few, however many tasks a run keeps in flight.
 */
export class UnknownOutcomes {
  #inARow = 0;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  /** Resolves when a submit may leave, and counts it as under way until `leave`; false when the signal came first. */
  async enter(signal: AbortSignal): Promise<boolean> {
    while (this.#inARow > 0 && this.#underWay > 0 && !signal.aborted) await this.#change(signal);
    if (signal.aborted) return false;
    this.#underWay += 1;
    return true;
  }

  leave(): void {
    this.#underWay -= 1;
    this.#wake();
  }

  /** A task is known: by the answer to a submit, or by a look-up. */
  accepted(): void {
    this.#inARow = 0;
    this.#wake();
  }

  /** One more outcome is not known. True when no further submit should follow. */
  unknown(): boolean {
    this.#inARow += 1;
    return this.#inARow >= mostInARow;
  }

  /** One that was not known is: the submit never arrived. */
  absent(): void {
    this.#inARow = Math.max(0, this.#inARow - 1);
    this.#wake();
  }

  async #change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done);
      this.#waiting.push(done);
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
