import type { YamlSlip } from "../../../diagnostics/problem.ts";

/** What a writer most likely did where the parser stumbled; `undefined` where nothing is known. */
export function slipAt(
  {
    code,
    message,
    pos: [start, end],
  }: { readonly code: string; readonly message: string; readonly pos: [number, number] },
  text: string,
): YamlSlip | undefined {
  const found = text.slice(start, end);
  const [line = ""] = found.split("\n", 1);
  switch (code) {
    case "TAB_AS_INDENT":
      return "tab";
    case "BAD_SCALAR_START":
      return "first_sign";
    case "BLOCK_AS_IMPLICIT_KEY":
      return message.startsWith("Nested mappings") ? "colon" : undefined;
    case "MULTILINE_IMPLICIT_KEY":
    case "MISSING_CHAR":
      if (line.includes("：")) return "full_width_colon";
      if (/^[\p{L}\p{Nd}_.-]+:\S/u.test(line)) return "colon_without_space";
      return code === "MULTILINE_IMPLICIT_KEY" ? "colon" : undefined;
    case "BLOCK_IN_FLOW":
      return line.includes("，") ? "full_width_comma" : undefined;
    case "UNEXPECTED_TOKEN":
      return message.startsWith("Unexpected scalar at node end")
        ? slipBehind(text.slice(0, start).trimEnd())
        : undefined;
    default:
      return undefined;
  }
}

/** A text goes on behind what looked like a whole value. */
function slipBehind(before: string): YamlSlip | undefined {
  const last = before.at(-1);
  if (last === '"' || last === "'") return "inner_quotes";
  return last === "]" || last === "}" || /\*\S+$/.test(before) ? "first_sign" : undefined;
}
