/** The time of a soak, which the fake provider and every command that is started share: so many times as fast. */
export class SharedClock {
  readonly #start = Date.now();
  readonly #speed: number;

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Unix milliseconds. */
  now(): number {
    return Math.floor(this.#start + (Date.now() - this.#start) * this.#speed);
  }

  /** What `clock-hook.mjs` reads. */
  get forHook(): string {
    return [this.#start, this.#start, this.#speed].join(",");
  }
}
