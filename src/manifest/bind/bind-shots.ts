import { isAbsolute, posix } from "node:path";
import type { JsonObject } from "../../base/json.ts";
import { type Contract, parameterOf, sentValue } from "../../contracts/contract.ts";
import { billingOf } from "../../contracts/expected-output.ts";
import type { Finding, ValuePath } from "../../contracts/finding.ts";
import {
  type BuiltRequest,
  buildRequest,
  contractKeys,
  type LocalReference,
} from "../../contracts/request/build-request.ts";
import type { FrameFit } from "../../contracts/request/clip-request.ts";
import { placePictures } from "../../contracts/request/place-pictures.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { ContractLibrary } from "../catalogue/contract-library.ts";
import { findContract } from "../catalogue/find-contract.ts";
import type { ClipPlace } from "../clip-picture.ts";
import type { ExpandedFilm } from "../expand/expand-shots.ts";
import { type ExpandedShot, frameKeys } from "../expand/expanded-shot.ts";
import { type Layer, type Origin, originOf, ownLayer } from "../expand/layers.ts";
import type { Trim } from "../job.ts";
import type { Reporter } from "../reporter.ts";
import { keysOfDefaults, ownKeys } from "../shot-keys.ts";
import { checkFit, fitOf } from "./fit.ts";
import { mergeLayers, type Replaced, standIn, unusedKeys } from "./merge-layers.ts";
import { checkTrim, trimOf } from "./trim.ts";

/** A shot with its contract applied; its local pictures are not looked at yet. */
export interface BoundShot {
  readonly id: string;
  readonly scene: string | undefined;
  readonly tags: readonly string[];
  readonly takes: number;
  readonly trim: Trim | undefined;
  /** For frames of another aspect than the clip's. */
  readonly fit: FrameFit | undefined;
  readonly contract: Contract;
  /** Under the contract's names; local files are their paths, from the storyboard's folder on. */
  readonly parameters: JsonObject;
  readonly pictures: readonly LocalReference[];
  /** Pictures out of other shots' clips, which the parameters have as stand-ins. */
  readonly chained: readonly ChainedFrame[];
  readonly place: Required<Place>;
}

/** A frame that comes out of another shot's clip. */
export interface ChainedFrame {
  /** What the parameters have in its place. */
  readonly standIn: string;
  readonly picture: ClipPlace;
  /** The other shot. */
  readonly id: string;
  /** Where it is written. */
  readonly at: Required<Place>;
}

