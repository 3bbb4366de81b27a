import { readPlainFileSync } from "../../../base/files/plain-file-sync.ts";
import { failure, type Result } from "../../../base/result.ts";
import { listed } from "../../../base/text/suggest.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import { shellWord } from "../../../report/text/shell.ts";
import { countText } from "../../../report/text/text.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import { type Imported, importSheet } from "../../../spreadsheet/import-sheet.ts";
import type { CliContext } from "../../context.ts";
import type { OutputFlags } from "../../flags/flags.ts";
import { refuse } from "../../problems.ts";
import { readInput } from "../../standard-input.ts";
import { printJson } from "../../terminal.ts";
import { cellJson, cellText, importRefusal } from "../../words/import-text.ts";

/** No shot list is larger. */
const mostSheetBytes = 64 * 1024 * 1024;
const mostNamed = 5;

/** `dailies import SHEET FILE` */
export async function importFilm(
  this: CliContext,
  flags: OutputFlags,
  sheet: string,
  file: string,
): Promise<void> {
  const content = await contentOf(this, sheet);
  if (!content.ok) {
    return refuse(this, { reason: "sheet_unreadable", message: `${sheet}: ${content.error}` }, flags);
  }
  const imported = await importSheet(content.value, file);
  if (imported.ok) {
    if (flags.json === true) printJson(this, importJson(imported.value, file));
    else this.process.stdout.write(importText(imported.value, file));
    return;
  }
  const problem = imported.error;
  if (problem.kind !== "cells") return refuse(this, importRefusal(problem, { sheet, file }), flags);
  const { problems } = problem;
  for (const one of problems) this.process.stderr.write(`${visibleText(cellText(one, sheet))}\n`);
  this.process.stderr.write(`\n${countText(problems.length, "error")}; nothing was written\n`);
  this.process.exitCode = exitCodes.invalid;
  if (flags.json === true) {
    const message = `${sheet} cannot be imported: ${countText(problems.length, "error")}`;
    const cells = problems.map((one) => cellJson(one, sheet));
    printJson(this, { refused: { reason: "sheet_invalid", message, diagnostics: [], cells } });
  }
}

async function contentOf({ process }: CliContext, sheet: string): Promise<Result<Buffer, string>> {
  if (sheet === "-") {
    const read = await readInput(process.stdin);
    return read.ok ? read : failure(read.error.message);
  }
  const read = readPlainFileSync(sheet, { mostBytes: mostSheetBytes, links: "follow" });
  if (read.ok) return read;
  const { error } = read;
  if (error.kind === "missing") return failure("there is no such file");
  return failure(error.kind === "too_large" ? "is too large for a sheet" : error.why);
}

function importJson({ isNew, added, changed, kept }: Imported, file: string): object {
  return { file, new: isNew, added, changed, not_in_sheet: kept };
}

function importText({ isNew, added, changed, kept }: Imported, file: string): string {
  if (isNew) return `${visibleText(file)}: made, with ${countText(added.length, "shot")}\n`;
  const parts = [
    ...(changed.length === 0 ? [] : [`${changed.length} changed`]),
    ...(added.length === 0 ? [] : [`${added.length} added`]),
  ];
  const done = parts.length === 0 ? "nothing differs" : parts.join(", ");
  const named = listed(kept.slice(0, mostNamed), "and");
  const more = kept.length > mostNamed ? ", ..." : "";
  const left =
    kept.length === 0
      ? ""
      : `Not in the sheet, and left as ${kept.length === 1 ? "it is" : "they are"}: ${named}${more}\n`;
  const next = parts.length === 0 ? "" : `What a render would do now: dailies plan ${shellWord(file)}\n`;
  const head = visibleText(`${file}: ${done}`);
  return `${head}\n${left}${next}`;
}
