import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { type Contract, type ContractFault, parseContract } from "../contracts/contract.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { failure, type Result, success } from "../diagnostics/result.ts";

/** Why a `model` of a storyboard has no contract. */
export type ContractMiss =
  | { readonly kind: "model_unknown"; readonly names: readonly string[] }
  | { readonly kind: "revision_unknown"; readonly model: string; readonly revisions: readonly string[] }
  | { readonly kind: "contract_invalid"; readonly diagnostics: readonly Diagnostic[] };

/** The contracts of the catalogue. Only those that are asked for are read. */
export interface ContractLibrary {
  /** `kling-v3` gives the model's oldest revision, `kling-v3@2026-08` that one; aliases are followed. */
  find(reference: string): Result<Contract, ContractMiss>;
  /** Every contract, by model and revision. */
  all(): Result<readonly Contract[], readonly Diagnostic[]>;
  /** Changes whenever a contract file does; reads none. */
  stamp(): string;
}

/** A library over a folder of `MODEL@REVISION.yaml` files; by default the one that the package brings. */
export function openContractLibrary(folder: string = packagedModels()): ContractLibrary {
  const revisions = revisionsByModel(folder);
  const read = new Map<string, Result<Contract, readonly Diagnostic[]>>();

  const get = (model: string, revision: string): Result<Contract, readonly Diagnostic[]> => {
    const name = `${model}@${revision}`;
    const known = read.get(name) ?? readContract(join(folder, `${name}.yaml`), name);
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
  const all = (): Result<readonly Contract[], readonly Diagnostic[]> => {
    const results = [...revisions].flatMap(([model, list]) => list.map((revision) => get(model, revision)));
    const broken = results.flatMap((result) => (result.ok ? [] : result.error));
    return broken.length > 0
      ? failure(broken)
      : success(results.flatMap((result) => (result.ok ? [result.value] : [])));
  };
  const find = (reference: string): Result<Contract, ContractMiss> => {
    const [name = "", revision] = splitReference(reference);
    const own = revisions.get(name);
    if (own !== undefined) {
      const wanted = revision ?? own[0] ?? "";
      if (!own.includes(wanted)) return failure({ kind: "revision_unknown", model: name, revisions: own });
      const contract = get(name, wanted);
      return contract.ok ? contract : failure({ kind: "contract_invalid", diagnostics: contract.error });
    }
    const everything = all();
    if (!everything.ok) return failure({ kind: "contract_invalid", diagnostics: everything.error });
    const aliased = everything.value.filter((contract) => contract.aliases.includes(name));
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
    const names = everything.value.flatMap((contract) => [contract.model, ...contract.aliases]);
    return failure({ kind: "model_unknown", names: [...new Set(names)] });
  };
  const stamp = (): string =>
    readdirSync(folder)
      .map((file) => {
        const { size, mtimeMs } = statSync(join(folder, file));
        return `${file}:${size}:${mtimeMs}`;
      })
      .join(" ");
  return { find, all, stamp };
}

function splitReference(reference: string): [string, string?] {
  const at = reference.lastIndexOf("@");
  return at === -1 ? [reference] : [reference.slice(0, at), reference.slice(at + 1)];
}

function ignoringCase(a: string, b: string): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}

function revisionsByModel(folder: string): ReadonlyMap<string, readonly string[]> {
  const byModel = new Map<string, string[]>();
  for (const file of readdirSync(folder).sort(ignoringCase)) {
    const [model, revision] = file.endsWith(".yaml")
      ? splitReference(file.slice(0, -".yaml".length))
      : [file];
    if (revision === undefined) continue;
    const list = byModel.get(model) ?? [];
    list.push(revision);
    byModel.set(model, list);
  }
  return byModel;
}

/** `specs/models` of this package, whether this module runs from `src/` or from wherever a build put it. */
function packagedModels(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "specs", "models"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("this installation of dailies lacks its specs/models");
    folder = parent;
  }
  return join(folder, "specs", "models");
}

function readContract(file: string, name: string): Result<Contract, readonly Diagnostic[]> {
  const source: SourceFile = { path: `specs/models/${name}.yaml`, text: readFileSync(file, "utf8") };
  const document = parseDocument(source.text, { prettyErrors: false });
  const invalid = (message: string, offset = 0, end = offset): Diagnostic => ({
    code: "contract_invalid",
    severity: "error",
    message,
    source,
    range: { start: offset, end },
  });
  const [error] = document.errors;
  if (error !== undefined) return failure([invalid(error.message, ...error.pos)]);
  const parsed = parseContract(document.toJS());
  if (parsed.ok && parsed.value.id !== name)
    return failure([invalid(`the file is not named ${parsed.value.id}.yaml`)]);
  if (parsed.ok) return parsed;
  return failure(
    parsed.error.map(({ path, message }: ContractFault) => {
      const node = document.getIn(path, true);
      const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
      const [start = 0, end = 0]: unknown[] = Array.isArray(range) ? range : [];
      const text = `${path.join(".")}: ${message}`;
      return typeof start === "number" && typeof end === "number" ? invalid(text, start, end) : invalid(text);
    }),
  );
}
