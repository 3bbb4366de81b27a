/** Above this a schema is written without indentation: editors read it anew for each window, and half of it would be spaces. */
const mostIndented = 100_000;

/** A schema as its file has it: a definition a line where it is long, so that a diff still says what changed. */
export function schemaText(schema: unknown): string {
  const indented = `${JSON.stringify(schema, null, 2)}\n`;
  if (indented.length <= mostIndented) return indented;
  const { definitions = {}, ...rest } = schema as { readonly definitions?: object };
  const line = ([key, value]: readonly [string, unknown]): string =>
    `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  const members = [
    ...Object.entries(rest).map(line),
    `"definitions":{\n${Object.entries(definitions).map(line).join(",\n")}\n}`,
  ];
  return `{\n${members.join(",\n")}\n}\n`;
}
