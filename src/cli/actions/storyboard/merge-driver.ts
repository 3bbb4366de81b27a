import { resolve } from "node:path";
import { plainFileProblemText } from "../../../base/files/plain-file.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import { unreachable } from "../../../base/unreachable.ts";
import type { Dispute } from "../../../choices/merge-choices.ts";
import {
  type InstalledDriver,
  installDriver,
  type NotInstalled,
} from "../../../film/merge/install-driver.ts";
import { type MergeOutcome, mergeFiles, type NotMerged } from "../../../film/merge/merge-files.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { MergeDriverFlags } from "../../flags/command-flags.ts";
import { ownCommand } from "../../own-command.ts";
import { refuse, refuseCommandLine, showDiagnostics } from "../../problems.ts";
import { printJson } from "../../terminal.ts";

/** `dailies merge-driver BASE OURS THEIRS PATH`, as git calls it; or `--install`. */
export async function mergeDriver(
  this: CliContext,
  flags: MergeDriverFlags,
  base?: string,
  ours?: string,
  theirs?: string,
  path?: string,
): Promise<void> {
  if (flags.install === true) {
    if (base === undefined) await install(this, flags);
    else
      refuseCommandLine(this, "--install takes no files: it is about the repository of this folder", flags);
    return;
  }
  if (base === undefined || ours === undefined || theirs === undefined || path === undefined) {
    const message = "git gives it four files: BASE OURS THEIRS PATH; --install makes git do so";
    refuseCommandLine(this, message, flags);
    return;
  }
  const merged = await mergeFiles({
    base: resolve(this.cwd, base),
    ours: resolve(this.cwd, ours),
    theirs: resolve(this.cwd, theirs),
    path,
  });
  if (!merged.ok) {
    refuse(this, { reason: merged.error.kind, message: notMergedText(merged.error, path) }, flags);
    return;
  }
  const outcome = merged.value;
  if (!isClean(outcome)) this.process.exitCode = exitCodes.failed;
  if (outcome.kind === "not_understood") showDiagnostics(this, outcome.diagnostics, flags);
  for (const line of outcomeLines(outcome))
    this.process.stderr.write(`dailies: ${visibleText(`${path}: ${line}`)}\n`);
  if (flags.json === true) {
    const disputes = outcome.kind === "disputed" ? outcome.disputes : [];
    printJson(this, { path, outcome: outcome.kind, clean: isClean(outcome), disputes });
  }
}

function isClean(outcome: MergeOutcome): boolean {
  return outcome.kind === "united" || (outcome.kind === "by_git" && outcome.isClean);
}

function outcomeLines(outcome: MergeOutcome): readonly string[] {
  switch (outcome.kind) {
    case "united":
    case "by_git":
      return [];
    case "disputed":
      return outcome.disputes.map(disputeText);
    case "not_understood":
      return ["not valid on one side, so nothing was united; all that differs is between conflict marks"];
    case "not_merged":
      return [
        outcome.why === "aliases"
          ? "has YAML aliases, which cannot be united; all that differs is between conflict marks"
          : "is not a text; ours was left as it is. Unite it by hand: a record that is lost is paid for again",
      ];
    default:
      return unreachable(outcome);
  }
}

function disputeText({ id, about }: Dispute): string {
  switch (about) {
    case "take":
      return `${id}: each branch chose another clip; keep one of the two`;
    case "verdict":
      return `${id}: one branch chose the clip that the other sent back; keep one of the two`;
    case "note":
      return `${id}: each branch wrote another note; keep one, or write both into one`;
    default:
      return unreachable(about);
  }
}

function notMergedText(problem: NotMerged, path: string): string {
  switch (problem.kind) {
    case "version_unreadable":
      return `${path} was not merged: ${problem.file}: ${plainFileProblemText(problem.problem)}`;
    case "version_unwritable":
      return `${path} was not merged: ${problem.failure.message}`;
    default:
      return unreachable(problem);
  }
}

async function install(context: CliContext, flags: MergeDriverFlags): Promise<void> {
  const installed = await installDriver(context.cwd, ownCommand(context.process.env));
  if (!installed.ok) {
    refuse(context, { reason: installed.error.kind, message: notInstalledText(installed.error) }, flags);
    return;
  }
  const { attributesFile, attributes, config } = installed.value;
  if (flags.json === true) {
    printJson(context, {
      attributes_file: attributesFile,
      attributes: attributes.map(({ line, isNew }) => ({ line, new: isNew })),
      config: config.map(({ key, value, before }) => ({ key, value, before: before ?? null })),
    });
    return;
  }
  context.process.stdout.write(installedText(installed.value));
}

function installedText({ attributesFile, attributes, config }: InstalledDriver): string {
  const isNew = attributes.some((line) => line.isNew);
  return [
    ...attributes.map((one) => `${one.isNew ? "added" : "there already"}  ${attributesFile}: ${one.line}`),
    ...config.map(({ key, value, before }) => {
      if (before === value) return `there already  ${key} = ${value}`;
      return before === undefined ? `set  ${key} = ${value}` : `set  ${key} = ${value} (it was ${before})`;
    }),
    "",
    isNew
      ? "Commit .gitattributes. Git takes the rest from each clone's own configuration: run this once in every clone."
      : "Git takes these settings from each clone's own configuration: run this once in every clone.",
  ]
    .map((line) => `${visibleText(line)}\n`)
    .join("");
}

function notInstalledText(problem: NotInstalled): string {
  switch (problem.kind) {
    case "git_missing":
      return `git is not there: ${problem.detail}`;
    case "no_repository":
      return `${problem.folder} is not in a git repository: ${problem.detail}`;
    case "attributes_unreadable":
      return `${problem.file} cannot be changed: ${plainFileProblemText(problem.problem)}`;
    case "attributes_unwritable":
      return problem.failure.message;
    case "config_unwritable":
      return `git's configuration cannot be changed: ${problem.detail}`;
    default:
      return unreachable(problem);
  }
}
