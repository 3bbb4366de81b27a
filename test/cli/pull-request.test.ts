import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies, writeFiles } from "./dailies.ts";
import { openStage, renderedStage } from "./stage.ts";

/** What GitHub reads of a line: its own reading undone. */
function commandIn(line: string): unknown {
  const [, command, properties = "", data = ""] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const plain = (text: string): string =>
    text
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");
  const pairs = properties.split(",").map((pair) => pair.split("=", 2).map(plain));
  return { command, ...Object.fromEntries(pairs), data: plain(data) };
}

describe("check --format github", () => {
  test("gives each problem as a command, with the path from the top of the repository and labels of other files", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, ".git"));
    writeFiles(cwd, {
      "reel, one/film.yaml": [
        "version: 1",
        "defaults: { model: kling-v3 }",
        "scenes:",
        "  - { include: more.yaml }",
        "  - { scene: b, shots: { a_1: day } }",
        "  - { scene: a, shots: { 1: night } }",
        "",
      ].join("\n"),
      "reel, one/more.yaml": "scene: a\nshots:\n  1: dawn\n",
    });
    const inside = join(cwd, "reel, one");
    const { code, stdout, stderr } = await dailies(["check", "film.yaml", "--format", "github"], {
      cwd: inside,
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^0 valid storyboards of 1, \d+ errors?$/);
    const found = lines.slice(0, -1).map(commandIn);
    expect(found).toContainEqual(
      expect.objectContaining({
        command: "error",
        file: expect.stringMatching(/^reel, one\//),
        line: expect.stringMatching(/^\d+$/),
        data: expect.stringMatching(/reel, one\/more\.yaml:\d+:\d+: /),
      }),
    );
    expect(lines[0]).toContain("file=reel%2C one/");
  });

  test("lets no text of a storyboard begin a command of its own", async () => {
    const cwd = temporaryFolder();
    const hostile = "x\\n::set-output name=a::b\\r::error::%0A::warning file=a,line=1::c\\u2028##[error]d";
    writeFiles(cwd, {
      "film.yaml": `version: 1\ndefaults: { model: kling-v3 }\nshots:\n  - { id: a, prompt: x, "${hostile}": 1 }\n  - { id: "${hostile}", prompt: x }\n`,
    });
    const { stdout } = await dailies(["check", "film.yaml", "--format", "github"], {
      cwd,
      env: { GITHUB_WORKSPACE: cwd },
    });
    const lines = stdout.trimEnd().split(/[\r\n\u2028]/);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^::error file=film\.yaml,line=\d+,[^:]*::/);
    expect(lines.at(-1)).not.toContain("::");
  });

  test("does not go with --json", async () => {
    const refused = await dailies(["check", "x", "--format", "github", "--json"], { cwd: temporaryFolder() });
    expect(refused.code).toBe(2);
  });
});

describe("plan --format markdown", () => {
  test("shows price, reasons and changed words by scene, and exits as a plan does", async () => {
    const stage = await openStage(
      [
        "version: 1",
        "prices: { currency: USD, date: 2026-11-01, per_second: { kling-v3 720P: 0.1 } }",
        "defaults: { model: kling-v3, duration: 5 }",
        "scenes:",
        "  - { scene: s1, shots: { a: The light fades over the long roofs of the town } }",
        "  - { scene: s2, shots: { b: second, c: third } }",
        "",
      ].join("\n"),
    );
    await stage.run("render", "film.yaml", "--only", "s1");
    stage.edit((text) => text.replace("fades", "*breaks* @all"));
    const { code, stdout } = await stage.run("plan", "film.yaml", "--format", "markdown", "--max-shots", "2");
    expect(code).toBe(4);
    expect(stdout).toContain("### <code>film.yaml</code>: 3 clips to render, 15 s, 1.50 USD\n");
    expect(stdout).toContain("> [!WARNING]\n> The plan takes 3 clips");
    expect(stdout).toContain(
      "<details><summary><code>s1</code>: 1 to render, 0.50 USD</summary>\n\n| shot |",
    );
    expect(stdout).toContain(
      "The light <del>fades</del> <ins>&#42;breaks&#42; &#64;all</ins> over the long roofs",
    );
    expect(stdout).toContain("<details><summary><code>s2</code>: 2 to render, 1.00 USD</summary>");
  });

  test("is a few lines where nothing is to do", async () => {
    const stage = await renderedStage(
      "version: 1\ndefaults: { model: kling-v3 }\nshots:\n  - { id: a, prompt: day }\n",
    );
    const { code, stdout } = await stage.run("plan", "film.yaml", "--format", "markdown");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^### <code>film\.yaml<\/code>: nothing to pay for\n\n1 with nothing to do\n\n<sub>Plan <code>[0-9a-f]+<\/code><\/sub>\n$/,
    );
  });

  test("says a change that several shots share once", async () => {
    const stage = await renderedStage(
      "version: 1\ndefaults: { model: kling-v3, style: grain of old film on a bright summer day }\nshots: { a: day, b: day, c: day }\n",
    );
    stage.edit((text) => text.replace("bright", "dull"));
    const { stdout } = await stage.run("plan", "film.yaml", "--format", "markdown");
    expect(stdout.match(/<ins>dull/g)).toHaveLength(1);
    expect(stdout.match(/the same as in the shot above/g)).toHaveLength(2);
  });

  test("is never longer than a comment may be, and counts what is left out", async () => {
    const cwd = temporaryFolder();
    const shots = Array.from({ length: 2_000 }, (_, index) => `  - { id: sh${index}, prompt: day }`);
    const name = "one <b> @all.yaml";
    writeFiles(cwd, { [name]: `version: 1\ndefaults: { model: kling-v3 }\nshots:\n${shots.join("\n")}\n` });
    const { code, stdout } = await dailies(["plan", name, "--format", "markdown"], { cwd });
    expect(code).toBe(0);
    expect(stdout.length).toBeLessThan(65_536);
    const left = Number(/… and (\d+) shots more\.\n/.exec(stdout)?.[1]);
    expect(stdout.match(/^\| <code>sh/gm)?.length).toBe(2_000 - left);
    expect(stdout).not.toMatch(/@all|<b>/);
  });

  test("--format and --json together are refused", async () => {
    const cwd = temporaryFolder();
    const { code, stderr } = await dailies(["plan", "f.yaml", "--json", "--format", "markdown"], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "dailies: --format and --json are two forms of one answer: give one\n",
    });
  });
});
