import type { Readable, Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { failure } from "../base/result.ts";
import { jsonText } from "../base/text/json-text.ts";
import { nearest } from "../base/text/suggest.ts";
import { visibleText } from "../base/text/visible-text.ts";
import { bugError } from "./answer/tool-error.ts";
import { listResources } from "./resources/list.ts";
import { readResource } from "./resources/read.ts";
import { resourceTemplate } from "./resources/resource.ts";
import type { RunProgress } from "./session/run-watch.ts";
import type { Session } from "./session/session.ts";
import { choosingTools } from "./tools/choosing.ts";
import { lookingTools } from "./tools/looking.ts";
import { runningTools } from "./tools/running.ts";
import type { Answer, Tool } from "./tools/tool.ts";
import { toolJson } from "./tools/tool-json.ts";

const tools: readonly Tool[] = [...lookingTools, ...runningTools, ...choosingTools];

/** What the protocol calls a resource that is not there. */
const resourceNotFound = -32_002;

const instructions = [
  "dailies renders a storyboard, a YAML shot list, on a paid video API: one clip for each shot. Only `render` spends money.",
  "The loop: models, write the storyboard, check, rehearse (free drafts), plan; show the person what the plan would do and cost;",
  "render with the plan_hash that they agreed to; status; pick or reject; plan and render again with `rejected`.",
  "Never delete or edit *.lock.json, *.journal or clips: they are what was paid for.",
].join("\n");

interface ServerParts {
  readonly session: Session;
  readonly version: string;
  readonly input: Readable;
  /** Carries the protocol alone. */
  readonly output: Writable;
  /** What went wrong with the connection, in one line. */
  readonly log: (text: string) => void;
}

/** Answers one client until `close`. */
export async function serve({ session, version, input, output, log }: ServerParts): Promise<Server> {
  const server = new Server(
    { name: "dailies", version },
    { capabilities: { tools: {}, resources: {} }, instructions },
  );
  server.onerror = (error) => log(`mcp: ${error.message.split("\n")[0] ?? ""}`);

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(toolJson) }));

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, _meta, sendNotification }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, unknownTool(params.name));
    const token = _meta?.progressToken;
    const onProgress = (progress: RunProgress): void => {
      if (token === undefined) return;
      const notification = {
        method: "notifications/progress",
        params: { progressToken: token, ...progress },
      };
      // A client that has gone needs none.
      sendNotification(notification as Parameters<typeof sendNotification>[0]).catch(() => {});
    };
    try {
      return resultOf(await tool.call(params.arguments, { session, signal, onProgress }));
    } catch (error) {
      return resultOf(failure(bugError(error instanceof Error ? error.message : String(error))));
    }
  });

  server.setRequestHandler(ListResourcesRequestSchema, async () => ({
    resources: await listResources(session.root),
  }));

  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [resourceTemplate],
  }));

  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    const read = await readResource(session.root, params.uri);
    if (!read.ok) throw new McpError(resourceNotFound, read.error);
    return { contents: [read.value] };
  });

  await server.connect(new StdioServerTransport(input, output));
  return server;
}

function unknownTool(name: string): string {
  const names = tools.map((tool) => tool.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `the tools are ${names.join(", ")}` : `did you mean ${meant}?`;
  return `there is no tool ${visibleText(name)}; ${hint}`;
}

function resultOf(answer: Answer): CallToolResult {
  if (!answer.ok) {
    return { isError: true, content: [{ type: "text", text: jsonText({ error: answer.error }) }] };
  }
  return { content: [{ type: "text", text: jsonText(answer.value) }], structuredContent: answer.value };
}
