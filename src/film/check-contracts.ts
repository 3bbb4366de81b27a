import { checkContract } from "../contracts/check/check-contract.ts";
import type { Contract } from "../contracts/contract.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../diagnostics/diagnostic.ts";
import type { Problem } from "../diagnostics/problem.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { parseYaml } from "../manifest/read/yaml/parse-yaml.ts";
import { providerNamed } from "../provider/providers.ts";

/** A contract whose document was read longer ago than this is old. */
const oldAfterDays = 180;
/** Said this long before a model retires. */
const retiresWithinDays = 60;
const dayMs = 24 * 60 * 60 * 1000;

export interface ContractsWorld {
  /** Unix milliseconds. */
  readonly now: number;
  /** The models that the first provider names for the key; absent where it was not asked, or did not say. */
  readonly offered?: readonly string[];
}

/**
 * What is wrong with the contracts: broken or inconsistent ones are errors; old ones, retiring models, and models that
 * the provider does not name are warnings. A project's are each shown at their place; of the packaged ones, which a user does not edit,
 * many old or absent ones are one warning.
 */
export function checkContracts(library: ContractLibrary, world: ContractsWorld): readonly Diagnostic[] {
  const contracts = library.all();
  return [
    ...library.broken(),
    ...contracts.flatMap((contract) => [...errorsOf(contract, library)]),
    ...aliasesTwice(library),
    ...oldContracts(library, world.now),
    ...contracts.flatMap((contract) => retirement(contract, { library, now: world.now })),
    ...absentModels(library, world.offered),
  ];
}

/** Models that the provider names for the key, and that no contract is for. */
export function withoutContract(library: ContractLibrary, offered: readonly string[]): readonly string[] {
  const known = new Set(library.all().filter(isFirstProviders).flatMap(namesOf));
  return [...new Set(offered)].filter((name) => !known.has(name));
}

/** Does the provider name the model of a contract? `null` where nobody can say. */
export function isOffered(contract: Contract, offered: readonly string[] | undefined): boolean | null {
  if (offered === undefined || !isFirstProviders(contract)) return null;
  return namesOf(contract).some((name) => offered.includes(name));
}

function namesOf({ wire_model, aliases }: Contract): readonly string[] {
  return [wire_model, ...aliases];
}

function isFirstProviders({ provider }: Contract): boolean {
  return providerNamed(provider) === providerNamed(undefined);
}

function* errorsOf(contract: Contract, library: ContractLibrary): Iterable<Diagnostic> {
  const { id, source, provider } = contract;
  const at = placesIn(library, id);
  const inconsistent = (detail: string, path: Path): Diagnostic =>
    at({ kind: "contract_inconsistent", id, detail }, path);
  for (const { path, message } of checkContract(contract)) yield inconsistent(message, path);
  if (providerNamed(provider) === undefined)
    yield inconsistent(`this release has no provider \`${provider}\``, ["provider"]);
  const [dated, read] = [firstMoment(source.dated), firstMoment(source.read)];
  if (Number.isNaN(read)) yield inconsistent(`\`${source.read}\` is not a day`, ["source", "read"]);
  if (Number.isNaN(dated))
    yield inconsistent(`\`${source.dated}\` is not a day or a month`, ["source", "dated"]);
  else if (dated > read)
    yield inconsistent("its document was read before the date that the document has", ["source", "read"]);
  if (contract.retires !== undefined && Number.isNaN(firstMoment(contract.retires)))
    yield inconsistent(`\`${contract.retires}\` is not a day`, ["retires"]);
}

/** Of a day or a month, in Unix milliseconds; `NaN` for one that no calendar has. */
function firstMoment(date: string): number {
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(date)) return Number.NaN;
  const moment = Date.parse(date);
  // What a month does not have is carried over into the next one by some engines.
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(date) ? moment : Number.NaN;
}

/** Names that a storyboard could mean two models by: the first in order would be taken. */
function aliasesTwice(library: ContractLibrary): readonly Diagnostic[] {
  const owners = new Map<string, string>();
  for (const { model } of library.all()) owners.set(model, model);
  return library.all().flatMap(({ id, model, aliases }) =>
    aliases.flatMap((alias) => {
      const owner = owners.get(alias) ?? model;
      owners.set(alias, owner);
      if (owner === model) return [];
      const detail = `the name \`${alias}\` is that of \`${owner}\``;
      return [placesIn(library, id)({ kind: "contract_inconsistent", id, detail }, ["aliases"])];
    }),
  );
}

function oldContracts(library: ContractLibrary, now: number): readonly Diagnostic[] {
  const old = library.all().filter(({ source }) => now - firstMoment(source.read) > oldAfterDays * dayMs);
  return packagedTogether(library, old, (contracts, isPackaged) => ({
    problem: {
      kind: "contract_old",
      ids: contracts.map(({ id }) => id),
      read: contracts.map(({ source }) => source.read).toSorted()[0] ?? "",
      isPackaged,
    },
    path: ["source", "read"],
  }));
}

function retirement(
  { id, retires = "" }: Contract,
  { library, now }: { readonly library: ContractLibrary; readonly now: number },
): readonly Diagnostic[] {
  const day = firstMoment(retires);
  if (Number.isNaN(day) || day - now > retiresWithinDays * dayMs) return [];
  const problem = { kind: "contract_retired", id, day: retires, isPast: day <= now } as const;
  return [placesIn(library, id)(problem, ["retires"], "warning")];
}

/** Of each model, by its newest contract: all revisions ask for the same one. */
function absentModels(
  library: ContractLibrary,
  offered: readonly string[] | undefined,
): readonly Diagnostic[] {
  const newest = [...new Map(library.all().map((contract) => [contract.model, contract])).values()];
  const absent = newest.filter((contract) => isOffered(contract, offered) === false);
  return packagedTogether(library, absent, (contracts, isPackaged) => ({
    problem: { kind: "contract_absent", names: contracts.map(({ wire_model }) => wire_model), isPackaged },
    path: ["wire_model"],
  }));
}

type Path = readonly (string | number)[];

/** One warning for all packaged contracts together, and one for each of the project's. */
function packagedTogether(
  library: ContractLibrary,
  contracts: readonly Contract[],
  about: (
    contracts: readonly Contract[],
    isPackaged: boolean,
  ) => { readonly problem: Problem; readonly path: Path },
): readonly Diagnostic[] {
  const isOwn = ({ id }: Contract): boolean => library.project?.files.has(id) === true;
  const packaged = contracts.filter((contract) => !isOwn(contract));
  const together = { source: { path: "specs/models", text: "" } };
  return [
    ...(packaged.length === 0
      ? []
      : [diagnose(about(packaged, true).problem, together, { severity: "warning" })]),
    ...contracts.filter(isOwn).map((contract) => {
      const { problem, path } = about([contract], false);
      return placesIn(library, contract.id)(problem, path, "warning");
    }),
  ];
}

type At = (problem: Problem, path: Path, severity?: "warning") => Diagnostic;

/** Makes diagnostics that point into the text of a contract, which is read when there is something to say. */
function placesIn(library: ContractLibrary, id: string): At {
  return (problem, path, severity) => {
    const source: SourceFile = library.sourceOf(id) ?? { path: `specs/models/${id}.yaml`, text: "" };
    const place = source.text === "" ? { source } : parseYaml(source).tree.locate(path, "value");
    return diagnose(problem, place, severity === undefined ? {} : { severity });
  };
}
