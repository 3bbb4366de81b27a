import { sum } from "../../../base/money.ts";
import { failure } from "../../../base/result.ts";
import { jsonText } from "../../../base/text/json-text.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { toJson } from "../../../diagnostics/diagnostic-json.ts";
import { Places } from "../../../diagnostics/places.ts";
import { printDiagnostics } from "../../../diagnostics/print.ts";
import type { Job } from "../../../manifest/job.ts";
import { loadStoryboard } from "../../../manifest/load-storyboard.ts";
import { knowsProvider, pictureLimit } from "../../../provider/providers.ts";
import { countText } from "../../../report/text/text.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { CheckFlags } from "../../flags/command-flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { refuseCommandLine } from "../../problems.ts";
import { printAnnotations } from "../../run/annotations.ts";
import { readInput } from "../../standard-input.ts";
import { isColoured, paletteFor, printJson } from "../../terminal.ts";

/** `dailies check FILE...`; the JSON counts the shots and takes of the files that are valid. */
export async function check(this: CliContext, flags: CheckFlags, ...given: string[]): Promise<void> {
  const files = givenStoryboards(given);
  if (flags.format !== undefined && flags.json === true) {
    return refuseCommandLine(this, "--format and --json are two forms of one answer: give one", flags);
  }
  if (flags.watch !== true) {
    await checkOnce(this, files, { flags });
    return;
  }
  if (files.includes("-")) return refuseCommandLine(this, "--watch takes files; - is read once", flags);
  const { watchChecks } = await import("./watch-checks.ts");
  await watchChecks(this, files, { flags, check: (onFile) => checkOnce(this, files, { flags, onFile }) });
}

async function checkOnce(
  context: CliContext,
  files: readonly string[],
  options: { readonly flags: CheckFlags; readonly onFile?: OnFile },
): Promise<void> {
  const { flags, onFile } = options;
  const diagnostics: Diagnostic[] = [];
  const valid: CheckedFile[] = [];
  for (const file of files) {
    const loaded = await load(context, file, onFile);
    diagnostics.push(...(loaded.ok ? loaded.value.warnings : loaded.error));
    if (loaded.ok) valid.push({ file, ...countsOf(loaded.value) });
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) context.process.exitCode = exitCodes.invalid;
  if (flags.json === true) {
    const places = new Places();
    const answer = {
      shots: sum(valid.map(({ shots }) => shots)),
      takes: sum(valid.map(({ takes }) => takes)),
      diagnostics: diagnostics.map((diagnostic) => toJson(diagnostic, places)),
    };
    if (flags.watch === true) context.process.stdout.write(`${jsonText(answer)}\n`);
    else printJson(context, answer);
    return;
  }
  if (flags.format === "github") {
    printAnnotations(context, diagnostics);
    context.process.stdout.write(
      `${countText(valid.length, "valid storyboard")} of ${files.length}, ${countText(errors, "error")}\n`,
    );
    return;
  }
  const { good, bad } = paletteFor(context, "stdout", flags);
  if (diagnostics.length > 0) {
    context.process.stderr.write(
      `${printDiagnostics(diagnostics, { color: isColoured(context, "stderr", flags) })}\n`,
    );
  }
  for (const one of valid) context.process.stdout.write(`${good("valid")}  ${validText(one)}\n`);
  if (errors > 0) context.process.stdout.write(`${bad(countText(errors, "error"))}\n`);
}

/** Called with each file that the outcome depends on, by its absolute path. */
type OnFile = (file: string) => void;

interface CheckedFile {
  /** As the user wrote it. */
  readonly file: string;
  readonly shots: number;
  readonly takes: number;
  readonly seconds: number;
}

/** `-` is standard input; its pictures are relative to the current folder. */
async function load(
  { process }: CliContext,
  file: string,
  onFile?: OnFile,
): ReturnType<typeof loadStoryboard> {
  if (file !== "-")
    return await loadStoryboard({ file, pictureLimit, knowsProvider, ...(onFile && { onFile }) });
  const content = await readInput(process.stdin);
  return content.ok
    ? await loadStoryboard({ file, content: content.value, pictureLimit, knowsProvider })
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
