import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";
import * as z from "zod";

/** What is asked of `yaml-language-server`, as an editor asks it. */
export interface YamlEditor {
  /** Of its process. */
  readonly pid: number | undefined;
  /** Opens a document of this name, or its next text, and gives what is wrong with it: `LINE: message`, lines from 1. */
  diagnose(name: string, text: string): Promise<string[]>;
  /** The labels that are offered at a place of the document as it was last diagnosed. */
  complete(name: string, at: Position): Promise<Offer[]>;
  /** The text over a place; empty where there is none. */
  hover(name: string, at: Position): Promise<string>;
  close(): Promise<void>;
}

/** Both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Offer {
  readonly label: string;
  readonly documentation: string;
}

const published = z.object({
  uri: z.string(),
  diagnostics: z.array(
    z.object({ message: z.string(), range: z.object({ start: z.object({ line: z.int() }) }) }),
  ),
});
const markup = z.union([z.string(), z.object({ value: z.string() })]);
const offers = z.object({
  items: z.array(z.object({ label: z.string(), documentation: markup.optional() })),
});
const hovered = z.object({ contents: markup }).nullable();

/** The settings of an editor, but for all that would be fetched from the network. */
const settings = {
  yaml: {
    validate: true,
    hover: true,
    completion: true,
    format: { enable: false },
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
  },
};

/**
 * Starts the language server over standard input and output.
 *
 * @param folder where the documents are, absolute; a document itself need not be on disk
 */
export async function openYamlEditor(folder: string): Promise<YamlEditor> {
  const packageFile = createRequire(import.meta.url).resolve("yaml-language-server/package.json");
  const server = spawn(
    process.execPath,
    [join(dirname(packageFile), "bin", "yaml-language-server"), "--stdio"],
    {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map<string, (problems: string[]) => void>();
  connection.onRequest("workspace/configuration", () => [settings.yaml, {}, {}, {}]);
  connection.onRequest("client/registerCapability", () => null);
  connection.onNotification("textDocument/publishDiagnostics", (message: unknown) => {
    const { uri, diagnostics } = published.parse(message);
    const problems = diagnostics.map(({ range, message: text }) => `${range.start.line + 1}: ${text}`);
    waiting.get(uri)?.(problems);
    waiting.delete(uri);
  });
  connection.listen();

  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "film" }],
    capabilities: {
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
      },
      workspace: { configuration: true, workspaceFolders: true },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });

  const versions = new Map<string, number>();
  return {
    pid: server.pid,
    diagnose: async (name, text) => {
      const uri = uriOf(name);
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const problems = new Promise<string[]>((resolve) => waiting.set(uri, resolve));
      if (version === 1) {
        const textDocument = { uri, languageId: "yaml", version, text };
        await connection.sendNotification("textDocument/didOpen", { textDocument });
      } else {
        await connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        });
      }
      return await problems;
    },
    complete: async (name, position) => {
      const answer = await connection.sendRequest("textDocument/completion", {
        textDocument: { uri: uriOf(name) },
        position,
      });
      return offers.parse(answer).items.map(({ label, documentation }) => ({
        label,
        documentation: textOf(documentation ?? ""),
      }));
    },
    hover: async (name, position) => {
      const answer = await connection.sendRequest("textDocument/hover", {
        textDocument: { uri: uriOf(name) },
        position,
      });
      return textOf(hovered.parse(answer)?.contents ?? "");
    },
    close: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await ended;
      connection.dispose();
    },
  };
}

function textOf(text: z.infer<typeof markup>): string {
  return typeof text === "string" ? text : text.value;
}
