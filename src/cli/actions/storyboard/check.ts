import { sum } from "../../../base/money.ts";
import { failure } from "../../../base/result.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { toJson } from "../../../diagnostics/diagnostic-json.ts";
import { Places } from "../../../diagnostics/places.ts";
import { printDiagnostics } from "../../../diagnostics/print.ts";
import type { Job } from "../../../manifest/job.ts";
import { loadStoryboard } from "../../../manifest/load-storyboard.ts";
import { pictureLimit } from "../../../provider/providers.ts";
import { countText } from "../../../report/text/text.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { CheckFlags } from "../../flags/command-flags.ts";
import { refuseCommandLine } from "../../problems.ts";
import { printAnnotations } from "../../run/annotations.ts";
import { readInput } from "../../standard-input.ts";
import { isColoured, paletteFor, printJson } from "../../terminal.ts";

/** `dailies check FILE...`; the JSON counts the shots and takes of the files that are valid. */
export async function check(this: CliContext, flags: CheckFlags, ...files: string[]): Promise<void> {
  if (flags.format !== undefined && flags.json === true) {
    refuseCommandLine(this, "--format and --json are two forms of one answer: give one", flags);
    return;
  }
  const diagnostics: Diagnostic[] = [];
  const valid: CheckedFile[] = [];
  for (const file of files) {
    const loaded = await load(this, file);
    diagnostics.push(...(loaded.ok ? loaded.value.warnings : loaded.error));
    if (loaded.ok) valid.push({ file, ...countsOf(loaded.value) });
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) this.process.exitCode = exitCodes.invalid;
  if (flags.json === true) {
    const places = new Places();
    printJson(this, {
      shots: sum(valid.map(({ shots }) => shots)),
      takes: sum(valid.map(({ takes }) => takes)),
      diagnostics: diagnostics.map((diagnostic) => toJson(diagnostic, places)),
    });
    return;
  }
  if (flags.format === "github") {
    printAnnotations(this, diagnostics);
    this.process.stdout.write(
      `${countText(valid.length, "valid storyboard")} of ${files.length}, ${countText(errors, "error")}\n`,
    );
    return;
  }
  const { good, bad } = paletteFor(this, "stdout", flags);
  if (diagnostics.length > 0) {
    this.process.stderr.write(
      `${printDiagnostics(diagnostics, { color: isColoured(this, "stderr", flags) })}\n`,
    );
  }
  for (const one of valid) this.process.stdout.write(`${good("valid")}  ${validText(one)}\n`);
  if (errors > 0) this.process.stdout.write(`${bad(countText(errors, "error"))}\n`);
}

interface CheckedFile {
  /** As the user wrote it. */
  readonly file: string;
  readonly shots: number;
  readonly takes: number;
  readonly seconds: number;
}

/** `-` is standard input; its pictures are relative to the current folder. */
async function load({ process }: CliContext, file: string): ReturnType<typeof loadStoryboard> {
  if (file !== "-") return await loadStoryboard({ file, pictureLimit });
  const content = await readInput(process.stdin);
  return content.ok
    ? await loadStoryboard({ file, content: content.value, pictureLimit })
    : failure([content.error]);
}

function countsOf({
  jobs,
}: {
  readonly jobs: readonly Pick<Job, "id" | "billing">[];
}): Omit<CheckedFile, "file"> {
  return {
    shots: new Set(jobs.map(({ id }) => id)).size,
    takes: jobs.length,
    seconds: sum(jobs.map(({ billing }) => billing.seconds)),
  };
}

function validText({ file, shots, takes, seconds }: CheckedFile): string {
  const takesText = takes === shots ? "" : `, ${countText(takes, "take")}`;
  return visibleText(`${file}: ${countText(shots, "shot")}${takesText}, ${seconds} s`);
}
