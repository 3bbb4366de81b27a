import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import { firstProvider } from "../../../provider/providers.ts";
import { shellWord } from "../../../report/text/shell.ts";
import type { CliContext } from "../../context.ts";
import type { InitFlags } from "../../flags/command-flags.ts";
import { refuse } from "../../problems.ts";
import { schemaReference } from "../../schema-reference.ts";
import { paletteFor } from "../../terminal.ts";
import { starterIgnores, starterStoryboard } from "./starter-files.ts";

/** `dailies init [DIR]`: a storyboard to start from. Overwrites nothing. */
export async function init(this: CliContext, flags: InitFlags, directory = "."): Promise<void> {
  const shown = (name: string): string => normalize(join(directory, name));
  const folder = resolve(this.cwd, directory);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const message = `the folder ${directory} cannot be made (${codeOf(error)})`;
    return refuse(this, { reason: "output_unwritable", message }, flags);
  }
  const schema = schemaReference(folder);
  const storyboard = await writeNew(join(folder, "storyboard.yaml"), starterStoryboard(schema.reference));
  if (storyboard === "EEXIST") {
    const message = `${shown("storyboard.yaml")} is already there; nothing was written`;
    const hint = "Name another folder: dailies init my-film";
    return refuse(this, { reason: "storyboard_exists", message, hint }, flags);
  }
  if (storyboard !== "written") {
    const message = `${shown("storyboard.yaml")} cannot be written (${storyboard})`;
    return refuse(this, { reason: "output_unwritable", message }, flags);
  }
  if (schema.copyFrom !== undefined) await copySchema(schema.copyFrom, join(folder, schema.reference));
  const ignores = await writeNew(join(folder, ".gitignore"), starterIgnores);

  const { strong, dim } = paletteFor(this, "stdout", flags);
  const file = shown("storyboard.yaml");
  // Of a package that npx has started the shell does not know the command.
  const dailies = this.process.env.npm_command === "exec" ? "npx dailies" : "dailies";
  const lines = [
    `Wrote ${strong(file)}${ignores === "written" ? ` and ${shown(".gitignore")}` : ""}.`,
    ...(ignores === "written"
      ? []
      : [dim(`${shown(".gitignore")} was left as it is; it should name:`), indented(starterIgnores)]),
    "",
    "Next:",
    `  ${dailies} rehearse ${shellWord(file)}   draft clips, without a key and without paying`,
    `  ${dailies} plan ${shellWord(file)}       what a real run would pay for`,
    `  ${dailies} render ${shellWord(file)}     do it; needs ${firstProvider.environment.apiKey}`,
  ];
  this.process.stdout.write(`${lines.join("\n")}\n`);
}

/** What helps an editor is not worth a failure: without the file the storyboard is as valid as with it. */
async function copySchema(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
  } catch (error) {
    codeOf(error);
  }
}

async function writeNew(file: string, text: string): Promise<string> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return "written";
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

function indented(text: string): string {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => `  ${line}`)
    .join("\n");
}
