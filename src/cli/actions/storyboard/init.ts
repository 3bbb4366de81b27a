import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, normalize, resolve } from "node:path";
import { listed } from "../../../base/text/suggest.ts";
import { schemaReference } from "../../../editor/schema-reference.ts";
import { firstProvider } from "../../../provider/providers.ts";
import { shellWord } from "../../../report/text/shell.ts";
import type { CliContext } from "../../context.ts";
import type { InitFlags } from "../../flags/command-flags.ts";
import { refuse } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { agentsFile } from "./agents-file.ts";
import { copySchema } from "./schema-copy.ts";
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
  const { reference, isCopy } = schemaReference(folder);
  const isRefused = [storyboardName, ...(flags.agents === true ? [agentsName] : [])].some((name) =>
    existsSync(join(folder, name)),
  );
  const hasCopy = isCopy && !isRefused && (await copySchema(folder, reference));
  const files: readonly StarterFile[] = [
    ...(flags.agents === true ? [{ name: agentsName, text: agentsFile, refusesAs: "agents_exists" }] : []),
    {
      name: storyboardName,
      // A line that names what is not there is worse than none.
      text: starterStoryboard(isCopy && !hasCopy ? undefined : reference),
      // For a film that is there already, only the file for agents is asked for.
      ...(flags.agents === true ? {} : { refusesAs: "storyboard_exists" }),
    },
    { name: ignoresName, text: starterIgnores },
  ];
  const written: string[] = [];
  for (const { name, text, refusesAs } of files) {
    const outcome = await writeNew(join(folder, name), text);
    if (outcome === "written") written.push(name);
    else if (outcome === "EEXIST" && refusesAs !== undefined) {
      const message = `${shown(name)} is already there; nothing was written`;
      const hint =
        name === agentsName
          ? "Name another folder, and bring the two together by hand: dailies init --agents agents"
          : "Name another folder: dailies init my-film";
      return refuse(this, { reason: refusesAs, message, hint }, flags);
    } else if (outcome !== "EEXIST" && name !== ignoresName) {
      return refuse(
        this,
        { reason: "output_unwritable", message: `${shown(name)} cannot be written (${outcome})` },
        flags,
      );
    }
  }
  if (hasCopy) written.push(reference);
  const kept = files.map(({ name }) => name).filter((name) => !written.includes(name));
  if (flags.json === true) printJson(this, { written: written.map(shown), kept: kept.map(shown) });
  else showStart(this, flags, { written, kept, shown });
}

const agentsName = "AGENTS.md";
const storyboardName = "storyboard.yaml";
const ignoresName = ".gitignore";

interface StarterFile {
  readonly name: string;
  readonly text: string;
  /** Nothing is written where the file is there already. */
  readonly refusesAs?: string;
}

function showStart(
  context: CliContext,
  flags: InitFlags,
  {
    written,
    kept,
    shown,
  }: {
    readonly written: readonly string[];
    readonly kept: readonly string[];
    readonly shown: (name: string) => string;
  },
): void {
  const { strong, dim } = paletteFor(context, "stdout", flags);
  const file = shown(storyboardName);
  const names = written.map((name) => (name === storyboardName ? strong(shown(name)) : shown(name)));
  // Of a package that npx has started the shell does not know the command.
  const dailies = context.process.env.npm_command === "exec" ? "npx dailies" : "dailies";
  const lines = [
    `Wrote ${listed(names, "and")}.`,
    ...(kept.includes(ignoresName)
      ? [dim(`${shown(ignoresName)} was left as it is; it should name:`), indented(starterIgnores)]
      : []),
    "",
    "Next:",
    `  ${dailies} rehearse ${shellWord(file)}   draft clips, without a key and without paying`,
    `  ${dailies} plan ${shellWord(file)}       what a real run would pay for`,
    `  ${dailies} render ${shellWord(file)}     do it; needs ${firstProvider.environment.apiKey}`,
  ];
  context.process.stdout.write(`${lines.join("\n")}\n`);
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
