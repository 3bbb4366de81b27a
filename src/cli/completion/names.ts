import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { NamedShot } from "../../film/select/film-names.ts";
import type { CliContext } from "../context.ts";
import { type Answer, type Line, noAnswer } from "./line.ts";
import type { Wanted } from "./offers.ts";
import { shells } from "./shells.ts";

/**
 * What a project's files give for an argument or for a flag's value: by the name in the help, so that a new command has it by
 * calling its parameters as the others do. What is wrong with the files is not said.
 */
export async function findNames(wanted: Wanted, line: Line, context: CliContext): Promise<Answer> {
  const project = new Project(line, context);
  return wanted.of === "flag"
    ? await flagNames(wanted.placeholder, project)
    : await argumentNames(wanted.placeholder, project);
}

async function flagNames(placeholder: string, project: Project): Promise<Answer> {
  switch (placeholder) {
    case "GLOB":
      return values(
        (await project.shots()).flatMap(({ id, scene }) => (scene === undefined ? id : [scene, id])),
      );
    case "TAG":
      return values((await project.shots()).flatMap(({ tags }) => tags));
    case "FILE":
      return anyFile;
    case "DIR":
      return { kind: "folders" };
    default:
      // What is written as it is typed in `N|auto`.
      return values(placeholder.split("|").filter((part) => /^[a-z]+$/.test(part)));
  }
}

async function argumentNames(placeholder: string, project: Project): Promise<Answer> {
  switch (placeholder) {
    case "FILE":
      return storyboards;
    case "FILE [SHOT...]":
      return project.isNamed ? values(await project.ids()) : storyboards;
    case "SHOT":
      return values(await (project.command === "resolve" ? project.uncertainIds() : project.ids()));
    case "OLD":
      return values(await project.formerIds());
    case "NEW":
      return values(await project.ids());
    case "TAKE":
      return values(await project.takes());
    case "NAME":
      return values(await modelNames());
    case "SCHEMA":
      return values((await import("../../editor/packaged-files.ts")).schemaNames());
    case "SHELL":
      return values(shells);
    case "DIR":
      return { kind: "folders" };
    case "SHEET":
      return { kind: "files", endings: ["csv"] };
    default:
      return anyFile;
  }
}

const storyboards: Answer = { kind: "files", endings: ["yaml", "yml"] };
const anyFile: Answer = { kind: "files", endings: [] };

function values(texts: readonly string[]): Answer {
  return texts.length === 0
    ? noAnswer
    : { kind: "values", values: Array.from(new Set(texts), (text) => ({ text })) };
}

async function modelNames(): Promise<string[]> {
  const { openPackagedContracts } = await import("../../manifest/catalogue/packaged-contracts.ts");
  const contracts = (await openPackagedContracts()).all();
  return contracts.flatMap(({ id, model, aliases }) => [model, ...aliases, id]);
}

/** The storyboards that a command line names, wherever it does. */
class Project {
  readonly #line: Line;
  readonly #files: readonly string[];

  constructor(line: Line, { cwd, process }: CliContext) {
    this.#line = line;
    const home = process.env.HOME ?? "~";
    this.#files = [...line.before, ...line.after]
      .filter((word) => /\.ya?ml$/i.test(word))
      .map((word) => (word.startsWith("~/") ? join(home, word.slice(2)) : resolve(cwd, word)))
      .filter((file) => existsSync(file));
  }

  get command(): string | undefined {
    return this.#line.before[0];
  }

  get isNamed(): boolean {
    return this.#files.length > 0;
  }

  async shots(): Promise<readonly NamedShot[]> {
    if (!this.isNamed) return [];
    const { shotsNamedIn } = await import("../../film/select/film-names.ts");
    return this.#files.flatMap((file) => shotsNamedIn(file));
  }

  async ids(): Promise<string[]> {
    return (await this.shots()).map(({ id }) => id);
  }

  /** The numbers of the takes that the shot before the cursor has. */
  async takes(): Promise<string[]> {
    const shot = this.#line.before.at(-1)?.normalize("NFC");
    const count = (await this.shots()).find(({ id }) => id === shot)?.takes ?? 0;
    return Array.from({ length: count }, (_, index) => String(index + 1));
  }

  async uncertainIds(): Promise<string[]> {
    return (await this.#onRecord()).flatMap(({ id, isUncertain }) => (isUncertain ? id : []));
  }

  /** On record, and not in the storyboard any more. */
  async formerIds(): Promise<string[]> {
    const today = new Set(await this.ids());
    return (await this.#onRecord()).flatMap(({ id }) => (today.has(id) ? [] : id));
  }

  async #onRecord() {
    if (!this.isNamed) return [];
    const { shotsOnRecord } = await import("../../film/select/film-names.ts");
    return (await Promise.all(this.#files.map(shotsOnRecord))).flat();
  }
}
