import { spawnSync } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type WriteFailure, writeFailure } from "../../base/files/file-errors.ts";
import { type PlainFileProblem, readPlainFile } from "../../base/files/plain-file.ts";
import { failure, type Result, success } from "../../base/result.ts";

/** What was to be set, and whether it was so already. */
export interface InstalledDriver {
  /** Absolute. */
  readonly attributesFile: string;
  readonly attributes: readonly { readonly line: string; readonly isNew: boolean }[];
  readonly config: readonly {
    readonly key: string;
    readonly value: string;
    /** What was there instead; `undefined` where there was nothing. */
    readonly before: string | undefined;
  }[];
}

export type NotInstalled =
  | { readonly kind: "git_missing"; readonly detail: string }
  | { readonly kind: "no_repository"; readonly folder: string; readonly detail: string }
  | { readonly kind: "attributes_unreadable"; readonly file: string; readonly problem: PlainFileProblem }
  | { readonly kind: "attributes_unwritable"; readonly failure: WriteFailure }
  | { readonly kind: "config_unwritable"; readonly detail: string };

const attributeLines = ["*.lock.json merge=dailies", "*.picks.yaml merge=dailies"];

/** Nobody writes that many. */
const mostAttributeBytes = 16 * 1024 * 1024;

/**
 * Makes a repository merge lockfiles and choices with the driver: lines in the `.gitattributes` at its top, which everybody
 * gets, and settings in this clone's own configuration, which git takes from nowhere else. Done again, it changes nothing.
 *
 * @param folder absolute, in the repository
 * @param command how git starts dailies, as a shell reads it
 */
export async function installDriver(
  folder: string,
  command: string,
): Promise<Result<InstalledDriver, NotInstalled>> {
  const top = git(folder, ["rev-parse", "--show-toplevel"]);
  if (top.kind === "git_missing") return failure(top);
  if (top.kind === "failed") return failure({ kind: "no_repository", folder, detail: top.detail });
  const attributesFile = join(top.text, ".gitattributes");
  const read = await readPlainFile(attributesFile, { mostBytes: mostAttributeBytes });
  if (!read.ok && read.error.kind !== "missing") {
    return failure({ kind: "attributes_unreadable", file: attributesFile, problem: read.error });
  }
  const text = read.ok ? read.value.bytes.toString("utf8") : "";
  const present = new Set(text.split("\n").map((line) => line.trim().replace(/\s+/g, " ")));
  const attributes = attributeLines.map((line) => ({ line, isNew: !present.has(line) }));
  const added = attributes.filter(({ isNew }) => isNew).map(({ line }) => `${line}\n`);
  if (added.length > 0) {
    const gap = text === "" || text.endsWith("\n") ? "" : "\n";
    try {
      await appendFile(attributesFile, `${gap}${added.join("")}`);
    } catch (error) {
      return failure({ kind: "attributes_unwritable", failure: writeFailure(attributesFile, error) });
    }
  }
  const config: InstalledDriver["config"][number][] = [];
  for (const [key, value] of settings(command)) {
    const known = git(folder, ["config", "--local", "--get", key]);
    const before = known.kind === "output" ? known.text : undefined;
    config.push({ key, value, before });
    if (before === value) continue;
    const set = git(folder, ["config", "--local", "--replace-all", key, value]);
    if (set.kind !== "output") return failure({ kind: "config_unwritable", detail: set.detail });
  }
  return success({ attributesFile, attributes, config });
}

function settings(command: string): readonly (readonly [key: string, value: string])[] {
  return [
    ["merge.dailies.name", "unites lockfiles and choices of dailies"],
    ["merge.dailies.driver", `${command} merge-driver %O %A %B %P`],
  ];
}

type GitAnswer =
  | { readonly kind: "output"; readonly text: string }
  | { readonly kind: "failed"; readonly detail: string }
  | { readonly kind: "git_missing"; readonly detail: string };

function git(cwd: string, args: readonly string[]): GitAnswer {
  const done = spawnSync("git", args, { cwd, encoding: "utf8" });
  if (done.error !== undefined) return { kind: "git_missing", detail: done.error.message };
  if (done.status === 0) return { kind: "output", text: done.stdout.replace(/\r?\n$/, "") };
  return { kind: "failed", detail: (done.stderr.split("\n")[0] ?? "").replace(/^fatal: /, "") };
}
