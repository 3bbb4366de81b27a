import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../fakes/temporary-folder.ts";
import { builtDailies, writeFiles } from "../dailies.ts";
import { commandFolder, openShell, whyNot } from "./typing.ts";

const tag = 'it\'s a "night" `touch pwned` $(touch pwned) & more';
const film = `version: 1
defaults: { model: kling-v3 }
scenes:
  - scene: sc010
    shots:
      sh0010: { prompt: x, takes: 2, tags: [${JSON.stringify(tag)}, "day:one", plain] }
      sh0020: { prompt: x }
  - scene: sc020
    shots:
      häuser: { prompt: x }
`;
// zsh writes a `!` in double quotes as only an interactive zsh reads it.
const quotable = 'y it\'s `touch pwned` $(touch pwned) "q" & ; * ? [a] {b} #~.yaml';
const hostile = 'x it\'s `touch pwned` $(touch pwned) "q" & ; * ? [a] {b} #!~.yaml';

function project(): string {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": film,
    "film.picks.yaml": "version: 1\nshots: {}\n",
    "film.lock.json": "{}",
    "broken.yaml": "shots: [a: {]\n",
    [hostile]: film,
    [quotable]: film,
    "night reel/one two.yaml": film,
    "takes/door.mp4": "x",
  });
  // Folders that are called like commands and shots are no reason to take these for paths.
  for (const name of ["models", "sc010", "sc020_häuser"]) mkdirSync(join(cwd, name));
  return cwd;
}

/** The words that a line is to a shell; what bash and zsh write, bash reads. */
function wordsOf(line: string, cwd: string, shell: "bash" | "fish" = "bash"): string[] {
  const script = line.replace(/^dailies/, "printf '%s\\0'");
  const flag = shell === "bash" ? "--norc" : "--no-config";
  return execFileSync(shell, [flag, "-c", script], { cwd, encoding: "utf8" }).split("\0").slice(0, -1);
}

const tab = "\t";
const typed: readonly (readonly [keys: string, words: readonly string[]])[] = [
  [`reh${tab}`, ["rehearse"]],
  [`mod${tab}`, ["models"]],
  [`plan fi${tab}`, ["plan", "film.yaml"]],
  [`plan film.yaml --bud${tab}`, ["plan", "film.yaml", "--budget"]],
  [`cost film.yaml --by bi${tab}`, ["cost", "film.yaml", "--by", "billing"]],
  [`pick film.yaml sc020${tab}`, ["pick", "film.yaml", "sc020_häuser"]],
  [`explain film.yaml sc010_sh001${tab}`, ["explain", "film.yaml", "sc010_sh0010"]],
  [`plan film.yaml --only sc020_${tab}`, ["plan", "film.yaml", "--only", "sc020_häuser"]],
  [`plan film.yaml --only=sc020_${tab}`, ["plan", "film.yaml", "--only=sc020_häuser"]],
  [`models kling-v3@2026-08${tab}`, ["models", "kling-v3@2026-08"]],
  [`plan film.yaml --tag day:${tab}`, ["plan", "film.yaml", "--tag", "day:one"]],
  [`plan film.yaml --tag it${tab}`, ["plan", "film.yaml", "--tag", tag]],
  [`plan film.yaml --tag "it${tab}`, ["plan", "film.yaml", "--tag", tag]],
  [`plan x${tab}`, ["plan", hostile]],
  [`plan y${tab}`, ["plan", quotable]],
  [`plan "y${tab}`, ["plan", quotable]],
  [`plan night${tab}${tab}`, ["plan", "night reel/one two.yaml"]],
  [`pick night\\ reel/one\\ two.yaml sc020${tab}`, ["pick", "night reel/one two.yaml", "sc020_häuser"]],
  [`pick 'night reel/one two.yaml' sc020${tab}`, ["pick", "night reel/one two.yaml", "sc020_häuser"]],
  [`adopt film.yaml sc010_sh0010 takes/d${tab}`, ["adopt", "film.yaml", "sc010_sh0010", "takes/door.mp4"]],
  [`render film.yaml --output tak${tab}`, ["render", "film.yaml", "--output", "takes/"]],
];

