import { run } from "@stricli/core";
import { visibleText } from "../base/text/visible-text.ts";
import { exitCodes } from "../run/exit-code.ts";
import { buildApp } from "./app.ts";
import type { CliContext, CliProcess, InnerWorld } from "./context.ts";
import { isDebug } from "./messages.ts";
import type { Mistake } from "./mistakes.ts";
import { writeMistake } from "./problems.ts";

interface World extends Partial<InnerWorld> {
  readonly process: InnerWorld["process"];
  readonly cwd: string;
  readonly version: string;
}

/** Runs one command line and gives its exit code. The process itself is `bin.ts`'s to touch. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const { stdout, stderr, env } = world.process;
  const isColourless = env.NO_COLOR !== undefined || argv.includes("--no-color");
  const cliProcess: CliProcess = {
    // Opened by being asked for, so only where a command reads it.
    get stdin() {
      return world.process.stdin;
    },
    stdout,
    stderr,
    env: isColourless ? { ...env, NO_COLOR: "1" } : env,
  };
  const context: CliContext = {
    process: cliProcess,
    cwd: world.cwd,
    version: world.version,
    interrupt: world.interrupt,
    runCommand: (inner, own) => main(inner, { ...world, ...own }),
  };
  if (argv[0] === "__complete") {
    const { complete } = await import("./completion/complete.ts");
    await complete(argv.slice(1), context);
    return exitCodes.done;
  }
  const mistakes: Mistake[] = [];
  const app = buildApp({
    version: world.version,
    showsStack: isDebug(env),
    onMistake: (mistake) => mistakes.push(mistake),
  });
  await run(app, withoutShortcuts(argv), context);
  const [mistake] = mistakes;
  if (mistake === undefined) return exitCodeFor(cliProcess.exitCode ?? exitCodes.done);
  const help = helpCommand(argv, mistake);
  stderr.write(`See: ${visibleText(help)}\n`);
  if (isForPrograms(argv)) writeMistake(cliProcess, { ...mistake, hint: mistake.hint ?? `See: ${help}` });
  return exitCodes.invalid;
}

/** `help render`, `version` and `-V` are how other programs ask for these; the library knows flags only. */
function withoutShortcuts(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  switch (first) {
    case "help":
      return [...rest, "--help"];
    case "version":
    case "-V":
      return ["--version"];
    default:
      return argv;
  }
}

function helpCommand([first = ""]: readonly string[], { code }: Mistake): string {
  return code === "command_unknown" || first === "help" ? "dailies --help" : `dailies ${first} --help`;
}

/** The flags could not be read as a whole, so this one is looked for by itself. */
function isForPrograms(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).includes("--json");
}

/** The library's own codes are negative; what is left of them here are bugs. */
function exitCodeFor(code: number): number {
  return code >= 0 ? code : exitCodes.bug;
}
