import type { JsonObject } from "../../base/json.ts";
import { buildRequest, contractKeys, type LocalReference } from "../../contracts/build-request.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { Finding } from "../../contracts/finding.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { ContractLibrary } from "../catalogue/contract-library.ts";
import { findContract } from "../catalogue/find-contract.ts";
import type { ExpandedFilm, ExpandedShot } from "../expand/expand-shots.ts";
import { type Layer, originOf } from "../expand/layers.ts";
import type { Reporter } from "../reporter.ts";
import { keysOfDefaults, ownKeys } from "../shot-keys.ts";
import { mergeLayers, unusedKeys } from "./merge-layers.ts";

/** A shot with its contract applied; its local pictures are not looked at yet. */
export interface BoundShot {
  readonly id: string;
  readonly takes: number;
  readonly contract: Contract;
  /** Under the contract's names; local pictures are their paths. */
  readonly parameters: JsonObject;
  readonly pictures: readonly LocalReference[];
  readonly place: Required<Place>;
}

/** The local pictures of one shot; also of shots with other problems, so that all problems show at once. */
export interface PictureUse {
  readonly pictures: readonly LocalReference[];
  readonly shot: ExpandedShot;
  readonly contract: Contract;
}

export interface BoundShots {
  /** The sound ones, in order. */
  readonly shots: readonly BoundShot[];
  readonly pictures: readonly PictureUse[];
}

interface BindContext {
  readonly library: ContractLibrary;
  readonly reporter: Reporter;
}

/** Applies its model's contract to every shot. Problems go to the reporter; shots with any are left out. */
export function bindShots({ shots, sharedLayers }: ExpandedFilm, context: BindContext): BoundShots {
  const { reporter } = context;
  const contracts = new Set<Contract>();
  const bound: BoundShot[] = [];
  const uses: PictureUse[] = [];
  for (const shot of shots) {
    const { id, takes, place, model } = shot;
    const contract = model === undefined ? undefined : contractOf(shot, model, context);
    if (contract === undefined) continue;
    contracts.add(contract);
    const built = buildRequest(contract, mergeLayers(contract, shot.layers), ownKeys);
    const { parameters, pictures, findings } = built;
    for (const finding of findings) reportFinding(shot, withTakers(finding, context), reporter);
    if (pictures.length > 0) uses.push({ pictures, shot, contract });
    if (id !== undefined && findings.length === 0) {
      bound.push({ id, takes, contract, parameters, pictures, place });
    }
  }
  for (const layer of sharedLayers) reportUnused(layer, contracts, reporter);
  return { shots: bound, pictures: uses };
}

function contractOf(
  shot: ExpandedShot,
  model: string,
  { library, reporter }: BindContext,
): Contract | undefined {
  const found = findContract(library, model);
  if (found.ok) return found.value;
  if (found.error.kind === "contract_invalid") {
    for (const diagnostic of found.error.diagnostics) reporter.foreign(diagnostic);
  } else {
    const { place } = originOf(shot.layers, ["model"]);
    reporter.share(`model ${model}`, { problem: found.error.problem, place, shot });
  }
  return undefined;
}

/** Shown where the value is written; a broken rule on the shot, since it is the shot that brings the values together. */
function reportFinding(shot: ExpandedShot, { problem, path, at }: Finding, reporter: Reporter): void {
  const { from, place } = originOf(shot.layers, path, at);
  if (from === "shot") reporter.add(problem, place);
  else if (problem.kind !== "rule_broken") reporter.add(problem, place, { shot });
  else {
    const labels = [{ ...place, message: `this comes from \`${from}\`` }];
    reporter.add(problem, shot.layers[0].locate(path, at), { labels });
  }
}

/** Frames where the model takes none: which models do? */
function withTakers(finding: Finding, { library }: BindContext): Finding {
  const { problem, path } = finding;
  if (problem.kind !== "frames_unsupported") return finding;
  const contracts = library.all();
  const [key] = path;
  const takers = contracts.ok
    ? contracts.value.filter((contract) => typeof key === "string" && contractKeys(contract).has(key))
    : [];
  return { ...finding, problem: { ...problem, takenBy: modelsOf(takers) } };
}

function reportUnused(layer: Layer, contracts: ReadonlySet<Contract>, reporter: Reporter): void {
  // Without any contract, nothing is known of what models take.
  if (contracts.size === 0) return;
  const known = [...[...contracts].flatMap((contract) => [...contractKeys(contract)]), ...keysOfDefaults];
  for (const key of unusedKeys(layer, contracts)) {
    reporter.add(
      { kind: "default_unknown", key, models: modelsOf(contracts), known },
      layer.locate([key], "key"),
    );
  }
}

function modelsOf(contracts: Iterable<Contract>): string[] {
  return [...new Set([...contracts].map(({ model }) => model))];
}
