import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode, reason } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { Contract } from "../../contracts/contract.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../../diagnostics/diagnostic.ts";
import { readSource } from "../read/read-source.ts";
import { type ContractLibrary, contractLibrary, type ProjectContracts } from "./contract-library.ts";
import { openPackagedContracts } from "./packaged-contracts.ts";
import { readContract } from "./read-contract.ts";

/** The folder of a project's own contracts, beside its storyboards. */
export const contractFolder = "models";

/** The files of a project's folder `models`, as texts: its own contracts, not checked yet. */
export interface ProjectFiles {
  readonly sources: readonly SourceFile[];
  /** Files that cannot be read as text, or the folder itself. */
  readonly unreadable: readonly Diagnostic[];
}

/** The packaged contracts with those of the project that a storyboard belongs to. */
export async function openContracts(storyboard: string): Promise<ContractLibrary> {
  return await openContractsOf(join(dirname(storyboard), contractFolder));
}

/** The packaged contracts with those of a project's folder; one that is not there has none. */
export async function openContractsOf(folder: string): Promise<ContractLibrary> {
  const packaged = await openPackagedContracts();
  const files = readProjectFiles(folder);
  return files.sources.length + files.unreadable.length === 0
    ? packaged
    : withProjectContracts(packaged, files);
}

/** Is this the name of a file that may be a contract? Editors and systems leave hidden files beside others. */
export function isContractFile(name: string): boolean {
  return /^[^.].*\.ya?ml$/i.test(name);
}

function readProjectFiles(folder: string): ProjectFiles {
  const sources: SourceFile[] = [];
  const unreadable: Diagnostic[] = [];
  for (const name of namesIn(folder, unreadable).filter(isContractFile).toSorted()) {
    const read = readSource(join(folder, name));
    if (read.ok) sources.push(read.value);
    else unreadable.push(read.error);
  }
  return { sources, unreadable };
}

function namesIn(folder: string, unreadable: Diagnostic[]): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      const detail = `cannot be read: ${reason(code)}`;
      const problem = { kind: "file_unreadable", why: { kind: "refused", detail } } as const;
      unreadable.push(diagnose(problem, { source: { path: folder, text: "" } }));
    }
    return [];
  }
}

/** Puts a project's contracts before the packaged ones: of one name and revision, the project's counts. */
export function withProjectContracts(packaged: ContractLibrary, files: ProjectFiles): ContractLibrary {
  const named = new Map<string, SourceFile>();
  const misnamed: Diagnostic[] = [...files.unreadable];
  for (const source of files.sources) {
    const name = nameOf(source.path);
    if (name !== undefined) named.set(name, source);
    // A folder of this name may hold other things, too.
    else if (/^model:/m.test(source.text) && /^revision:/m.test(source.text))
      misnamed.push(wronglyNamed(source));
  }
  const read = new Map<string, Result<Contract, readonly Diagnostic[]>>();
  const readOwn = (name: string, source: SourceFile): Result<Contract, readonly Diagnostic[]> => {
    const known = read.get(name) ?? readContract(source, name);
    read.set(name, known);
    return known;
  };
  const project: ProjectContracts = {
    files: named,
    broken: () => [
      ...misnamed,
      ...[...named].flatMap(([name, source]) => {
        const own = readOwn(name, source);
        return own.ok ? [] : own.error;
      }),
    ],
  };
  const texts = createHash("sha256");
  for (const { path, text } of files.sources) texts.update(JSON.stringify([path, text]));
  const digest = texts.digest("base64");
  const ids = packaged.all().map(({ id }) => id);
  return contractLibrary({
    names: [...new Set([...ids, ...named.keys()])],
    read: (name) => {
      const own = named.get(name);
      if (own !== undefined) return readOwn(name, own);
      const found = packaged.find(name);
      if (found.ok) return success(found.value);
      return failure(found.error.kind === "contract_invalid" ? found.error.diagnostics : []);
    },
    sourceOf: (name) => named.get(name) ?? packaged.sourceOf(name),
    stamp: () => `${packaged.stamp()} ${digest}`,
    project,
  });
}

function nameOf(path: string): string | undefined {
  return /^([A-Za-z0-9][A-Za-z0-9._-]*@\d{4}-\d{2})\.yaml$/.exec(fileNameOf(path))?.[1];
}

function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function wronglyNamed(source: SourceFile): Diagnostic {
  const detail = "a contract's file is named after its model and revision";
  const hint = "name it MODEL@YYYY-MM.yaml";
  return diagnose({ kind: "contract_invalid", detail, hint }, { source });
}
