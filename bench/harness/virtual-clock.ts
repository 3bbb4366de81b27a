import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../src/base/time/clock.ts";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps: hours of polling in seconds. */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  /** A binary heap, the earliest first; of equal times the one that slept first. */
  readonly #sleepers: Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((wake) => {
      this.#order += 1;
      this.#push({ at: this.#now + Math.max(0, delayMs), order: this.#order, wake });
    });
  }

  /** Lets time pass until `done` has settled. */
  async runUntil(done: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    done.then(settle, settle);
    while (true) {
      await turn();
      if (settled) return;
      const next = this.#pop();
      if (next === undefined) throw new Error("everybody waits, and nobody sleeps");
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#sleepers;
    let index = heap.push(sleeper) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isEarlier(above, sleeper)) break;
      heap[index] = above;
      heap[parent] = sleeper;
      index = parent;
    }
  }

  #pop(): Sleeper | undefined {
    const heap = this.#sleepers;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    while (true) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      if (left === undefined) break;
      const [child, at] =
        right !== undefined && isEarlier(right, left) ? [right, 2 * index + 2] : [left, 2 * index + 1];
      if (isEarlier(last, child)) break;
      heap[index] = child;
      index = at;
    }
    heap[index] = last;
    return first;
  }
}

function isEarlier(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
