import { type Application, type Command, proposeCompletions } from "@stricli/core";
import type { CliContext } from "../context.ts";
import { type Answer, type Line, noAnswer, type Value } from "./line.ts";

/** What the word at the cursor is to be: an argument, or the value of a flag, by the name that its help gives it. */
export interface Wanted {
  readonly of: "argument" | "flag";
  /** `FILE`, `SHOT`, `GLOB`, `N|auto` and so on. */
  readonly placeholder: string;
}

/**
 * What can come next on a command line: commands, flags and the values of closed lists, as the definitions of the commands
 * say; for all else `find` is asked.
 */
export async function offersFor(
  app: Application<CliContext>,
  {
    line,
    context,
    find,
  }: {
    readonly line: Line;
    readonly context: CliContext;
    readonly find: (wanted: Wanted) => Promise<Answer>;
  },
): Promise<Answer> {
  let wanted: Wanted | undefined;
  const asking = askingFor(app, (what) => {
    wanted = what;
  });
  // The shells themselves compare with what is typed.
  const offered = await proposeCompletions(asking, [...line.before, ""], context);
  const valuesOf = (...kinds: readonly string[]): Value[] =>
    offered
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ completion, brief }) => ({ text: completion, brief }));
  if (wanted?.of === "flag") return await find(wanted);
  const listed = valuesOf("argument:value");
  if (listed.length > 0) return { kind: "values", values: listed.map(({ text }) => ({ text })) };
  const commands = valuesOf("routing-target:command", "routing-target:route-map");
  const flags = valuesOf("argument:flag").filter(({ text }) => text !== "--" && text !== help.text);
  if (flags.length > 0) flags.push(help);
  if (line.current.startsWith("-")) return { kind: "values", values: flags };
  if (commands.length > 0) return { kind: "values", values: commands };
  if (wanted !== undefined) return await find(wanted);
  return flags.length > 0 ? { kind: "values", values: flags } : noAnswer;
}

/** The library offers it where there is no command yet. */
const help: Value = { text: "--help", brief: "Print this help" };

/** The application, whose commands give nothing for their parameters but say which one is next. */
function askingFor(app: Application<CliContext>, ask: (wanted: Wanted) => void): Application<CliContext> {
  const { root } = app;
  if (!("getAllEntries" in root)) return app;
  return {
    ...app,
    root: {
      ...root,
      getRoutingTargetForInput: (input) => {
        const target = root.getRoutingTargetForInput(input);
        return target === undefined || "getAllEntries" in target ? target : askingCommand(target, ask);
      },
    },
  };
}

function askingCommand(command: Command<CliContext>, ask: (wanted: Wanted) => void): Command<CliContext> {
  const { flags = {}, positional } = command.parameters;
  const asks = (of: Wanted["of"], placeholder = "") => ({
    proposeCompletions: () => {
      ask({ of, placeholder });
      return [];
    },
  });
  const asked = Object.entries(flags).map(([name, flag]) => [
    name,
    flag.kind === "parsed" ? { ...flag, ...asks("flag", flag.placeholder) } : flag,
  ]);
  const parameters = { ...command.parameters, flags: Object.fromEntries(asked) };
  if (positional === undefined) return { ...command, parameters };
  const argument = <P extends { readonly placeholder?: string }>(parameter: P): P => ({
    ...parameter,
    ...asks("argument", parameter.placeholder),
  });
  return {
    ...command,
    parameters: {
      ...parameters,
      positional:
        positional.kind === "array"
          ? { ...positional, parameter: argument(positional.parameter) }
          : { ...positional, parameters: positional.parameters.map(argument) },
    },
  };
}
