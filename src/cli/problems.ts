import { jsonText } from "../base/text/json-text.ts";
import { visibleText } from "../base/text/visible-text.ts";
import { systemClock } from "../base/time/clock.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type DiagnosticJson, toJson } from "../diagnostics/diagnostic-json.ts";
import { Places } from "../diagnostics/places.ts";
import { printDiagnostics } from "../diagnostics/print.ts";
import { ndjsonReporter } from "../report/run/ndjson.ts";
import { countText } from "../report/text/text.ts";
import { noCounts, type RefusalReason, type RunCounts, type RunEvent } from "../run/events.ts";
import { exitCodes } from "../run/exit-code.ts";
import type { CliContext, CliProcess } from "./context.ts";
import type { OutputFlags } from "./flags/flags.ts";
import type { Mistake } from "./mistakes.ts";
import { isColoured, printJson } from "./terminal.ts";

/** Why a command cannot begin, and what to do. */
export interface Refusal<Reason extends string = string> {
  /** Stable, for programs. */
  readonly reason: Reason;
  readonly message: string;
  readonly hint?: string;
  /** What is wrong with the user's files. Where there are any, they are shown in place of the message. */
  readonly diagnostics?: readonly Diagnostic[];
  /** 2 unless given. */
  readonly exitCode?: number;
}

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

/** Ends a command that cannot begin. With `--json`, standard output gets one object, too. Sets the exit code. */
export function refuse(context: CliContext, refusal: Refusal, flags: OutputFlags): void {
  showRefusal(context, refusal, flags);
  if (flags.json === true) printJson(context, { refused: refusalJson(refusal) });
}

/** A mistake on the command line, for programs: one line, which also fits among the events of a run. */
export function writeMistake({ stdout }: Pick<CliProcess, "stdout">, { code, message, hint }: Mistake): void {
  const error = hint === undefined ? { code, message } : { code, message, hint };
  stdout.write(`${jsonText({ error })}\n`);
}

/** Ends a command whose flags do not go together. Sets the exit code. */
export function refuseCommandLine({ process }: CliContext, message: string, flags: OutputFlags): void {
  process.stderr.write(`dailies: ${visibleText(message)}\n`);
  if (flags.json === true) writeMistake(process, { code: "command_line_invalid", message });
  process.exitCode = exitCodes.invalid;
}

/** `refuse` for a command that runs: with `--json`, its last two events say so. */
export function refuseRun(
  context: CliContext,
  refusal: Refusal<RefusalReason>,
  {
    flags,
    counts = noCounts,
    file,
  }: {
    readonly flags: OutputFlags;
    readonly counts?: RunCounts | undefined;
    /** Which of several storyboards it is about. */
    readonly file?: string | undefined;
  },
): void {
  showRefusal(context, refusal, flags);
  const { reason, ...details } = refusalJson(refusal);
  const exitCode = refusal.exitCode ?? exitCodes.invalid;
  const stopped = exitCode === exitCodes.interrupted ? ({ stopped: "interrupted" } as const) : {};
  const printed = flags.json === true ? ndjsonReporter(context.process.stdout, systemClock) : undefined;
  const events: readonly RunEvent[] = [
    { ...(file === undefined ? {} : { file }), type: "refused", reason, ...details },
    { type: "run_finished", counts, ...stopped, exitCode, elapsedMs: 0 },
  ];
  for (const event of events) {
    printed?.handle(event);
    context.listener?.handle(event);
  }
}

function showRefusal(context: CliContext, refusal: Refusal, flags: OutputFlags): void {
  const { message, hint, diagnostics = [], exitCode = exitCodes.invalid } = refusal;
  const { stderr } = context.process;
  if (diagnostics.length > 0) showDiagnostics(context, diagnostics, flags);
  else stderr.write(`dailies: ${visibleText(message)}\n`);
  if (hint !== undefined) stderr.write(`${hint.split("\n").map(visibleText).join("\n")}\n`);
  context.process.exitCode = exitCode;
}

function refusalJson<Reason extends string>({
  reason,
  message,
  hint,
  diagnostics = [],
}: Refusal<Reason>): {
  readonly reason: Reason;
  readonly message: string;
  readonly hint?: string;
  readonly diagnostics: readonly DiagnosticJson[];
} {
  const places = new Places();
  return {
    reason,
    message,
    ...(hint === undefined ? {} : { hint }),
    diagnostics: diagnostics.map((diagnostic) => toJson(diagnostic, places)),
  };
}