/** Where there are several answers, or none: what is on the terminal then, and what is not. */
const listed: readonly (readonly [keys: string, shown: readonly string[], not: readonly string[]])[] = [
  [`re`, ["render", "retry", "reject", "resolve", "rescue"], ["plan"]],
  [`pick film.yaml `, ["sc010_sh0010", "sc010_sh0020", "sc020_häuser"], ["film.lock.json", "--note"]],
  [`pick film.yaml sc010_sh0010 `, ["1", "2"], ["3"]],
  [`pick broken.yaml `, [], ["error", "broken.yaml:", "sc010", "models"]],
  [`pick gone.yaml `, [], ["error", "found", "sc010", "models"]],
];

/** Milliseconds. Each press of the Tab key starts the command, some twenty times. */
const patience = 180_000;

describe.each(["bash", "zsh"] as const)("in %s", (shell) => {
  const reason = whyNot(shell);
  const test_ = test.skipIf(reason !== undefined);
  const because = reason === undefined ? "" : ` (not tried: ${reason})`;

  test_(
    `commands, flags, files and shots are completed, and quoted as the shell reads them${because}`,
    async () => {
      const cwd = project();
      const terminal = await openShell(shell, cwd);
      const found: [string, readonly string[]][] = [];
      for (const [keys] of typed) {
        const line = await terminal.line(`dailies ${keys}`);
        found.push([keys, wordsOf(line, cwd)]);
      }
      expect(found).toEqual(typed);
      expect(existsSync(join(cwd, "pwned"))).toBe(false);
    },
    patience,
  );

  test_(`what several answers there are is shown, and no noise${because}`, async () => {
    const cwd = project();
    const terminal = await openShell(shell, cwd);
    for (const [keys, shown, not] of listed) {
      await terminal.line(`dailies ${keys}${terminal.list}`);
      const screen = terminal.shown().replaceAll(`dailies ${keys}`, "");
      for (const text of shown) expect(screen).toContain(text);
      for (const text of not) expect(screen).not.toContain(text);
    }
  });
});

describe("in fish", () => {
  const reason = whyNot("fish");
  const because = reason === undefined ? "" : ` (not tried: ${reason})`;

  test.skipIf(reason !== undefined)(
    `commands, flags, files and shots are completed, and quoted as the shell reads them${because}`,
    async () => {
      const cwd = project();
      const { stdout: script } = await builtDailies(["completion", "fish"], { cwd });
      writeFiles(cwd, { "dailies.fish": script });
      const env = {
        PATH: [commandFolder(cwd), process.env.PATH].join(delimiter),
        HOME: cwd,
        LANG: "C.UTF-8",
      };
      const complete = (line: string): string[] =>
        execFileSync(
          "fish",
          ["--no-config", "-c", "source dailies.fish; complete -C --escape $argv[1]", line],
          {
            cwd,
            env,
            encoding: "utf8",
          },
        )
          .split("\n")
          .slice(0, -1)
          .map((one) => one.split("\t")[0] ?? "");
      const last = (line: string): string[] => wordsOf(`dailies ${complete(line).join(" ")}`, cwd, "fish");
      expect(last("dailies reh")).toEqual(["rehearse"]);
      expect(last("dailies plan film.yaml --bud")).toEqual(["--budget"]);
      expect(last("dailies cost film.yaml --by ")).toEqual(["billing", "day", "model", "scene", "shot"]);
      expect(last("dailies pick film.yaml ")).toEqual(["sc010_sh0010", "sc010_sh0020", "sc020_häuser"]);
      expect(last("dailies pick film.yaml sc010_sh0010 ")).toEqual(["1", "2"]);
      expect(last("dailies pick 'night reel/one two.yaml' sc020")).toEqual(["sc020_häuser"]);
      expect(last("dailies plan film.yaml --only=sc020_")).toEqual(["--only=sc020_häuser"]);
      expect(last("dailies plan film.yaml --tag ")).toEqual(["day:one", tag, "plain"]);
      expect(last("dailies plan fi")).toEqual(["film.yaml"]);
      expect(last("dailies plan x")).toEqual([hostile]);
      expect(last("dailies plan night\\ reel/")).toEqual(["night reel/one two.yaml"]);
      expect(last("dailies adopt film.yaml sc010_sh0010 takes/d")).toEqual(["takes/door.mp4"]);
      expect(last("dailies render film.yaml --output ta")).toEqual(["takes/"]);
      expect(complete("dailies pick broken.yaml ")).toEqual([]);
      expect(existsSync(join(cwd, "pwned"))).toBe(false);
    },
    patience,
  );
});
