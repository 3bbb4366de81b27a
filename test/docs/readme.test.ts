import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { filmFigures } from "../../scripts/film-figures.ts";
import { dailies } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const storyboard = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "";

/** The sample output below `$ COMMAND`. */
function sample(command: string): string {
  const start = readme.indexOf(`$ ${command}\n`) + command.length + 3;
  return readme.slice(start, readme.indexOf("```", start));
}

function folderWith(text: string): string {
  const folder = temporaryFolder();
  cpSync(join(root, "examples/quick-start/frames"), join(folder, "frames"), { recursive: true });
  writeFileSync(join(folder, "storyboard.yaml"), text);
  return folder;
}

test("the README's storyboard is valid, and its plan is the one shown", async () => {
  const { code, stdout } = await dailies(["plan", "storyboard.yaml"], { cwd: folderWith(storyboard) });
  expect(code).toBe(0);
  expect(stdout).toBe(sample("dailies plan storyboard.yaml"));
});

test("the README's diagnostics are what two slips in its storyboard give", async () => {
  const text = storyboard.replace("duration: 5", "duration: 7").replace("resolution:", "resolutoin:");
  const { code, stdout, stderr } = await dailies(["check", "storyboard.yaml"], { cwd: folderWith(text) });
  expect(code).toBe(2);
  expect(`${stderr}${stdout}`).toBe(sample("dailies check storyboard.yaml"));
});

test("the README's scenes are valid, but for the file that they include", async () => {
  const [, scenes = ""] = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text);
  const text = `version: 1\n${scenes.replace(/^.*include:.*\n/m, "")}`;
  const { code, stdout } = await dailies(["check", "storyboard.yaml"], { cwd: folderWith(text) });
  expect([code, stdout]).toEqual([0, "valid  storyboard.yaml: 2 shots, 3 takes, 25 s\n"]);
});

test("the README's figures of the film in scenes are those that the command prints", async () => {
  expect(readme).toContain(await filmFigures());
});

test("every file that the README and the guides link to is there", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/storyboard.md",
    "docs/lockfile.md",
    "docs/json.md",
    "docs/review.md",
    "docs/report.md",
    "docs/walkthrough.md",
    "docs/editor.md",
  ];
  const texts = pages.map((page) => ({ page, text: readFileSync(join(root, page), "utf8") }));
  const links = texts.flatMap(({ page, text }) =>
    [...text.matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) =>
      join(root, page, "..", target),
    ),
  );
  expect(links.length).toBeGreaterThan(10);
  for (const link of links) expect(() => readFileSync(link), link).not.toThrow(/ENOENT/);
});
