import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { didYouMean, listed } from "../base/suggest.ts";
import { buildRequest, type LocalReference, shotKeys } from "../contracts/build-request.ts";
import type { Contract } from "../contracts/contract.ts";
import { rivalKeys } from "../contracts/encode-frames.ts";
import type { Finding, ValuePath } from "../contracts/finding.ts";
import type { SourceRange } from "../diagnostics/diagnostic.ts";
import { ClipNames } from "./clip-names.ts";
import type { ContractLibrary } from "./contract-library.ts";
import { findContract } from "./find-contract.ts";
import type { LocatedShot, StoryboardTree } from "./read-tree.ts";
import type { Reporter } from "./reporter.ts";
import { shotIdentity } from "./shot-identity.ts";

/** A shot with its defaults and its contract applied; its local pictures are not looked at yet. */
export interface ResolvedShot {
  readonly id: string;
  readonly takes: number;
  readonly contract: Contract;
  /** Local pictures stand as their paths. */
  readonly body: JsonObject;
  readonly pictures: readonly LocalReference[];
  /** Offset of the shot in the file. */
  readonly offset: number;
}

/** The local pictures of one shot; also of shots with other problems, so that all problems show at once. */
export interface PictureUse {
  readonly pictures: readonly LocalReference[];
  /** Where a picture is written, be it on the shot or under `defaults`. */
  readonly locate: (picture: LocalReference) => SourceRange;
}

export interface ResolvedShots {
  /** The sound ones, in order. */
  readonly shots: ResolvedShot[];
  readonly pictures: readonly PictureUse[];
}

const ownKeys = new Set(["id", "model", "takes"]);

/** Applies defaults and contracts to every shot. Problems go to the reporter; shots with any are left out. */
export function resolveShots(
  tree: StoryboardTree,
  { library, reporter }: { readonly library: ContractLibrary; readonly reporter: Reporter },
): ResolvedShots {
  const defaults = new Defaults(tree);
  const clips = new ClipNames();
  const resolved: ResolvedShot[] = [];
  const uses: PictureUse[] = [];
  for (const shot of tree.shots) {
    const { value } = shot;
    if (!isObject(value)) {
      reporter.add({ code: "type_wrong", message: "a shot is a mapping", range: shot.locate([], "value") });
      continue;
    }
    const identity = shotIdentity(value, defaults.values);
    for (const finding of identity.findings) reporter.finding(finding, defaults.locate(shot, finding));
    const { id, model, takes } = identity;
    const owner = id === undefined ? undefined : clips.claim(id, takes);
    if (id !== undefined && owner !== undefined) {
      reporter.add({ ...duplicate(id, owner), range: shot.locate(["id"], "value") });
    }
    if (model === undefined) continue;
    const contract = findContract(library, model);
    if (!contract.ok) {
      for (const diagnostic of contract.error.diagnostics) reporter.foreign(diagnostic);
      const { finding } = contract.error;
      if (finding !== undefined) reporter.finding(finding, defaults.locate(shot, finding));
      continue;
    }
    const request = buildRequest(contract.value, defaults.merge(contract.value, value));
    for (const finding of request.findings) {
      reporter.finding(withFrameModels(finding, library), defaults.locate(shot, finding));
    }
    const { body, pictures } = request;
    if (pictures.length > 0) uses.push({ pictures, locate: defaults.pictureLocator(shot, pictures) });
    if (id === undefined || request.findings.length > 0) continue;
    resolved.push({ id, takes, contract: contract.value, body, pictures, offset: shot.offset });
  }
  for (const unused of defaults.unknown()) reporter.finding(unused, tree.head.locate(unused.path, unused.at));
  return { shots: resolved, pictures: uses };
}

/**
 * The storyboard's `defaults`. A default counts for the shots whose model has such a parameter, so that
 * `mode: pro` may stand beside a shot of a model without modes; one that no shot's model has is an error.
 */
class Defaults {
  readonly values: JsonObject;
  private readonly tree: StoryboardTree;
  private readonly known = new Map<Contract, readonly string[]>();

  constructor(tree: StoryboardTree) {
    this.tree = tree;
    const head = tree.head.value;
    const values = isObject(head) && Object.hasOwn(head, "defaults") ? (head.defaults ?? null) : null;
    this.values = isObject(values) ? values : {};
  }

