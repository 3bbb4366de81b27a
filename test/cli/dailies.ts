import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import * as z from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { main } from "../../src/cli/main.ts";

/** The built command, as a user has it; `npm test` builds it first. */
const binary = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Spawning {
  readonly cwd: string;
  /** Added to an environment that holds nothing of the caller's but the path. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the command. */
  readonly binary?: string;
  /** Files that it may have open at once, sockets among them. */
  readonly openFiles?: number;
  /** What it reads from standard input; nothing unless given. */
  readonly input?: string | Uint8Array;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves as soon as standard output or error holds the text. */
  shows(text: string): Promise<void>;
}

/** Starts `dailies ARGS`; it is killed with the test, should it still run then. */
export function startDailies(args: readonly string[], spawning: Spawning): Running {
  const { cwd, env = {}, openFiles, input } = spawning;
  const command = [process.execPath, spawning.binary ?? binary, ...args];
  const limited = ["sh", "-c", `ulimit -n ${openFiles}; exec "$@"`, "sh", ...command];
  const [program = "", ...rest] = openFiles === undefined ? command : limited;
  const child = spawn(program, rest, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.on("error", () => {}).end(input);
  onTestFinished(() => void child.kill("SIGKILL"));
  const text = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
      for (const watcher of watchers) watcher();
    });
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...text }));
  });
  const shows = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!`${text.stdout}${text.stderr}`.includes(wanted)) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
      finished.then(({ stdout, stderr }) =>
        reject(new Error(`never showed "${wanted}":\n${stdout}\n${stderr}`)),
      );
    });
  return { child, finished, shows };
}

/** Runs `dailies ARGS` as a process of its own, to its end. */
export function builtDailies(args: readonly string[], spawning: Spawning): Promise<Finished> {
  return startDailies(args, spawning).finished;
}

/**
 * Runs `dailies ARGS` to its end in this process: all of the command but `bin.ts`, which takes a fifth of the time. What
 * is about processes (signals, kills, the package, Node itself) starts the built one.
 */
export async function dailies(
  args: readonly string[],
  { cwd, env = {}, input }: Pick<Spawning, "cwd" | "env" | "input">,
): Promise<Finished> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const own = {
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    stdout: stdout as Writable as NodeJS.WriteStream,
    stderr: stderr as Writable as NodeJS.WriteStream,
    env: { HOME: cwd, ...env },
  };
  const leave = enter(cwd);
  try {
    const code = await main(args, { process: own, cwd, version: packageJson.version });
    return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
  } finally {
    leave();
  }
}

const home = process.cwd();
let inside = { cwd: home, commands: 0 };

/** Makes a folder this process's own until it is left, since paths on the command line start there. */
function enter(cwd: string): () => void {
  if (inside.commands > 0 && inside.cwd !== cwd)
    throw new Error("commands that run at once share their folder, or are processes of their own");
  inside = { cwd, commands: inside.commands + 1 };
  process.chdir(cwd);
  return () => {
    inside = { cwd, commands: inside.commands - 1 };
    if (inside.commands === 0) process.chdir(home);
  };
}

/** Keeps what is written to it; not a terminal. */
class Collected extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Writes files below a folder: `{ "film.yaml": "...", "frames/day.png": bytes }`. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** The folder's entries, sorted; what only makes the next run faster (`.dailies`) apart. */
export function visibleFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .sort();
}

/** The events of a run with `--json`. */
export function eventsOf({ stdout }: Finished): Record<string, unknown>[] {
  const record = z.record(z.string(), z.unknown());
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => record.parse(JSON.parse(line)));
}
