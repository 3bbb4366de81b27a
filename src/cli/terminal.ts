import { jsonText } from "../base/text/json-text.ts";
import type { Palette } from "../report/text/palette.ts";
import { palette } from "../report/text/palette.ts";
import type { CliContext, CliProcess } from "./context.ts";
import type { OutputFlags } from "./flags/flags.ts";

type StreamName = "stdout" | "stderr";

/** Whether a stream gets colours: a terminal, unless NO_COLOR or --no-color says otherwise. */
export function isColoured({ process }: CliContext, name: StreamName, flags: OutputFlags): boolean {
  return (
    process[name].isTTY === true && flags.noColor !== true && !isSet(process.env.NO_COLOR) && !isDumb(process)
  );
}

export function paletteFor(context: CliContext, name: StreamName, flags: OutputFlags): Palette {
  return palette(isColoured(context, name, flags));
}

/** Whether a view that redraws itself has a place to be. */
export function isLive({ process }: CliContext): boolean {
  return process.stderr.isTTY === true && !isSet(process.env.CI) && !isDumb(process);
}

/** One JSON value and a newline, on standard output. */
export function printJson({ process }: CliContext, value: unknown): void {
  process.stdout.write(`${jsonText(value, 2)}\n`);
}

function isDumb({ env }: CliProcess): boolean {
  return env.TERM === "dumb";
}

/** https://no-color.org: present and not empty. `CI=false` is how some people switch CI off. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}
