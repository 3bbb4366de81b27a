import pLimit from "p-limit";

/**
 * The slots for tasks in flight. A piece of work holds a slot while the provider works on it, and goes on without one
 * when only its download is left.
 */
export class Slots {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #running = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];
  /** Work gives its failures as values, so whatever it throws is a bug: kept until somebody waits for the end. */
  #bug: { readonly thrown: unknown } | undefined;

  constructor(count: number) {
    this.#limit = pLimit(count);
  }

  get count(): number {
    return this.#limit.concurrency;
  }

  set count(count: number) {
    this.#limit.concurrency = count;
    this.wake();
  }

  /** Pieces of work that hold a slot now. */
  get taken(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  get isFree(): boolean {
    return this.taken < this.#limit.concurrency;
  }

  /** Runs `inSlot` in a slot, and `after` once the slot is free again; `allEnded` waits for both. */
  start<T>(inSlot: () => Promise<T>, after: (value: T) => Promise<void>): void {
    this.startWithoutSlot(() =>
      this.#limit(inSlot)
        .catch((bug: unknown) => {
          // Known before the slot is free, so that nothing is started in it.
          this.#bug ??= { thrown: bug };
          throw bug;
        })
        .finally(() => this.wake())
        .then(after),
    );
  }

  /** Runs work that needs no slot. */
  startWithoutSlot(work: () => Promise<void>): void {
    const piece: Promise<void> = work()
      .catch((bug: unknown) => {
        this.#bug ??= { thrown: bug };
      })
      .finally(() => {
        this.#running.delete(piece);
        this.wake();
      });
    this.#running.add(piece);
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

  /** Did work that was started throw, which is a bug? Then nothing new should be started. */
  get hasBug(): boolean {
    return this.#bug !== undefined;
  }

  /** Lets whoever waits for a change look again. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
