/** The body of a command's help: what it does, and commands to copy. */
export function description(
  text: string,
  examples: readonly (readonly [command: string, effect: string])[],
): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, effect]) => `  ${command.padEnd(width)}   ${effect}`);
  return [text, "", "EXAMPLES", ...lines].join("\n");
}
