import type { RunEvent } from "../../run/events.ts";

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

/** Several reporters as one: each gets every event, and they close one after the other, in their order. */
export function several(reporters: readonly Reporter[]): Reporter {
  return {
    handle: (event) => {
      for (const reporter of reporters) reporter.handle(event);
    },
    close: async () => {
      for (const reporter of reporters) await reporter.close();
    },
  };
}
