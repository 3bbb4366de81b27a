import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { openYamlEditor } from "../testkit/yaml-editor.ts";
import { builtDailies, writeFiles } from "./dailies.ts";

/** The line that `init` writes, as the real yaml-language-server follows it. */

const root = join(import.meta.dirname, "..", "..");

/** What a package has of the built command. */
function install(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true });
  for (const name of ["dist", "specs", "package.json"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  return join(folder, "dist", "cli", "bin.js");
}

async function init(cwd: string, binary: string): Promise<string> {
  const made = await builtDailies(["init", "films/harbour", "--json"], { cwd, binary });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  return join(cwd, "films", "harbour");
}

/** What an editor says of the storyboard in a folder, and of a slip in it. */
async function inEditor(folder: string) {
  const text = readFileSync(join(folder, "storyboard.yaml"), "utf8");
  const editor = await openYamlEditor(folder);
  onTestFinished(() => editor.close());
  return {
    line: text.split("\n")[0]?.replace(/^.*schema=/, ""),
    asWritten: await editor.diagnose("storyboard.yaml", text),
    withSlip: await editor.diagnose("slip.yaml", text.replace("mode: pro", "mode: proo")),
  };
}

const followed = {
  asWritten: [],
  withSlip: [expect.stringMatching(/^\d+: Value is not accepted\. Valid values: "std", "pro"/)],
};

test("in a clone the line names the clone's own schema", async () => {
  const clone = temporaryFolder();
  const folder = await init(clone, install(clone));
  expect(await inEditor(folder)).toEqual({ line: "../../specs/schemas/storyboard.schema.json", ...followed });
});

test("in a project that depends on the package the line names the one in node_modules", async () => {
  const project = temporaryFolder();
  const binary = install(join(project, "node_modules", "dailies"));
  writeFiles(project, { "package.json": JSON.stringify({ dependencies: { dailies: "^0.1.0" } }) });
  const folder = await init(project, binary);
  expect(await inEditor(folder)).toEqual({
    line: "../../node_modules/dailies/specs/schemas/storyboard.schema.json",
    ...followed,
  });
});

test("of a package that npx fetched there is a copy, which git brings to others", async () => {
  const cache = temporaryFolder();
  const mine = temporaryFolder();
  const folder = await init(mine, install(join(cache, "_npx", "1f", "node_modules", "dailies")));
  expect(await inEditor(folder)).toEqual({ line: ".dailies/storyboard.schema.json", ...followed });

  // What a run keeps there for this machine stays on it.
  writeFileSync(join(folder, ".dailies", "storyboard.yaml.json"), "{}");
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, encoding: "utf8" });
  git(mine, "init", "--quiet");
  git(mine, "add", ".");
  git(mine, "commit", "--quiet", "-m", "The harbour");
  const theirs = join(temporaryFolder(), "theirs");
  git(mine, "clone", "--quiet", mine, theirs);
  expect(git(theirs, "ls-files").trim().split("\n")).toEqual([
    "films/harbour/.dailies/.gitignore",
    "films/harbour/.dailies/storyboard.schema.json",
    "films/harbour/.gitignore",
    "films/harbour/storyboard.yaml",
  ]);
  expect(await inEditor(join(theirs, "films", "harbour"))).toMatchObject(followed);
});
