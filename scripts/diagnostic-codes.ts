import { diagnosticCodes } from "../src/diagnostics/codes.ts";

const start = /<!-- codes:.*-->\n/;
const end = "<!-- /codes -->";

/** `docs/storyboard.md` with its table of diagnostic codes as the sources have them. */
export function withDiagnosticCodes(page: string): string {
  const opening = start.exec(page);
  const close = page.indexOf(end);
  if (opening === null || close === -1) throw new Error("the page has no place for the codes");
  const rows = Object.entries(diagnosticCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const table = ["", "| code | meaning |", "|---|---|", ...rows, "", ""].join("\n");
  return page.slice(0, opening.index + opening[0].length) + table + page.slice(close);
}
