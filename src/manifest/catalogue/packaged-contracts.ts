import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { success } from "../../base/result.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { SourceFile } from "../../diagnostics/diagnostic.ts";
import { readSource } from "../read/read-source.ts";
import { type ContractLibrary, type ContractSource, contractLibrary } from "./contract-library.ts";

let opened: { readonly library: ContractLibrary; readonly stamp: string } | undefined;

/**
 * The catalogue that the package brings: the contracts of `specs/models`, which a build has checked and written into
 * one JSON file beside its code. Without a build they are read as written. Read once, and again when one changed.
 */
export async function openPackagedContracts(): Promise<ContractLibrary> {
  if (opened === undefined || opened.library.stamp() !== opened.stamp) {
    const library = await readPackagedContracts();
    opened = { library, stamp: library.stamp() };
  }
  return opened.library;
}

async function readPackagedContracts(): Promise<ContractLibrary> {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const built = join(folder, "models.json");
    if (existsSync(built))
      return contractLibrary({ ...builtContracts(built), sourceOf: packagedContractSource });
    const written = join(folder, "specs", "models");
    if (existsSync(written)) {
      const { contractFiles } = await import("./contract-files.ts");
      return contractLibrary({ ...contractFiles(written), sourceOf: packagedContractSource });
    }
    if (folder === dirname(folder)) throw new Error("this installation of dailies lacks its contracts");
  }
}

/** A contract as it is written, to point into; `undefined` where the package came without it. */
function packagedContractSource(id: string): SourceFile | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const path = `specs/models/${id}.yaml`;
    const file = join(folder, path);
    if (existsSync(file)) {
      const read = readSource(file);
      return read.ok ? { ...read.value, path } : undefined;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function builtContracts(file: string): ContractSource {
  const contracts = new Map(
    (JSON.parse(readFileSync(file, "utf8")) as Contract[]).map((contract) => [contract.id, contract]),
  );
  return {
    names: [...contracts.keys()],
    read: (name) => {
      const contract = contracts.get(name);
      if (contract === undefined) throw new Error(`${name} is not one of the built contracts`);
      return success(contract);
    },
    stamp: () => {
      const { size, mtimeMs } = statSync(file);
      return `${size}:${mtimeMs}`;
    },
  };
}