/** The local pictures and videos of one shot; also of shots with other problems, so that all problems show at once. */
export interface PictureUse {
  readonly pictures: readonly LocalReference[];
  readonly shot: ExpandedShot;
  readonly contract: Contract;
  /** Under the contract's names; local pictures are their paths. */
  readonly parameters: JsonObject;
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

/**
 * Applies its model's contract to every shot that is not skipped. Problems go to the reporter; shots with any are left out.
 */
export function bindShots({ shots, defaults }: ExpandedFilm, context: BindContext): BoundShots {
  const { reporter } = context;
  const users = new Map<Layer, Set<Contract>>([[defaults, new Set()]]);
  const bound: BoundShot[] = [];
  const uses: PictureUse[] = [];
  for (const shot of shots) {
    const { id, scene, tags, takes, place, model, isSkipped, layers } = shot;
    if (isSkipped) continue;
    const contract = model === undefined ? undefined : contractOf(shot, model, context);
    if (contract === undefined) continue;
    for (const layer of layers) if (layer.from !== "shot") addUser(users, layer, contract);
    const { values, replaced } = mergeLayers(contract, shot);
    for (const one of replaced) warnOfDropped(shot, one, reporter);
    const built = buildRequest(contract, values, ownKeys);
    for (const finding of built.findings) reportFinding(shot, withTakers(finding, context), reporter);
    for (const warning of built.warnings) reportWarning(shot, warning, reporter);
    warnOfOneSeed(shot, { contract, parameters: built.parameters, reporter });
    const { parameters, pictures } = fromStoryboard(shot, contract, built);
    if (pictures.length > 0) uses.push({ pictures, shot, contract, parameters });
    const trim = trimOf(layers);
    if (id !== undefined && built.findings.length === 0) {
      const chained = chainedFrames(shot);
      checkFit(shot, { contract, parameters, reporter });
      const fit = fitOf(layers);
      checkTrim(trim, {
        shot,
        askedSeconds: billingOf(contract, parameters).seconds || Number.POSITIVE_INFINITY,
        reporter,
      });
      bound.push({ id, scene, tags, takes, trim, fit, contract, parameters, pictures, chained, place });
    }
  }
  for (const [layer, contracts] of users) reportUnused(layer, contracts, reporter);
  return { shots: bound, pictures: uses };
}

function chainedFrames(shot: ExpandedShot): readonly ChainedFrame[] {
  const { frames } = shot.derived;
  if (frames === undefined) return noneChained;
  return frameKeys.flatMap((key) => {
    const frame = frames[key];
    if (frame?.kind !== "clip") return [];
    const { place: at } = originIn(shot, [key]);
    return [{ standIn: standIn(frame), picture: frame.end === "last" ? "end" : "start", id: frame.id, at }];
  });
}

const noneChained: readonly ChainedFrame[] = [];

function addUser(users: Map<Layer, Set<Contract>>, layer: Layer, contract: Contract): void {
  const known = users.get(layer);
  if (known === undefined) users.set(layer, new Set([contract]));
  else known.add(contract);
}

function contractOf(
  shot: ExpandedShot,
  model: string,
  { library, reporter }: BindContext,
): Contract | undefined {
  if (shot.isUnchecked) return uncheckedContractOf(shot, model, { library, reporter });
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

/** What stands in for a contract, with a word for all shots of the model. */
function uncheckedContractOf(
  shot: ExpandedShot,
  model: string,
  { library, reporter }: BindContext,
): Contract | undefined {
  const found = library.find(model);
  if (model.includes("@")) {
    const problem = (shots: number) => ({ kind: "unchecked_revision", model, shots }) as const;
    reporter.share(`unchecked revision ${model}`, {
      problem,
      place: originOf(shot.layers, ["model"]).place,
      shot,
    });
    return undefined;
  }
  const hasContract = found.ok || found.error.kind === "contract_invalid";
  const problem = (shots: number) => ({ kind: "model_unchecked", model, hasContract, shots }) as const;
  const { place } = originOf(shot.layers, ["unchecked"]);
  reporter.share(`unchecked ${model}`, { problem, place, shot, severity: "warning" });
  return library.unchecked(model);
}

/** Where a value of the shot is written: in one of its layers, or in the bible. */
export function originIn(
  { layers, derived }: ExpandedShot,
  path: ValuePath,
  at: "key" | "value" = "value",
): { readonly from: Origin; readonly place: Required<Place>; readonly folder: string } {
  const [key, index] = path;
  const reference =
    key === "references" && typeof index === "number" ? derived.references?.[index] : undefined;
  if (reference === undefined) return originOf(layers, path, at);
  const { from, folder } = reference;
  return { from, folder, place: reference.place() };
}

/** The request with each local picture's path from the storyboard's folder on, whichever file it is written in. */
function fromStoryboard(
  shot: ExpandedShot,
  contract: Contract,
  { parameters, pictures }: Pick<BuiltRequest, "parameters" | "pictures">,
): Pick<BuiltRequest, "parameters" | "pictures"> {
  const moved = pictures.map(({ path, ...reference }) => {
    const folder = folderOf(shot, reference.writtenAt);
    return { ...reference, path: folder === "" || isAbsolute(path) ? path : posix.join(folder, path) };
  });
  if (moved.every(({ path }, index) => path === pictures[index]?.path)) return { parameters, pictures };
  // Both go through the pictures in one order.
  let index = 0;
  const placed = placePictures(contract, parameters, (path) => {
    if (path !== pictures[index]?.path) return undefined;
    index += 1;
    return moved[index - 1]?.path;
  });
  return { parameters: placed, pictures: moved };
}

function folderOf({ layers, derived }: ExpandedShot, [key, index]: ValuePath): string {
  if (key === "references" && typeof index === "number") return derived.references?.[index]?.folder ?? "";
  const frame = key === "first_frame" || key === "last_frame" ? derived.frames?.[key] : undefined;
  if (frame?.kind === "picture") return frame.folder;
  const layer = layers.find(({ values }) => key !== undefined && Object.hasOwn(values, key));
  return layer?.folder ?? "";
}

/** Shown where the value is written; a broken rule on the shot, since it is the shot that brings the values together. */
function reportFinding(shot: ExpandedShot, { problem, path, at }: Finding, reporter: Reporter): void {
  const { from, place } = originIn(shot, path, at);
  const isOfShot = problem.kind === "rule_broken" || problem.kind === "references_too_many";
  if (from === "shot") reporter.add(problem, place);
  else if (!isOfShot) reporter.add(problem, place, { shot });
  else {
    const labels = [{ ...place, message: `this comes from \`${from}\`` }];
    reporter.add(problem, ownLayer(shot.layers).locate(path, at), { labels });
  }
}

/** What does not reach the model is one warning for all of its shots. */
function reportWarning(shot: ExpandedShot, { problem, path, at }: Finding, reporter: Reporter): void {
  const { from, place } = originIn(shot, path, at);
  switch (problem.kind) {
    case "references_left_out":
    case "negative_prompt_unsupported": {
      // What is written once for films of several models is not said again for each.
      if (problem.kind === "negative_prompt_unsupported" && from !== "shot") return;
      const cause = `${problem.kind} ${problem.model} ${JSON.stringify({ ...problem, shots: 0 })}`;
      const says = (shots: number) => ({ ...problem, shots });
      reporter.share(cause, { problem: says, place, shot, severity: "warning" });
      return;
    }
    default:
      reporter.add(problem, place, { severity: "warning", ...(from !== "shot" && { shot }) });
  }
}

function warnOfDropped(shot: ExpandedShot, { key, layer, dropped }: Replaced, reporter: Reporter): void {
  const problem = { kind: "mapping_replaced", key, dropped } as const;
  const place = layer.locate([key], "key");
  reporter.add(problem, place, { severity: "warning", ...(layer.from !== "shot" && { shot }) });
}

/** The same seed again gives the same clip again, and each is paid for. */
function warnOfOneSeed(
  shot: ExpandedShot,
  {
    contract,
    parameters,
    reporter,
  }: { readonly contract: Contract; readonly parameters: JsonObject; readonly reporter: Reporter },
): void {
  if (shot.takes < 2) return;
  const path = [["seed"], ["metadata", "seed"]].find(
    (one) => sentValue(parameters, one.join(".")) !== undefined,
  );
  if (path === undefined || (path.length === 1 && parameterOf(contract, "seed") === undefined)) return;
  const { from, place } = originIn(shot, path);
  const problem = { kind: "seed_repeated", takes: shot.takes } as const;
  reporter.add(problem, place, { severity: "warning", ...(from !== "shot" && { shot }) });
}

/** Frames where the model takes none: which models do? */
function withTakers(finding: Finding, { library }: BindContext): Finding {
  const { problem, path } = finding;
  if (problem.kind !== "frames_unsupported") return finding;
  const [key] = path;
  const takers = library
    .all()
    .filter((contract) => typeof key === "string" && contractKeys(contract).has(key));
  // A name alone means the oldest revision: where only a newer one takes frames, it is named.
  const oldest = new Set(takers.filter(({ id, model }) => isOldest(library, { id, model })));
  const covered = new Set([...oldest].map(({ model }) => model));
  const takenBy = takers.flatMap((contract) => {
    if (oldest.has(contract)) return [contract.model];
    return covered.has(contract.model) ? [] : [contract.id];
  });
  return { ...finding, problem: { ...problem, takenBy } };
}

function isOldest(library: ContractLibrary, { id, model }: Pick<Contract, "id" | "model">): boolean {
  const found = library.find(model);
  return found.ok && found.value.id === id;
}

function reportUnused(layer: Layer, contracts: ReadonlySet<Contract>, reporter: Reporter): void {
  // Without any contract, nothing is known of what models take.
  if (contracts.size === 0 || [...contracts].some(({ unchecked }) => unchecked === true)) return;
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
