/** Commands as a user copies them. */

/** A file name as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The two ways to settle a submit of unknown outcome. */
export function resolveCommands(
  file: string,
  { id, take }: { readonly id: string; readonly take: number },
): { readonly adopt: string; readonly release: string } {
  const command = `dailies resolve ${shellWord(file)} ${id}${take === 1 ? "" : ` --take ${take}`}`;
  return { adopt: `${command} --task ID`, release: `${command} --not-submitted` };
}
