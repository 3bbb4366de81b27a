import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { toJson } from "../../diagnostics/diagnostic-json.ts";
import { Places } from "../../diagnostics/places.ts";
import { printDiagnostics } from "../../diagnostics/print.ts";
import { loadStoryboard } from "../../manifest/load-storyboard.ts";
import { countText } from "../../report/text.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { CliContext } from "../context.ts";
import type { OutputFlags } from "../flags.ts";
import { isColoured, paletteFor, printJson } from "../terminal.ts";

/** `dailies check FILE...` */
export async function check(this: CliContext, flags: OutputFlags, ...files: string[]): Promise<void> {
  const diagnostics: Diagnostic[] = [];
  const valid: string[] = [];
  for (const file of files) {
    const loaded = await loadStoryboard({ file });
    diagnostics.push(...(loaded.ok ? loaded.value.warnings : loaded.error));
    if (loaded.ok) valid.push(`${file}: ${summaryOf(loaded.value)}`);
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) this.process.exitCode = exitCodes.invalid;
  if (flags.json === true) {
    const places = new Places();
    printJson(this, { diagnostics: diagnostics.map((diagnostic) => toJson(diagnostic, places)) });
    return;
  }
  const { good, bad } = paletteFor(this, "stdout", flags);
  if (diagnostics.length > 0) {
    this.process.stderr.write(
      `${printDiagnostics(diagnostics, { color: isColoured(this, "stderr", flags) })}\n`,
    );
  }
  for (const line of valid) this.process.stdout.write(`${good("valid")}  ${line}\n`);
  if (errors > 0) this.process.stdout.write(`${bad(countText(errors, "error"))}\n`);
}

function summaryOf({
  jobs,
}: {
  readonly jobs: readonly { readonly id: string; readonly billing: { readonly seconds: number } }[];
}): string {
  const shots = new Set(jobs.map(({ id }) => id)).size;
  const seconds = jobs.reduce((sum, { billing }) => sum + billing.seconds, 0);
  const takes = jobs.length === shots ? "" : `, ${countText(jobs.length, "take")}`;
  return `${countText(shots, "shot")}${takes}, ${seconds} s`;
}
