import pLimit from "p-limit";

/** Bounded concurrency that is fed one piece at a time, so that a long plan is not a long queue of promises. */
export class Lane {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #running = new Set<Promise<void>>();
  #wakeUps: (() => void)[] = [];
  /** Work gives its failures as values, so whatever it throws is a bug: kept until somebody waits. */
  #bug: { readonly thrown: unknown } | undefined;

  constructor(concurrency: number) {
    this.#limit = pLimit(concurrency);
  }

  get concurrency(): number {
    return this.#limit.concurrency;
  }

  set concurrency(concurrency: number) {
    this.#limit.concurrency = concurrency;
    this.#wakeUp();
  }

  /** Pieces that hold a slot now. */
  get active(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  /** Resolves when a slot is free. */
  async free(): Promise<void> {
    while (this.active >= this.#limit.concurrency) {
      await new Promise<void>((resolve) => this.#wakeUps.push(resolve));
    }
  }

  /** Runs `inSlot` in a slot and `after` once the slot is given back; `idle` waits for both. */
  start<T>(inSlot: () => Promise<T>, after: (value: T) => Promise<void>): void {
    this.follow(() =>
      this.#limit(inSlot)
        .finally(() => this.#wakeUp())
        .then(after),
    );
  }

  /** Runs work that needs no slot; `idle` waits for it. */
  follow(work: () => Promise<void>): void {
    const piece: Promise<void> = work()
      .catch((bug: unknown) => {
        this.#bug ??= { thrown: bug };
      })
      .finally(() => this.#running.delete(piece));
    this.#running.add(piece);
  }

  /** Resolves when everything started has ended; rejects with the first bug among it. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#bug !== undefined) throw this.#bug.thrown;
  }

  #wakeUp(): void {
    const wakeUps = this.#wakeUps;
    this.#wakeUps = [];
    for (const wakeUp of wakeUps) wakeUp();
  }
}
