import type { CommandContext } from "@stricli/core";

/** What a command may touch of the world: all that is global comes in here, once. */
export interface CliContext extends CommandContext {
  readonly process: CliProcess;
  /** Where relative paths on the command line start. */
  readonly cwd: string;
  /** Of this package. */
  readonly version: string;
}

export interface CliProcess {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Set by the command; `run` leaves it alone then. */
  exitCode?: number;
}
