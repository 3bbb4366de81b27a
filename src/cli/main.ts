import { run } from "@stricli/core";
import { visibleText } from "../base/visible-text.ts";
import { exitCodes } from "../run/exit-code.ts";
import { buildApp } from "./app.ts";
import type { CliProcess } from "./context.ts";
import { isDebug } from "./messages.ts";

/** Runs one command line and gives its exit code. The process itself is `bin.ts`'s to touch. */
export async function main(
  argv: readonly string[],
  world: { readonly process: Omit<CliProcess, "exitCode">; readonly cwd: string; readonly version: string },
): Promise<number> {
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
  const app = buildApp({ version: world.version, showsStack: isDebug(env) });
  await run(app, argv, { process: cliProcess, cwd: world.cwd, version: world.version });
  if (cliProcess.exitCode === invalidArgument)
    stderr.write(`See: dailies ${visibleText(argv[0] ?? "")} --help\n`);
  return exitCodeFor(cliProcess.exitCode ?? exitCodes.done);
}

/** The library's own codes are negative: these two are mistakes on the command line, the rest are bugs. */
const invalidArgument = -4;
const unknownCommand = -5;

function exitCodeFor(code: number): number {
  if (code >= 0) return code;
  return code === invalidArgument || code === unknownCommand ? exitCodes.invalid : exitCodes.bug;
}
