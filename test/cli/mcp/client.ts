import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Stage } from "../stage.ts";

const binary = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

/** Without the pauses that a real API asks for. */
export const paced = { poll_interval: "20ms", submit_rate: "off", query_rate: "off" } as const;

const record = z.record(z.string(), z.unknown());
const textContent = z.tuple([z.object({ type: z.literal("text"), text: z.string() })]);

interface Called {
  readonly isError: boolean;
  /** What the tool answered; of an error what is in `error`. */
  readonly value: Record<string, unknown>;
  /** As the model reads it. */
  readonly text: string;
}

export interface McpClient {
  readonly client: Client;
  call(name: string, args: Readonly<Record<string, unknown>>, options?: RequestOptions): Promise<Called>;
  /** Renders `film.yaml` at a pace for tests, by today's plan unless `plan_hash` is among the arguments. */
  render(args?: Readonly<Record<string, unknown>>, options?: RequestOptions): Promise<Called>;
  /** All that the server wrote to standard error. */
  log(): string;
  /** Closes the server's standard input and waits for its end. */
  close(): Promise<void>;
}

/** The SDK's own client, and the built `dailies mcp` as its child process in the stage's folder. */
export async function openClient(stage: Stage, ...args: string[]): Promise<McpClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [binary, "mcp", ...args],
    cwd: stage.cwd,
    env: { HOME: stage.cwd, ...stage.env },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const client = new Client({ name: "dailies-test", version: "1.0.0" });
  onTestFinished(() => client.close());
  await client.connect(transport);
  // A client that knows the output schemas holds every answer against them.
  await client.listTools();
  const call: McpClient["call"] = async (name, given, options) => {
    const result = await client.callTool({ name, arguments: { ...given } }, undefined, options);
    const [{ text }] = textContent.parse(result.content);
    const value = record.parse(JSON.parse(text));
    const isError = result.isError === true;
    return { isError, value: isError ? record.parse(value.error) : value, text };
  };
  return {
    client,
    call,
    render: async (given = {}, options) => {
      const about = { file: "film.yaml", ...given };
      const hash = given.plan_hash ?? (await planHash(call, about));
      return await call("render", { ...about, ...paced, plan_hash: hash }, options);
    },
    log: () => log,
    close: () => client.close(),
  };
}

const selecting: ReadonlySet<string> = new Set(["file", "only", "except", "tag", "missing", "rejected"]);

async function planHash(call: McpClient["call"], args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const own = Object.entries(args).filter(([name]) => selecting.has(name));
  return (await call("plan", Object.fromEntries(own))).value.plan_hash;
}
