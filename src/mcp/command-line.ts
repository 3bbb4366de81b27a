import { plainDecimal } from "../base/money.ts";

/** One command of the command line, run in this process with `--json`. */
export interface CommandCall {
  readonly argv: readonly string[];
  /** What the command reads from standard input. */
  readonly input?: string;
  /** Ends a run as Ctrl-C does: the state is saved, tasks go on at the provider. */
  readonly interrupt?: AbortSignal;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface CommandEnd {
  readonly exitCode: number;
  /** Of standard output; empty where `onLine` took the lines. */
  readonly output: string;
  /** The beginning of standard error. */
  readonly complaint: string;
}

/** The command line as the tools use it; whoever starts the server gives it. */
export type CommandLine = (call: CommandCall) => Promise<CommandEnd>;

/** Values of flags by their names in snake_case; what is not set is `undefined`. */
export type FlagValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * A command with its flags and arguments. A value is never read as a flag, whatever it begins with: each is joined to its flag's name
 * by `=`, and arguments come behind `--`.
 */
export function commandArgv(
  command: string,
  flags: FlagValues,
  args: readonly (string | number)[],
): string[] {
  const words = Object.entries(flags).flatMap(([name, value]) =>
    flagWords(`--${name.replaceAll("_", "-")}`, value),
  );
  return [command, "--json", ...words, "--", ...args.map(String)];
}

function flagWords(flag: string, value: FlagValues[string]): string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [flag];
  if (typeof value === "number") return [`${flag}=${plainDecimal(value)}`];
  if (typeof value === "string") return [`${flag}=${value}`];
  return value.map((one) => `${flag}=${one}`);
}
