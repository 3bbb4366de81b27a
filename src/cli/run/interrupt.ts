import type { CliContext } from "../context.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A run gets this long to save its state and end in order. */
const patienceMs = 1_800;

export interface InterruptOptions {
  /** Called at the first signal, before the run learns of it. */
  readonly onFirst: () => void;
  /** Ends the process at once; leaves the terminal usable. */
  readonly exit: () => void;
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  dispose(): void;
}

/** What interrupts a command: the signals of its process, or whoever runs it inside of another command. */
export function interruptOf(
  { interrupt }: Pick<CliContext, "interrupt">,
  options: InterruptOptions,
): Interrupt {
  return interrupt === undefined ? listenForInterrupt(options) : { signal: interrupt, dispose: () => {} };
}

/**
 * Ctrl-C, SIGTERM and a closed terminal. The first one asks the run to end; a second one, or a run that takes
 * too long, ends the process: everything that matters is on disk at every moment.
 */
export function listenForInterrupt({ onFirst, exit }: InterruptOptions): Interrupt {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      exit();
      return;
    }
    onFirst();
    timer = setTimeout(exit, patienceMs);
    controller.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
