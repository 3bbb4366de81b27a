import { once } from "node:events";
import { Readable } from "node:stream";
import { visibleText } from "../../../base/text/visible-text.ts";
import { serve } from "../../../mcp/server.ts";
import { SpendingCeiling } from "../../../mcp/session/ceiling.ts";
import { Root } from "../../../mcp/session/root.ts";
import { Session } from "../../../mcp/session/session.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { McpFlags } from "../../flags/command-flags.ts";
import { innerCommandLine } from "../../run/inner-command-line.ts";
import { listenForInterrupt } from "../../run/interrupt.ts";

/** `dailies mcp`: answers one client until standard input ends, or a signal comes. Runs that go on then save their state. */
export async function mcp(this: CliContext, { maxSpend }: McpFlags): Promise<void> {
  const { stdin, stdout, stderr } = this.process;
  const log = (text: string): void => void stderr.write(`${visibleText(text)}\n`);
  const interrupt = listenForInterrupt({
    onFirst: () => log("Interrupted; saving the state. Once more ends at once."),
    exit: () => process.exit(exitCodes.interrupted),
  });
  const session = new Session({
    commandLine: innerCommandLine(this),
    root: new Root(this.cwd),
    ceiling: new SpendingCeiling(maxSpend),
  });
  const input = Readable.from(stdin);
  const server = await serve({ session, version: this.version, input, output: stdout, log });
  // A client that breaks off ends the server as one that closes.
  await Promise.race([once(input, "close").catch(() => {}), aborted(interrupt.signal)]);
  await session.close();
  await server.close();
  interrupt.dispose();
  if (interrupt.signal.aborted) this.process.exitCode = exitCodes.interrupted;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
