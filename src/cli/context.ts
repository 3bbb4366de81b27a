import type { CommandContext } from "@stricli/core";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "../run/events.ts";

/** What a command may touch of the world: all that is global comes in here, once. */
export interface CliContext extends CommandContext {
  readonly process: CliProcess;
  /** Where relative paths on the command line start. */
  readonly cwd: string;
  /** Of this package. */
  readonly version: string;
  /** Ends a run as Ctrl-C does, in place of the process's signals: for a command inside of another one. */
  readonly interrupt?: AbortSignal | undefined;
  /** Runs another command line in this process and gives its exit code. */
  readonly runCommand: (argv: readonly string[], inner: InnerWorld) => Promise<number>;
  /** Hears a run beside what shows it, also one that is refused. */
  readonly listener?: RunListener;
}

/** What a command inside of another one has for its own. */
export interface InnerWorld {
  readonly process: Omit<CliProcess, "exitCode">;
  readonly interrupt: AbortSignal;
}

export interface RunListener {
  /** Called with the plan before anything is done. */
  planned(plan: Plan): void;
  handle(event: RunEvent): void;
  /** The process ends at once: what can be kept without waiting is kept now. */
  cutShort(): void;
}

export interface CliProcess {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Set by the command; `run` leaves it alone then. */
  exitCode?: number;
}
