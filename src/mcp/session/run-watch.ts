import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { parsed } from "../answer/tool-error.ts";

/** How far a run is. */
export interface RunProgress {
  /** In takes, with parts of those at work; never less than before. */
  readonly progress: number;
  /** Takes that the run has work for. */
  readonly total: number;
  readonly message: string;
}

/** Events that an answer names; the others are counted or shown as progress. */
const lasting: ReadonlySet<JsonValue | undefined> = new Set([
  "refused",
  "over_limits",
  "stopping",
  "shot_failed",
  "shot_uncertain",
  "shot_unfetched",
  "warning",
  "run_finished",
]);

const endsTake: ReadonlySet<JsonValue | undefined> = new Set([
  "shot_done",
  "shot_failed",
  "shot_uncertain",
  "shot_unfetched",
]);

/** Listens to the lines of a run. Keeps what went wrong and how it ended, not what went well. */
export class RunWatch {
  readonly kind: "render" | "rehearsal";
  /** As they came, the last one is `run_finished`. */
  readonly events: JsonObject[] = [];
  readonly #onProgress: (progress: RunProgress) => void;
  readonly #percent = new Map<string, number>();
  readonly #ended = new Set<string>();
  #total = 0;
  #shown = 0;
  #start: JsonObject | undefined;
  #begin: () => void = () => {};
  /** Resolves when the run has begun: its plan is agreed to. */
  readonly begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  constructor(kind: "render" | "rehearsal", onProgress: (progress: RunProgress) => void) {
    this.kind = kind;
    this.#onProgress = onProgress;
  }

  /** The event `run_started`. */
  get start(): JsonObject | undefined {
    return this.#start;
  }

  get finish(): JsonObject | undefined {
    const last = this.events.at(-1);
    return last?.type === "run_finished" ? last : undefined;
  }

  get ended(): number {
    return this.#ended.size;
  }

  get total(): number {
    return this.#total;
  }

  hear(line: string): void {
    const event = parsed(line);
    if (event === undefined) return;
    const { type } = event;
    if (lasting.has(type) || type === undefined) this.events.push(event);
    if (type === "run_started") this.#hearStart(event);
    const take = `${String(event.id)} ${String(event.take)}`;
    if (type === "shot_progress" && typeof event.progress === "number")
      this.#percent.set(take, event.progress);
    if (endsTake.has(type)) {
      this.#ended.add(take);
      this.#percent.delete(take);
      this.#show(`${String(event.id)}: ${String(type).replace("shot_", "")}`, 0);
    } else if (type === "shot_progress") this.#show(`${String(event.id)}: ${String(event.progress)} %`, 0.01);
  }

  #hearStart(event: JsonObject): void {
    this.#start = event;
    const { totals } = event;
    const counts = isObject(totals) ? [totals.render, totals.resume, totals.download] : [];
    this.#total = counts.reduce<number>((sum, count) => sum + (typeof count === "number" ? count : 0), 0);
    // A run that its limits refuse says so right behind.
    setImmediate(() => this.#begin());
  }

  /** @param step the least growth, as a part of the whole, that is worth a message */
  #show(message: string, step: number): void {
    const parts = [...this.#percent.values()].reduce((sum, percent) => sum + percent, 0) / 100;
    const progress = Math.min(this.#total, this.#ended.size + parts);
    if (progress <= this.#shown || progress - this.#shown < step * this.#total) return;
    this.#shown = progress;
    this.#onProgress({ progress, total: this.#total, message });
  }
}
