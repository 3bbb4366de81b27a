import { isUtf8 } from "node:buffer";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type WriteFailure, writeFailure } from "../../base/files/file-errors.ts";
import { type PlainFileProblem, readPlainFile } from "../../base/files/plain-file.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { conflictText } from "../../base/text/conflict-text.ts";
import type { Dispute } from "../../choices/merge-choices.ts";
import { type ChoicesVersion, mergeChoicesText } from "../../choices/merge-choices-text.ts";
import { parseChoices } from "../../choices/read-choices.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type LockfileVersions, mergeLockfiles } from "../../lockfile/merge-lockfiles.ts";
import { mostStateBytes } from "../../lockfile/unreadable.ts";

/** What git gives to a merge driver. */
export interface MergeRequest {
  /** Files with one content each: of the revision that both began from (`%O`, empty where there is none), of this branch (`%A`), of the other one (`%B`). */
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Where the file belongs in the work tree (`%P`). */
  readonly path: string;
}

/** What is in our file now. */
export type MergeOutcome =
  | { readonly kind: "united" }
  /** People have to say which it is: the marks of a conflict are there. */
  | { readonly kind: "disputed"; readonly disputes: readonly Dispute[] }
  /** One of the two is not valid: the marks of a conflict are around all that differs. */
  | { readonly kind: "not_understood"; readonly diagnostics: readonly Diagnostic[] }
  /** Aliases, or what is not a text: the marks of a conflict, or our file as it was. */
  | { readonly kind: "not_merged"; readonly why: "aliases" | "not_text" }
  /** Another program's file: git merged it line by line. */
  | { readonly kind: "by_git"; readonly isClean: boolean };

export type NotMerged =
  | { readonly kind: "version_unreadable"; readonly file: string; readonly problem: PlainFileProblem }
  | { readonly kind: "version_unwritable"; readonly failure: WriteFailure };

/** Merges a lockfile or a choices file for git, into our file. */
export async function mergeFiles(request: MergeRequest): Promise<Result<MergeOutcome, NotMerged>> {
  const [base, ours, theirs] = [
    await readPlainFile(request.base, { mostBytes: mostStateBytes }),
    await readPlainFile(request.ours, { mostBytes: mostStateBytes }),
    await readPlainFile(request.theirs, { mostBytes: mostStateBytes }),
  ];
  if (!ours.ok) return failure({ kind: "version_unreadable", file: request.ours, problem: ours.error });
  if (!theirs.ok) return failure({ kind: "version_unreadable", file: request.theirs, problem: theirs.error });
  const versions: LockfileVersions = {
    base: base.ok ? base.value.bytes : Buffer.alloc(0),
    ours: ours.value.bytes,
    theirs: theirs.value.bytes,
  };
  const name = basename(request.path);
  const merged = isLockfile(name, versions)
    ? await mergedLockfile(versions, name)
    : name.endsWith(".picks.yaml")
      ? mergedChoices(versions, name)
      : byGit(request);
  if (merged.text === undefined) return success(merged.outcome);
  try {
    await writeFile(request.ours, merged.text);
  } catch (error) {
    return failure({ kind: "version_unwritable", failure: writeFailure(request.ours, error) });
  }
  return success(merged.outcome);
}

interface Merged {
  readonly outcome: MergeOutcome;
  /** What our file is to be; nothing where it stays, or git wrote it. */
  readonly text?: string;
}

/** Other programs have files with such names (NuGet's `packages.lock.json`), and a pattern for git cannot tell. */
function isLockfile(name: string, { ours, theirs }: LockfileVersions): boolean {
  return (
    name.endsWith(".lock.json") && [ours, theirs].some((version) => version.includes('"lockfile_version"'))
  );
}

async function mergedLockfile(versions: LockfileVersions, name: string): Promise<Merged> {
  const merged = await mergeLockfiles(versions, name);
  if (merged.ok) return { outcome: { kind: "united" }, text: merged.value };
  return inConflict(versions, { kind: "not_understood", diagnostics: merged.error });
}

function mergedChoices(versions: LockfileVersions, name: string): Merged {
  const [base, ours, theirs] = [
    versionOf(versions.base, name),
    versionOf(versions.ours, `${name} (ours)`),
    versionOf(versions.theirs, `${name} (theirs)`),
  ];
  if (!ours.ok || !theirs.ok) {
    const diagnostics = [ours, theirs].flatMap((side) => (side.ok ? [] : side.error));
    return inConflict(versions, { kind: "not_understood", diagnostics });
  }
  const merged = mergeChoicesText(base.ok ? base.value : undefined, ours.value, theirs.value);
  if (merged === undefined) return inConflict(versions, { kind: "not_merged", why: "aliases" });
  const { text, disputes } = merged;
  return { outcome: disputes.length === 0 ? { kind: "united" } : { kind: "disputed", disputes }, text };
}

function versionOf(bytes: Buffer, path: string): Result<ChoicesVersion, readonly Diagnostic[]> {
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const choices = parseChoices({ path, text });
  return choices.ok ? success({ text, choices: choices.value }) : choices;
}

/** A file that looks whole and is not would be taken for one, and what it lacks be paid for again. */
function inConflict({ ours, theirs }: LockfileVersions, outcome: MergeOutcome): Merged {
  if (!isUtf8(ours) || !isUtf8(theirs)) return { outcome: { kind: "not_merged", why: "not_text" } };
  return { outcome, text: conflictText(ours.toString("utf8"), theirs.toString("utf8")) };
}

function byGit({ base, ours, theirs }: MergeRequest): Merged {
  const names = ["-L", "ours", "-L", "base", "-L", "theirs"];
  const { status } = spawnSync("git", ["merge-file", ...names, "--", ours, base, theirs], {
    stdio: "ignore",
  });
  return { outcome: { kind: "by_git", isClean: status === 0 } };
}
