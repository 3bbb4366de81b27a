import type { RunEvent } from "../run/events.ts";

/** A consumer of a run's events. It mirrors what happens and decides nothing. */
export interface Reporter {
  handle(event: RunEvent): void;
  /** Leaves the terminal as it was found; to be called once, also after an interruption. */
  close(): Promise<void> | void;
}

/** The part of a Node stream that text reporters need. */
export interface TextStream {
  write(text: string): unknown;
}
