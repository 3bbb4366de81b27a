import pLimit from "p-limit";

/** A fetch gives its slot back before its end, and wants another one. */
export const yielded = Symbol("yielded");

/** What a fetch may know of the slot that it holds. */
export interface DownloadSlot {
  /** Does anything wait for this slot? */
  readonly isWanted: boolean;
  /** May a fetch that yields keep its file open? Open files are few on some machines. */
  readonly mayKeepOpen: boolean;
}

type Start = (slot: DownloadSlot) => Promise<void>;

interface Waiting {
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly start: Start;
}

/** So many fetches that yielded keep what they have, with a file open each. */
const mostKeptOpen = 16;

/** Fetches clips, a bounded number at once, what expires first before what can wait. */
export class Downloads {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #onStart: () => void;
  /** The nearest expiry last. */
  readonly #waiting: Waiting[] = [];
  /** Those that yielded their slots, behind all others; the first to come is the first to go on. */
  readonly #yielded: Start[] = [];

  /** `onStart` is called whenever a download leaves the queue. */
  constructor(atOnce: number, onStart: () => void = () => {}) {
    this.#limit = pLimit(atOnce);
    this.#onStart = onStart;
  }

  /**
   * Queues a fetch; `expiresAt` in Unix seconds, unknown ones go last. Resolves with what the fetch gave. One that
   * gives `yielded` is called again, once all that waited before it had their turn.
   */
  add<T>(
    expiresAt: number | undefined,
    fetch: (slot: DownloadSlot) => Promise<T | typeof yielded>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const start: Start = async (slot) => {
        try {
          const given = await fetch(slot);
          if (given !== yielded) return resolve(given);
          this.#yielded.push(start);
          void this.#limit(() => this.#startNearest());
        } catch (bug) {
          reject(bug);
        }
      };
      this.#insert({ expiresAt: expiresAt ?? Number.POSITIVE_INFINITY, start });
      void this.#limit(() => this.#startNearest());
    });
  }

  /** How many downloads wait for their first slot. */
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
    const start = this.#waiting.pop()?.start ?? this.#yielded.shift();
    this.#onStart();
    await start?.(this.#slot);
  }

  readonly #slot: DownloadSlot = slotOf(
    () => this.#waiting.length + this.#yielded.length > 0,
    () => this.#yielded.length < mostKeptOpen,
  );
}

function slotOf(isWanted: () => boolean, mayKeepOpen: () => boolean): DownloadSlot {
  return {
    get isWanted() {
      return isWanted();
    },
    get mayKeepOpen() {
      return mayKeepOpen();
    },
  };
}
