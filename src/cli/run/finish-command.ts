import { type ChildProcess, spawn } from "node:child_process";
import { errorCode } from "../../base/files/file-errors.ts";
import { unreachable } from "../../base/unreachable.ts";
import { providers } from "../../provider/providers.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { CliContext, CliProcess } from "../context.ts";
import { listenForInterrupt } from "./interrupt.ts";

type FinishEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: NodeJS.Signals; readonly isOurs: boolean }
  | { readonly kind: "not_started"; readonly code: string };

/**
 * Runs the user's command in the system's shell and waits for its end. It reads `input`; what it prints goes to standard
 * error, since standard output is the run's. Nothing of a storyboard is in the command or in its environment, nor is an
 * API key. Ctrl-C ends it, with all that it started.
 */
export async function runFinishCommand(
  { process: { env, exitCode }, cwd }: CliContext,
  command: string,
  input: string,
): Promise<FinishEnd> {
  // Before the command starts: its first word can be answered by a Ctrl-C. No listener is called before `child` is there.
  const interrupt = listenForInterrupt({
    onFirst: () => signalAll(child, "SIGTERM"),
    exit: () => {
      signalAll(child, "SIGKILL");
      process.exit(exitCode ?? exitCodes.done);
    },
  });
  const child = spawn(command, {
    shell: true,
    cwd,
    env: withoutKeys(env),
    stdio: ["pipe", 2, 2],
    // A process group of its own, which can be ended as a whole.
    detached: !isWindows,
  });
  // It need not read.
  child.stdin?.on("error", () => {}).end(input);
  try {
    return await new Promise<FinishEnd>((resolve, reject) => {
      child.once("error", (cause) => {
        const code = errorCode(cause);
        if (code === undefined) reject(cause);
        else resolve({ kind: "not_started", code });
      });
      child.once("exit", (code, signal) => {
        if (signal === null) resolve({ kind: "exited", code: code ?? 0 });
        else resolve({ kind: "killed", signal, isOurs: interrupt.signal.aborted });
      });
    });
  } finally {
    interrupt.dispose();
  }
}

/** What is to be said of how the command ended; nothing where all went well. */
export function finishProblem(end: FinishEnd): string | undefined {
  switch (end.kind) {
    case "exited":
      return end.code === 0 ? undefined : `the command ended with exit code ${end.code}`;
    case "killed":
      return end.isOurs ? "the command was interrupted" : `the command was ended by ${end.signal}`;
    case "not_started":
      return `the command could not be started (${end.code})`;
    default:
      return unreachable(end);
  }
}

const isWindows = process.platform === "win32";

function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (isWindows || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (cause) {
    // All of it has ended meanwhile.
    if (errorCode(cause) !== "ESRCH") throw cause;
  }
}

/** Under its own name, or as the value of another variable. */
function withoutKeys(env: CliProcess["env"]): Record<string, string> {
  const names = new Set(providers.map(({ environment }) => environment.apiKey.toLowerCase()));
  const isKeyName = (name: string): boolean => names.has(name.toLowerCase());
  const keys = new Set(
    Object.entries(env).flatMap(([name, value = ""]) =>
      isKeyName(name) && value.trim() !== "" ? [value] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || isKeyName(name) || keys.has(value) ? [] : [[name, value]],
    ),
  );
}
