import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies, writeFiles } from "./dailies.ts";

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
