import { visibleText } from "../../base/text/visible-text.ts";

/** Commands as a user copies them. */

/**
 * A file name as one word of a POSIX shell. What a terminal would obey is written out: `$'a\x1bb'`, which bash, zsh and ksh
 * read.
 */
export function shellWord(text: string): string {
  if (visibleText(text) !== text) return `$'${[...Buffer.from(text)].map(shellByte).join("")}'`;
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function shellByte(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
  return isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** The two ways to settle a submit of unknown outcome. */
export function resolveCommands(
  file: string,
  { id, take }: { readonly id: string; readonly take: number },
): { readonly adopt: string; readonly release: string } {
  const command = `dailies resolve ${shellWord(file)} ${shellWord(id)}${take === 1 ? "" : ` --take ${take}`}`;
  return { adopt: `${command} --task ID`, release: `${command} --not-submitted` };
}
