/** How many of the latest durations tell how long the next one will be. */
const keptSamples = 64;

/** Durations of finished tasks of one model, milliseconds: the latest few, ready to be asked for quantiles. */
export class Durations {
  readonly #latest: number[] = [];
  #sorted: number[] = [];

  get count(): number {
    return this.#latest.length;
  }

  add(durationMs: number): void {
    this.#latest.push(durationMs);
    if (this.#latest.length > keptSamples) this.#latest.shift();
    this.#sorted = this.#latest.toSorted((a, b) => a - b);
  }

  /** The `share` quantile of the durations longer than `elapsedMs`; `undefined` where none was that long. */
  quantileBeyond(elapsedMs: number, share: number): number | undefined {
    const first = this.#sorted.findIndex((durationMs) => durationMs > elapsedMs);
    if (first === -1) return undefined;
    const index = first + Math.floor((this.#sorted.length - first) * share);
    return this.#sorted[Math.min(index, this.#sorted.length - 1)];
  }
}
