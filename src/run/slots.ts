import pLimit from "p-limit";
import type { RunningWork } from "./running-work.ts";

/**
 * The slots for tasks in flight at one account. A piece of work holds a slot while the provider works on it, and goes on
 * without one when only its download is left.
 */
export class Slots {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #work: RunningWork;

  constructor(count: number, work: RunningWork) {
    this.#limit = pLimit(count);
    this.#work = work;
  }

  get count(): number {
    return this.#limit.concurrency;
  }

  set count(count: number) {
    this.#limit.concurrency = count;
    this.#work.wake();
  }

  /** Pieces of work that hold a slot now. */
  get taken(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  get isFree(): boolean {
    return this.taken < this.#limit.concurrency;
  }

  /** Runs `inSlot` in a slot, and `after` once the slot is free again; `RunningWork.allEnded` waits for both. */
  start<T>(inSlot: () => Promise<T>, after: (value: T) => Promise<void>): void {
    this.#work.start(() =>
      this.#limit(inSlot)
        .catch((bug: unknown) => {
          // Known before the slot is free, so that nothing is started in it.
          this.#work.keepBug(bug);
          throw bug;
        })
        .finally(() => this.#work.wake())
        .then(after),
    );
  }
}
