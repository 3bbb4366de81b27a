/** A download that brings less than this gives its slot to one that waits, bytes a second. */
export const leastBytesPerSecond = 16 * 1024;
/** So much time spent waiting for the other side makes a measurement, milliseconds. */
const measuredMs = 30_000;

/** A download that brings less than this is left to the next run, whether or not others wait, bytes a second. */
export const crawlBytesPerSecond = 1024;
const crawlMs = 600_000;

/** So often a slow download goes back to the queue; then it is left to the next run. */
export const mostYields = 3;

/** No clip is longer than this, bytes: a body without end must not fill the disk. */
export const mostClipBytes = 4 * 1024 ** 3;

export type Pace = "fine" | "slow" | "crawling";

/** Bytes over a stretch of time. */
class Stretch {
  readonly #lengthMs: number;
  readonly #leastBytesPerSecond: number;
  #bytes = 0;
  #ms = 0;

  constructor(lengthMs: number, leastBytesPerSecond: number) {
    this.#lengthMs = lengthMs;
    this.#leastBytesPerSecond = leastBytesPerSecond;
  }

  /** Did a stretch just end that brought too little? */
  isTooSlow(bytes: number, ms: number): boolean {
    this.#bytes += bytes;
    this.#ms += ms;
    if (this.#ms < this.#lengthMs) return false;
    const isTooSlow = this.#bytes * 1000 < this.#leastBytesPerSecond * this.#ms;
    this.#bytes = 0;
    this.#ms = 0;
    return isTooSlow;
  }
}

/** How fast a download is. Time counts while the other side is waited for, not while the disk is. */
export class Throughput {
  readonly #short = new Stretch(measuredMs, leastBytesPerSecond);
  readonly #long = new Stretch(crawlMs, crawlBytesPerSecond);

  /** Takes note of what came after so long a wait, milliseconds. */
  note(bytes: number, waitedMs: number): Pace {
    const isSlow = this.#short.isTooSlow(bytes, waitedMs);
    if (this.#long.isTooSlow(bytes, waitedMs)) return "crawling";
    return isSlow ? "slow" : "fine";
  }
}
