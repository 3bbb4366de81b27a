import { didYouMean } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { CellFault, CellPlace, CellProblem, ImportProblem } from "../../spreadsheet/problem.ts";
import type { Refusal } from "../problems.ts";

/** Why a sheet was not imported as a whole. */
export function importRefusal(
  problem: Exclude<ImportProblem, { readonly kind: "cells" }>,
  { sheet, file }: { readonly sheet: string; readonly file: string },
): Refusal {
  switch (problem.kind) {
    case "sheet_unreadable":
      return { reason: "sheet_unreadable", message: `${sheet} cannot be read: ${problem.why}` };
    case "sheet_broken":
      return { reason: "sheet_invalid", message: `${sheet}, line ${problem.line}: ${problem.why}` };
    case "sheet_empty":
      return {
        reason: "sheet_invalid",
        message: `${sheet} is empty`,
        hint: "The first row names the columns: id, prompt, model, ...",
      };
    case "id_column_missing": {
      const question = didYouMean("id", problem.columns);
      const message = `${sheet} has no column \`id\`${question === undefined ? "" : `; ${question}`}`;
      return {
        reason: "sheet_invalid",
        message,
        hint: "The first row names the columns: id, prompt, model, ...",
      };
    }
    case "storyboard_invalid":
      return {
        reason: "storyboard_invalid",
        message: `${file} is not valid`,
        diagnostics: problem.diagnostics,
        hint: "Nothing was written.",
      };
    case "storyboard_unwritable":
      return { reason: "storyboard_unwritable", message: problem.message };
    default:
      return unreachable(problem);
  }
}

/** `shots.csv, row 7, column D (duration): ...`, with what to do on a second line. */
export function cellText({ place, fault }: CellProblem, sheet: string): string {
  const { message, hint } = wordsFor(fault);
  return `${sheet}, ${placeText(place)}: ${message}${hint === undefined ? "" : `; ${hint}`}`;
}

export function cellJson({ place, fault }: CellProblem, sheet: string): object {
  const { row, column, name } = place;
  const { message, hint } = wordsFor(fault);
  return {
    file: sheet,
    row,
    column: column === undefined ? null : columnLetters(column),
    key: name ?? null,
    message,
    hint: hint ?? null,
  };
}

function placeText({ row, column, name }: CellPlace): string {
  if (column === undefined) return `row ${row}`;
  return `row ${row}, column ${columnLetters(column)}${name === undefined ? "" : ` (${name})`}`;
}

/** 1 is A, 27 is AA, as spreadsheets count. */
function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

function wordsFor(fault: CellFault): { readonly message: string; readonly hint?: string } {
  switch (fault.kind) {
    case "column_unknown":
      return {
        message: "no shot has such a key",
        hint:
          fault.meant === undefined
            ? "a header that begins with # is passed over"
            : `did you mean \`${fault.meant}\`?`,
      };
    case "column_twice":
      return { message: `the column is there already: ${columnLetters(fault.first)}` };
    case "id_missing":
      return { message: "the shot has no id" };
    case "id_invalid":
      return {
        message: "a shot's id begins with a letter or a digit, and goes on with these, `.`, `_` and `-`",
      };
    case "id_twice":
      return { message: `${fault.id} is the shot of row ${fault.first} already` };
    case "cells_wrong":
      return { message: `the row has ${fault.found} cells, and the header ${fault.wanted}` };
    case "value_wrong":
      return { message: `\`${fault.found}\` is not ${wantedText(fault.wanted)}` };
    case "scene_missing":
      return { message: "the shot has no scene, and others have one" };
    case "scene_again":
      return {
        message: `scene ${fault.scene} began in row ${fault.first} and was left; its rows belong together`,
      };
    case "scene_unknown":
      return {
        message: `the storyboard has no scene ${fault.scene} with shots`,
        hint: didYouMean(fault.scene, fault.known) ?? "write the scene into the storyboard first",
      };
    case "scene_moved":
      return {
        message: `${fault.id} is in ${fault.scene === "" ? "no scene" : `scene ${fault.scene}`} of the storyboard`,
        hint: "move it there by hand",
      };
    case "value_shared":
      return { message: `this comes from ${fault.where}`, hint: "change it in the storyboard" };
    case "bible_unknown":
      return {
        message: `the storyboard's bible has no ${fault.name}`,
        hint: "write it into the bible first",
      };
    case "not_kept": {
      const found = fault.found === "" ? "would be empty" : `would read back as \`${fault.found}\``;
      return {
        message: `the cell cannot be brought into the storyboard: it ${found}`,
        hint: "change it there",
      };
    }
    case "storyboard":
      return fault;
    default:
      return unreachable(fault);
  }
}

function wantedText(wanted: Extract<CellFault, { readonly kind: "value_wrong" }>["wanted"]): string {
  const texts = {
    number: "a number, such as 5 or 0.5",
    true_or_false: "true or false",
    json: 'JSON, such as {"key": 1} or [1, 2]',
    text: "a text",
  };
  return texts[wanted];
}
