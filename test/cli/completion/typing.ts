import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A real shell at a terminal, with the completion of the built command, and somebody who types. */

const binary = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

/** Why a shell cannot be asked here; `undefined` where it can. */
export function whyNot(shell: string): string | undefined {
  // util-linux's `script` makes the terminal; those of other systems take other words.
  if (!runs("script", "--version")) return "there is no `script` of util-linux, which makes a terminal";
  return runs(shell, "--version") ? undefined : `${shell} is not installed`;
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    return true;
  } catch {
    return false;
  }
}

/** A folder with the command in it, as npm links it, to put in front of the path. */
export function commandFolder(folder: string): string {
  const bin = join(folder, ".bin");
  mkdirSync(bin, { recursive: true });
  chmodSync(binary, 0o755);
  symlinkSync(binary, join(bin, "dailies"));
  return bin;
}

export interface Typing {
  /** What makes the shell show all answers. */
  readonly list: string;
  /** Types keys into an empty line, and gives the line that the shell then has. */
  line(keys: string): Promise<string>;
  /** What the terminal has shown since the line before, without the marks. */
  shown(): string;
}

const [begin, end] = ["\u0001", "\u0002"];
const showLine = "\u0018\u0010";
const clearLine = "\u0015";

/** What makes a shell ready, and Control-X Control-P print its line between two marks. */
const setUps = {
  bash: [
    "bind 'set bell-style none'",
    "bind 'set completion-query-items 0'",
    "bind 'set page-completions off'",
    `bind -x '"\\C-x\\C-p": printf "\\001%s\\002" "$READLINE_LINE"'`,
    "source <(dailies completion bash)",
  ],
  zsh: [
    "autoload -Uz compinit; compinit -u -D",
    "setopt no_beep no_list_beep",
    `show-line() { printf '\\001%s\\002' "$BUFFER" }; zle -N show-line; bindkey '^X^P' show-line`,
    "bindkey '^U' kill-whole-line",
    "source <(dailies completion zsh)",
  ],
} as const;

const listKeys = { bash: "\u001b?", zsh: "\u0004" } as const;
const commands = { bash: "bash --noprofile --norc -i", zsh: "zsh -f -i" } as const;

/** @param folder where the shell is, and its home */
export async function openShell(shell: keyof typeof setUps, folder: string): Promise<Typing> {
  const terminal = spawn("script", ["-qfec", commands[shell], "/dev/null"], {
    cwd: folder,
    env: {
      PATH: [commandFolder(folder), process.env.PATH ?? ""].join(delimiter),
      HOME: folder,
      TERM: "dumb",
      LANG: "C.UTF-8",
      HISTFILE: "",
      PS1: "ready> ",
    },
  });
  onTestFinished(() => void terminal.kill("SIGKILL"));
  let screen = "";
  let look = (): void => {};
  const gone = new Promise<never>((_, reject) => {
    terminal.once("exit", () => reject(new Error(`the shell is gone:\n${screen}`)));
  });
  gone.catch(() => {});
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    look();
  });
  /** The text between the next two marks. */
  const nextMarked = (): Promise<string> =>
    new Promise((resolve) => {
      look = () => {
        const from = screen.indexOf(begin);
        const to = screen.indexOf(end, from);
        if (from < 0 || to < 0) return;
        look = () => {};
        resolve(screen.slice(from + 1, to).replaceAll("\r", ""));
      };
      look();
    });
  const marked = (): Promise<string> => Promise.race([nextMarked(), gone]);
  const [mark, ...lines] = ["printf '\\001ready\\002'", ...setUps[shell]];
  terminal.stdin.write(`stty cols 500; ${lines.join("; ")}; ${mark}\n`);
  await marked();
  return {
    list: listKeys[shell],
    line: async (keys) => {
      screen = "";
      terminal.stdin.write(`${keys}${showLine}`);
      const line = await marked();
      terminal.stdin.write(clearLine);
      return line;
    },
    shown: () => screen.replaceAll(begin, "").replaceAll(end, ""),
  };
}
