import type { JsonValue } from "../../base/json.ts";
import { jsonText } from "../../base/text/json-text.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { Explanation, ValueOrigin } from "../../film/explanation.ts";
import { differenceText } from "../plan/difference.ts";
import { reasonText } from "../plan/plan-text.ts";
import { fitColumns, padColumns } from "../text/columns.ts";
import type { Palette } from "../text/palette.ts";
import { shotText } from "../text/text.ts";

/** Values are shown to recognize them; `--json` has them whole. */
const valueColumns = 60;

/** One take for people: what is done with it and why, where its values come from, what is sent. */
export function explainText(explanation: Explanation, palette: Palette): string {
  const { item, fingerprint, inputs, request, origins, pictures } = explanation;
  const { action, reason, changes } = item;
  const lines = [
    `${palette.strong(visibleText(shotText(item)))}: ${action}, ${reason}: ${reasonText(action, reason)}`,
    ...changes.map(({ field, before, after }) => `  ${field}: ${differenceText(before, after, palette)}`),
    "",
    palette.strong("Where its values come from"),
    ...originLines(origins, palette),
    "",
    `${palette.strong("What its fingerprint is made from")}  ${palette.dim(fingerprint)}`,
    ...table(Object.entries(inputs).map(([key, value]) => [key, inputText(value, pictures)])),
    "",
    `${palette.strong("What is sent")}  ${request.method} ${request.path}`,
    jsonText(request.body, 2),
    ...pictureLines(request.body, pictures, palette),
  ];
  return `${lines.join("\n")}\n`;
}

function originLines(origins: ReadonlyMap<string, ValueOrigin>, palette: Palette): string[] {
  const rows = [...origins].map(([key, { file, line, from, isVariant, value }]) => [
    key,
    isVariant ? `${from}, variant` : from,
    `${file}:${line}`,
    shownValue(value),
  ]);
  return table(rows).map((row, index) => (rows[index]?.[1] === "contract" ? palette.dim(row) : row));
}

/** Rows with their columns aligned, each moved in. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => visibleText(row[column] ?? "").length)),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? visibleText(cell) : padColumns(visibleText(cell), widths[column] ?? 0),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

function shownValue(value: JsonValue): string {
  const text = typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : jsonText(value);
  return fitColumns(visibleText(text), valueColumns);
}

function inputText(value: JsonValue, pictures: ReadonlyMap<string, string>): string {
  const path = typeof value === "string" ? pictures.get(value) : undefined;
  return path === undefined ? shownValue(value) : `${String(value).slice(0, 15)}  ${path}`;
}

function* pictureLines(
  body: JsonValue,
  pictures: ReadonlyMap<string, string>,
  palette: Palette,
): Iterable<string> {
  const sent = JSON.stringify(body);
  for (const [digest, path] of pictures) {
    if (!sent.includes(digest)) continue;
    yield palette.dim(
      visibleText(`${digest.slice(0, 15)}... becomes the address of ${path}, once it is uploaded`),
    );
  }
}
