import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Stage } from "../stage.ts";

const binary = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

interface RawServer {
  readonly child: ChildProcessWithoutNullStreams;
  /** Sends a call of a tool; nobody waits for its answer. */
  call(name: string, args: Readonly<Record<string, unknown>>): void;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    /** Of standard output. */
    readonly lines: readonly string[];
    readonly stderr: string;
  }>;
}

/** `dailies mcp` with an initialised session, spoken to in bare lines: for how it ends. */
export function startServer(stage: Stage): RawServer {
  const child = spawn(process.execPath, [binary, "mcp"], {
    cwd: stage.cwd,
    env: { PATH: process.env.PATH ?? "", HOME: stage.cwd, ...stage.env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => {});
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const clientInfo = { name: "raw", version: "1.0.0" };
  send({
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
  });
  send({ method: "notifications/initialized" });
  let id = 1;
  return {
    child,
    call: (name, args) => {
      id += 1;
      send({ id, method: "tools/call", params: { name, arguments: args } });
    },
    ended: new Promise((resolve) => {
      child.once("close", (code, signal) => {
        resolve({ code, signal, lines: stdout.split("\n").filter((line) => line !== ""), stderr });
      });
    }),
  };
}
