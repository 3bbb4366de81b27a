import { failure, type Result, success } from "../../base/result.ts";
import type { Contract } from "../../contracts/contract.ts";
import { isUncheckedId, uncheckedContract, uncheckedModel } from "../../contracts/unchecked-contract.ts";
import type { Diagnostic, SourceFile } from "../../diagnostics/diagnostic.ts";

/** Why a `model` of a storyboard has no contract. */
export type ContractMiss =
  | { readonly kind: "model_unknown"; readonly names: readonly string[] }
  | { readonly kind: "revision_unknown"; readonly model: string; readonly revisions: readonly string[] }
  | { readonly kind: "contract_invalid"; readonly diagnostics: readonly Diagnostic[] };

/** The contracts that a storyboard can name: the packaged ones, and those of its project. */
export interface ContractLibrary {
  /** `kling-v3` gives the model's oldest revision, `kling-v3@2026-08` that one; aliases are followed. */
  find(reference: string): Result<Contract, ContractMiss>;
  /** What stands in for the contract of a model that is not checked; one object for each name. */
  unchecked(model: string): Contract;
  /** The contract that a job was made with, by the id that it has there. */
  ofJob(id: string): Contract | undefined;
  /** Every sound contract, by model and revision. */
  all(): readonly Contract[];
  /** What is wrong with those that are not sound. */
  broken(): readonly Diagnostic[];
  /** The project's own part; absent where a project has no contracts. */
  readonly project?: ProjectContracts;
  /** A contract as it is written, to point into; `undefined` where the package came without it. */
  sourceOf(id: string): SourceFile | undefined;
  /** Changes whenever a contract file does; reads no contract. */
  stamp(): string;
}

/** What a project brings. */
export interface ProjectContracts {
  /** By `MODEL@REVISION`. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** What is wrong with them, and with files beside them that look like contracts. */
  broken(): readonly Diagnostic[];
}

/** Where contracts come from. */
export interface ContractSource {
  /** `kling-v3@2026-05`, ... in any order. */
  readonly names: readonly string[];
  read(name: string): Result<Contract, readonly Diagnostic[]>;
  /** Changes whenever a contract does; reads none. */
  stamp(): string;
  readonly sourceOf?: (name: string) => SourceFile | undefined;
  readonly project?: ProjectContracts;
}

/** The catalogue over a source; each contract is read once, when it is asked for. */
export function contractLibrary(source: ContractSource): ContractLibrary {
  const revisions = revisionsByModel(source.names);
  const read = new Map<string, Result<Contract, readonly Diagnostic[]>>();

  const get = (model: string, revision: string): Result<Contract, readonly Diagnostic[]> => {
    const name = `${model}@${revision}`;
    const known = read.get(name) ?? source.read(name);
    read.set(name, known);
    return known;
  };
  const aliases = new Map<string, Contract>();
  const underAlias = (contract: Contract, name: string): Contract => {
    const key = `${name} ${contract.id}`;
    const known = aliases.get(key) ?? { ...contract, wire_model: name };
    aliases.set(key, known);
    return known;
  };
  const results = () =>
    [...revisions].flatMap(([model, list]) => list.map((revision) => get(model, revision)));
  const all = () => results().flatMap((result) => (result.ok ? [result.value] : []));
  const find = (reference: string): Result<Contract, ContractMiss> => {
    const [name = "", revision] = splitReference(reference);
    const own = revisions.get(name);
    if (own !== undefined) {
      const wanted = revision ?? own[0] ?? "";
      if (!own.includes(wanted)) return failure({ kind: "revision_unknown", model: name, revisions: own });
      const contract = get(name, wanted);
      return contract.ok ? contract : failure({ kind: "contract_invalid", diagnostics: contract.error });
    }
    // A broken contract is no reason to refuse the names of the others.
    const sound = all();
    const aliased = sound.filter((contract) => contract.aliases.includes(name));
    const found = aliased.find((contract) => revision === undefined || contract.revision === revision);
    // What the user calls the model is what is sent; the contract, and with it the fingerprint, is the same.
    if (found !== undefined) return success(underAlias(found, name));
    if (aliased.length > 0) {
      return failure({
        kind: "revision_unknown",
        model: name,
        revisions: aliased.map((contract) => contract.revision),
      });
    }
    const names = [
      ...sound.flatMap((contract) => [contract.model, ...contract.aliases]),
      ...revisions.keys(),
    ];
    return failure({ kind: "model_unknown", names: [...new Set(names)] });
  };
  const uncheckedByModel = new Map<string, Contract>();
  const unchecked = (model: string): Contract => {
    const known = uncheckedByModel.get(model) ?? uncheckedContract(model);
    uncheckedByModel.set(model, known);
    return known;
  };
  const ofJob = (id: string): Contract | undefined => {
    if (isUncheckedId(id)) return unchecked(uncheckedModel(id));
    const found = find(id);
    return found.ok ? found.value : undefined;
  };
  return {
    find,
    unchecked,
    ofJob,
    all,
    broken: () => [
      ...new Set([
        ...results().flatMap((result) => (result.ok ? [] : result.error)),
        ...(source.project?.broken() ?? []),
      ]),
    ],
    ...(source.project !== undefined && { project: source.project }),
    sourceOf: source.sourceOf ?? (() => undefined),
    stamp: source.stamp,
  };
}

function splitReference(reference: string): [string, string?] {
  const at = reference.lastIndexOf("@");
  return at === -1 ? [reference] : [reference.slice(0, at), reference.slice(at + 1)];
}

function ignoringCase(a: string, b: string): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}

function revisionsByModel(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byModel = new Map<string, string[]>();
  const references = names.map(splitReference).sort(([a, first = ""], [b, second = ""]) => {
    return ignoringCase(a, b) || ignoringCase(first, second);
  });
  for (const [model, revision] of references) {
    if (revision === undefined) continue;
    const list = byModel.get(model) ?? [];
    list.push(revision);
    byModel.set(model, list);
  }
  return byModel;
}
