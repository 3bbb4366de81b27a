import pLimit from "p-limit";

interface Waiting {
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly start: () => Promise<void>;
}

/** Fetches clips, a bounded number at once, what expires first before what can wait. */
export class Downloads {
  readonly #limit: ReturnType<typeof pLimit>;
  /** The nearest expiry last. */
  readonly #waiting: Waiting[] = [];
  #wakeUps: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#limit = pLimit(atOnce);
  }

  /** Queues a fetch; `expiresAt` in Unix seconds, unknown ones go last. Resolves with what the fetch gave. */
  add<T>(expiresAt: number | undefined, fetch: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): Promise<void> => fetch().then(resolve, reject);
      this.#insert({ expiresAt: expiresAt ?? Number.POSITIVE_INFINITY, start });
      void this.#limit(() => this.#startNearest());
    });
  }

  /** Resolves once no download waits for a slot: paid clips go before new submits. */
  async caughtUp(): Promise<void> {
    while (this.#waiting.length > 0) await new Promise<void>((resolve) => this.#wakeUps.push(resolve));
  }

  #insert(item: Waiting): void {
    let index = this.#waiting.length;
    while (index > 0 && (this.#waiting[index - 1]?.expiresAt ?? 0) <= item.expiresAt) index -= 1;
    this.#waiting.splice(index, 0, item);
  }

  async #startNearest(): Promise<void> {
    const nearest = this.#waiting.pop();
    if (this.#waiting.length === 0) {
      const wakeUps = this.#wakeUps;
      this.#wakeUps = [];
      for (const wakeUp of wakeUps) wakeUp();
    }
    await nearest?.start();
  }
}
