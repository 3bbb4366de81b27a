import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const crashHook = new URL("crash-hook.mjs", import.meta.url).href;
const clockHook = new URL("clock-hook.mjs", import.meta.url).href;

export const apiKey = "sk-chaos-0123456789abcdef";

/** What is preloaded into a command. */
export interface Hooks {
  readonly crash?: {
    /** Number of the disk change to die at; 0: at none. */
    readonly at: number;
    /** Where the number of all changes is written at the end. */
    readonly countFile?: string;
  };
  /** `SharedClock.forHook` */
  readonly clock?: string;
}

interface Ended {
  /** `null` when the process was killed. */
  readonly code: number | null;
  readonly errors: string;
}

export interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built `dailies ARGS` in a folder. */
export function startDailies(folder: string, args: readonly string[], hooks: Hooks = {}): Command {
  const { crash, clock } = hooks;
  const preload = [
    ...(clock === undefined ? [] : ["--import", clockHook]),
    ...(crash === undefined ? [] : ["--import", crashHook]),
  ];
  const child = spawn(process.execPath, [...preload, binary, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      TOAPIS_API_KEY: apiKey,
      ...(crash === undefined ? {} : { DAILIES_CHAOS_CRASH_AT: String(crash.at) }),
      ...(crash?.countFile === undefined ? {} : { DAILIES_CHAOS_COUNT_FILE: crash.countFile }),
      ...(clock === undefined ? {} : { DAILIES_CHAOS_CLOCK: clock }),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, errors }));
  });
  return { child, ended };
}
