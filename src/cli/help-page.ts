import type { Command, CommandContext } from "@stricli/core";

type CommandParameters = Command<CommandContext>["parameters"];
type HelpFormattingArguments = Parameters<Command<CommandContext>["formatHelp"]>[0];
type Row = readonly [name: string, brief: string];

/**
 * The same command, with a help page that shows what a flag takes (`--only GLOB`) and a usage line with every
 * argument. The library's own page leaves placeholders out.
 */
export function withHelpPage<C extends CommandContext>(command: Command<C>): Command<C> {
  return {
    ...command,
    brief: command.brief,
    fullDescription: command.fullDescription,
    formatUsageLine: ({ prefix }) => [...prefix, ...argumentNames(command.parameters)].join(" "),
    formatHelp: (args) => helpPage(command, args),
  };
}

function helpPage<C extends CommandContext>(
  { brief, fullDescription, parameters }: Command<C>,
  { prefix, text }: HelpFormattingArguments,
): string {
  const { headers, briefs } = text;
  const flags: readonly Row[] = [
    ...Object.entries(parameters.flags ?? {}).map(([name, flag]): Row => [flagName(name, flag), flag.brief]),
    ["-h, --help", briefs.help],
    ["--", briefs.argumentEscapeSequence],
  ];
  const positional = argumentRows(parameters);
  return [
    headers.usage,
    `  ${[...prefix, "[FLAGS]", ...argumentNames(parameters)].join(" ")}`,
    "",
    fullDescription ?? brief,
    ...(positional.length === 0 ? [] : ["", headers.arguments, ...columns(positional)]),
    "",
    headers.flags,
    ...columns(flags),
    "",
  ].join("\n");
}

function flagName(name: string, flag: NonNullable<CommandParameters["flags"]>[string]): string {
  const kebab = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return flag.kind === "parsed" ? `${kebab} ${flag.placeholder ?? "VALUE"}` : kebab;
}

function argumentNames(parameters: CommandParameters): readonly string[] {
  return argumentRows(parameters).map(([name]) => name);
}

function argumentRows({ positional }: CommandParameters): readonly Row[] {
  if (positional === undefined) return [];
  if (positional.kind === "array") {
    const { placeholder = "ARGUMENT", brief } = positional.parameter;
    return [[`${placeholder}...`, brief]];
  }
  return positional.parameters.map(({ placeholder = "ARGUMENT", optional, brief }) => [
    optional === true ? `[${placeholder}]` : placeholder,
    brief,
  ]);
}

function columns(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, brief]) => `  ${name.padEnd(width)}  ${brief}`);
}