  /** The shot's parameters over the defaults. `null` on a shot takes a default away. */
  merge(contract: Contract, shot: JsonObject): JsonObject {
    const merged: Record<string, JsonValue> = {};
    for (const key of this.keysFor(contract)) {
      if (Object.hasOwn(shot, key) || rivalKeys(contract, key).some((rival) => Object.hasOwn(shot, rival)))
        continue;
      merged[key] = this.values[key] ?? null;
    }
    for (const [key, value] of Object.entries(shot)) {
      const removed = value === null && Object.hasOwn(this.values, key);
      if (!ownKeys.has(key) && !removed) merged[key] = value;
    }
    return merged;
  }

  private keysFor(contract: Contract): readonly string[] {
    const known = this.known.get(contract);
    if (known !== undefined) return known;
    const taken = new Set(shotKeys(contract));
    const keys = Object.keys(this.values).filter((key) => taken.has(key) && this.values[key] !== null);
    this.known.set(contract, keys);
    return keys;
  }

  /** Where a finding is shown: on the shot, or else under `defaults`. */
  locate(shot: LocatedShot, { path, at, code }: Finding): SourceRange {
    // A rule across parameters is broken by the shot, even where the parameter it is shown at is a default.
    if (code === "rule_broken" || !this.inherited(shot, path)) return shot.locate(path, at);
    return this.tree.head.locate(["defaults", ...path], at);
  }

  /** The same for the shot's pictures, later: it holds on to no more of the shot than it must. */
  pictureLocator(
    { locate, value }: LocatedShot,
    pictures: readonly LocalReference[],
  ): (picture: LocalReference) => SourceRange {
    const inherited = pictures.filter(({ writtenAt }) => this.inherited({ value }, writtenAt));
    if (inherited.length === 0) return ({ writtenAt }) => locate(writtenAt, "value");
    return (picture) => {
      const { writtenAt } = picture;
      if (!inherited.includes(picture)) return locate(writtenAt, "value");
      return this.tree.head.locate(["defaults", ...writtenAt], "value");
    };
  }

  private inherited({ value }: Pick<LocatedShot, "value">, [key]: ValuePath): boolean {
    if (typeof key !== "string" || !Object.hasOwn(this.values, key)) return false;
    return !isObject(value) || !Object.hasOwn(value, key);
  }

  /** Defaults that no shot's model has a use for. */
  unknown(): Finding[] {
    if (this.known.size === 0) return [];
    const contracts = [...this.known.keys()];
    return Object.keys(this.values)
      .filter((key) => !ownKeys.has(key) && !contracts.some((contract) => shotKeys(contract).includes(key)))
      .map((key) => {
        const models = [...new Set(contracts.map(({ model }) => model))];
        const finding: Finding = {
          code: "parameter_unknown",
          message: `no shot's model (${listed(models, "and")}) has a parameter \`${key}\``,
          path: ["defaults", key],
          at: "key",
        };
        const hint = didYouMean(key, [...contracts.flatMap(shotKeys), "model", "takes"]);
        return hint === undefined ? finding : { ...finding, hint };
      });
  }
}

function duplicate(id: string, owner: string): { code: "shot_id_duplicate"; message: string; hint: string } {
  const message =
    id === owner
      ? `the id \`${id}\` is taken by an earlier shot`
      : `the clips of \`${id}\` and of the earlier shot \`${owner}\` would bear one file name`;
  const hint = "ids name the clips, and many file systems do not tell capitals from small letters";
  return { code: "shot_id_duplicate", message, hint };
}

/** Frames where the model takes none: say which models do. */
function withFrameModels(finding: Finding, library: ContractLibrary): Finding {
  if (finding.code !== "frames_unsupported") return finding;
  const contracts = library.all();
  const key = finding.path[0];
  const taking = contracts.ok
    ? contracts.value.filter((contract) => typeof key === "string" && shotKeys(contract).includes(key))
    : [];
  const models = [...new Set(taking.map(({ model }) => model))];
  return models.length === 0
    ? finding
    : { ...finding, hint: `models that take it: ${listed(models, "and")}` };
}
