import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { printDiagnostics } from "../diagnostics/print.ts";
import { visibleText } from "../diagnostics/visible-text.ts";
import { countText } from "../report/text.ts";
import { exitCodes } from "../run/exit-code.ts";
import type { CliContext } from "./context.ts";
import type { OutputFlags } from "./flags.ts";
import { isColoured } from "./terminal.ts";

/** Shows what is wrong with the user's files, on standard error, and counts it. */
export function showDiagnostics(
  context: CliContext,
  diagnostics: readonly Diagnostic[],
  flags: OutputFlags,
): void {
  if (diagnostics.length === 0) return;
  const { stderr } = context.process;
  stderr.write(printDiagnostics(diagnostics, { color: isColoured(context, "stderr", flags) }));
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) stderr.write(`\n${countText(errors, "error")}\n`);
}

/** Ends a command that cannot begin: what is wrong, what to do, exit code 2 unless told otherwise. */
export function refuse(
  context: CliContext,
  message: string,
  options: { readonly hint?: string; readonly exitCode?: number } = {},
): void {
  const { hint, exitCode = exitCodes.invalid } = options;
  context.process.stderr.write(`dailies: ${visibleText(message)}\n${hint === undefined ? "" : `${hint}\n`}`);
  context.process.exitCode = exitCode;
}
