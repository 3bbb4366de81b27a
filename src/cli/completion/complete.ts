import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import { buildApp } from "../app.ts";
import type { CliContext } from "../context.ts";
import { bashText, readBashLine } from "./bash-line.ts";
import type { Answer, Line, Value } from "./line.ts";
import { findNames } from "./names.ts";
import { offersFor, type Wanted } from "./offers.ts";
import { isShell } from "./shells.ts";

/**
 * What the shells' scripts call at each press of the Tab key, with what is typed. The first line of the answer says what
 * follows, as `values`, or what the shell is to look for itself: `files`, with endings, or `folders`. Each further line is a
 * value, for zsh and fish with a tab and what it is for. Behind `--flag=` the first word ends in `=`.
 *
 *     bash LINE-TO-CURSOR LINE-BEHIND COMP_WORDBREAKS
 *     zsh|fish NUMBER WORD... where NUMBER is that of the word at the cursor, and 0 is the command's own name
 */
export async function complete(args: readonly string[], context: CliContext): Promise<void> {
  const answer = await answerTo(args, context);
  context.process.stdout.write(answer.map((line) => `${line}\n`).join(""));
}

async function answerTo([shell = "", ...args]: readonly string[], context: CliContext): Promise<string[]> {
  if (!isShell(shell)) return [];
  switch (shell) {
    case "bash": {
      const [head = "", tail = "", breaks = ""] = args;
      const read = readBashLine(head, tail, breaks);
      if (read === undefined) return ["files"];
      const { answer, joined } = await answerFor(read.line, context);
      if (answer.kind !== "values") return [header(answer, joined)];
      const texts = answer.values.map(({ text }) =>
        isPrintable(text) ? bashText(joined + text, read.line.current, read.word) : undefined,
      );
      return ["values", ...texts.filter((text) => text !== undefined)];
    }
    case "zsh":
    case "fish": {
      const [number = "", ...words] = args;
      const at = Number(number);
      const line = { before: words.slice(1, at), current: words[at] ?? "", after: words.slice(at + 1) };
      const { answer, joined } = await answerFor(line, context);
      if (answer.kind !== "values") return [header(answer, joined)];
      const front = shell === "fish" ? joined : "";
      const shown = answer.values.filter(({ text }) => isPrintable(text));
      return [header(answer, joined), ...shown.map((value) => described(front, value))];
    }
    default:
      return unreachable(shell);
  }
}

/** `joined` is the `--flag=` in front of the value, where there is one. */
async function answerFor(
  typed: Line,
  context: CliContext,
): Promise<{ readonly answer: Answer; readonly joined: string }> {
  // `dailies help render` is `dailies render --help`.
  const before = typed.before[0] === "help" ? typed.before.slice(1) : typed.before;
  const [, flag, value = ""] = /^(--[^=]+)=(.*)$/s.exec(before.includes("--") ? "" : typed.current) ?? [];
  const line =
    flag === undefined ? { ...typed, before } : { ...typed, before: [...before, flag], current: value };
  const app = buildApp({ version: context.version, showsStack: false, onMistake: () => {} });
  const find = (wanted: Wanted): Promise<Answer> => findNames(wanted, line, context);
  const answer = await offersFor(app, { line, context, find });
  return { answer, joined: flag === undefined ? "" : `${flag}=` };
}

function header(answer: Answer, joined: string): string {
  const kind = `${answer.kind}${joined === "" ? "" : "="}`;
  return answer.kind === "files" ? [kind, ...answer.endings].join(" ") : kind;
}

function described(front: string, { text, brief }: Value): string {
  return brief === undefined ? `${front}${text}` : `${front}${text}\t${brief}`;
}

/** A line of the answer is one value, and a terminal obeys none of them. */
function isPrintable(text: string): boolean {
  return visibleText(text) === text;
}
