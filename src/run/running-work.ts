/** The pieces of work that a run has started. */
export class RunningWork {
  readonly #running = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];
  /** Work gives its failures as values, so whatever it throws is a bug: kept until somebody waits for the end. */
  #bug: { readonly thrown: unknown } | undefined;

  start(work: () => Promise<void>): void {
    const piece: Promise<void> = work()
      .catch((bug: unknown) => this.keepBug(bug))
      .finally(() => {
        this.#running.delete(piece);
        this.wake();
      });
    this.#running.add(piece);
  }

  /** Something threw: nothing new should be started. */
  keepBug(bug: unknown): void {
    this.#bug ??= { thrown: bug };
  }

  /** Did work that was started throw, which is a bug? Then nothing new should be started. */
  get hasBug(): boolean {
    return this.#bug !== undefined;
  }

  /** Resolves when a slot was given back, a piece of work ended, or the number of slots changed. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when everything that was started has ended; rejects with the first bug among it. */
  async allEnded(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#bug !== undefined) throw this.#bug.thrown;
  }

  /** Lets whoever waits for a change look again. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
