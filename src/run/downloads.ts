import pLimit from "p-limit";

interface Waiting {
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly start: () => Promise<void>;
}

/** Fetches clips, a bounded number at once, what expires first before what can wait. */
export class Downloads {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #onStart: () => void;
  /** The nearest expiry last. */
  readonly #waiting: Waiting[] = [];

  /** `onStart` is called whenever a download leaves the queue. */
  constructor(atOnce: number, onStart: () => void = () => {}) {
    this.#limit = pLimit(atOnce);
    this.#onStart = onStart;
  }

  /** Queues a fetch; `expiresAt` in Unix seconds, unknown ones go last. Resolves with what the fetch gave. */
  add<T>(expiresAt: number | undefined, fetch: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): Promise<void> => fetch().then(resolve, reject);
      this.#insert({ expiresAt: expiresAt ?? Number.POSITIVE_INFINITY, start });
      void this.#limit(() => this.#startNearest());
    });
  }

  /** How many downloads wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Among equals, first come, first served. */
  #insert(item: Waiting): void {
    let from = 0;
    let to = this.#waiting.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#waiting[middle]?.expiresAt ?? 0) <= item.expiresAt) to = middle;
      else from = middle + 1;
    }
    this.#waiting.splice(from, 0, item);
  }

  async #startNearest(): Promise<void> {
    const nearest = this.#waiting.pop();
    this.#onStart();
    await nearest?.start();
  }
}
