import type { JsonObject, JsonValue } from "../../base/json.ts";
import { checkParameter } from "../check/check-parameter.ts";
import { checkPlaceholders } from "../check/check-placeholders.ts";
import { checkRules } from "../check/check-rules.ts";
import { type Contract, parameterNames, parameterOf } from "../contract.ts";
import type { Finding, ValuePath } from "../finding.ts";
import { parameterName } from "../values-at.ts";
import { encodeFrames, frameKeys, takesFrame } from "./encode-frames.ts";
import { encodePortables, portableKeys, takesPortable } from "./encode-references.ts";
import { isAddress } from "./media-reference.ts";
import { type MediumParameter, placePictures } from "./place-pictures.ts";
import { synonymsOf, withPreferredNames } from "./preferred-names.ts";

/** A picture or a video on this machine that a request names. */
export interface LocalReference {
  readonly medium: MediumParameter["type"];
  /** Where it is in the shot. */
  readonly writtenAt: ValuePath;
  /** Where it is in the request. */
  readonly at: ValuePath;
  /** The path as written. */
  readonly path: string;
}

/** A shot turned into a request; it is sound only where there are no findings. */
export interface BuiltRequest {
  /** Under the contract's names and in its order, prompt and frames among them. Local pictures are still their paths. */
  readonly parameters: JsonObject;
  readonly pictures: readonly LocalReference[];
  readonly findings: readonly Finding[];
  /** What may surprise, but does not keep the request from being sent. */
  readonly warnings: readonly Finding[];
}

/**
 * Checks a shot's `prompt`, parameters and frames (storyboard terms, defaults merged, no other keys) against the
 * contract and builds the request's parameters. Contract defaults are not sent: what the user did not write stays away.
 * `otherKeys` are what else an unknown key may have been meant for.
 */
export function buildRequest(
  contract: Contract,
  shot: JsonObject,
  otherKeys: readonly string[] = [],
): BuiltRequest {
  const named = withPreferredNames(contract, shot);
  const portables = encodePortables(contract, named.shot);
  const frames = encodeFrames(contract, portables.shot);
  const findings: Finding[] = [
    ...named.findings,
    ...unknownParameters(contract, portables.shot, otherKeys),
    ...portables.findings,
    ...frames.findings,
  ];
  const origin = (path: ValuePath): ValuePath => {
    const written = frames.origin(path);
    return named.origin(portables.origin(written) ?? written);
  };
  const parameters: Record<string, JsonValue> = {};
  const pictures: LocalReference[] = [];
  for (const name of parameterNames(contract, portables.shot)) {
    if (frameKeys.some((key) => key === name) && parameterOf(contract, name) === undefined) continue;
    const spec = parameterOf(contract, name);
    const source = Object.hasOwn(frames.parameters, name) ? frames.parameters : portables.shot;
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined) {
      // A frame that is given, but refused, is not missing as well.
      const isRefused = frames.findings.length > 0 && isFirstFrame(contract, name);
      if (spec?.required === true && !isRefused) findings.push(missing(contract, name));
      continue;
    }
    parameters[name] = value;
    const context = {
      model: contract.model,
      path: [name],
      side: "storyboard",
      origin,
    } as const;
    if (spec !== undefined) findings.push(...checkParameter(spec, value, context));
  }
  placePictures(contract, parameters, (path, at, { type: medium }) => {
    if (path.trim() !== "" && !isAddress(path)) pictures.push({ medium, writtenAt: origin(at), at, path });
    return undefined;
  });
  // A rule says nothing sensible about values that are wrong in themselves.
  const faulty = new Set(
    findings.flatMap(({ path }) => [
      ...encodedAs(frames.parameters, path[0]),
      ...referencesAt(contract, path[0]),
    ]),
  );
  for (const broken of checkRules(contract, parameters, faulty)) {
    findings.push({ ...broken, path: origin(broken.path) });
  }
  if (!faulty.has("prompt")) findings.push(...checkPlaceholders(contract, parameters));
  const isWarning = ({ severity }: Finding): boolean => severity === "warning";
  return {
    parameters,
    pictures,
    findings: findings.filter((finding) => !isWarning(finding)),
    warnings: [...portables.warnings, ...findings.filter(isWarning)],
  };
}

/** The parameters that a shot's key ends up in: its own name, and for a frame those that hold frames. */
function encodedAs(frameParameters: JsonObject, key: string | number | undefined): string[] {
  const isFrame = frameKeys.some((frame) => frame === key);
  return isFrame ? [String(key), ...Object.keys(frameParameters)] : [String(key)];
}

/** The parameter that a shot's `references` end up in. */
function referencesAt({ references }: Contract, key: string | number | undefined): string[] {
  return key === "references" && references !== undefined ? [parameterName(references.parameter)] : [];
}

/** The shot keys that this contract has a use for: its parameters, by any of their names, and the frames that it takes. */
export function contractKeys(contract: Contract): ReadonlySet<string> {
  const known = keysByContract.get(contract);
  if (known !== undefined) return known;
  const frames = frameKeys.filter((key) => takesFrame(contract, key));
  const portables = portableKeys.filter((key) => takesPortable(contract, key));
  const synonyms = Object.values(contract.parameters).flatMap(synonymsOf);
  const keys = new Set([...Object.keys(contract.parameters), ...synonyms, ...frames, ...portables]);
  keysByContract.set(contract, keys);
  return keys;
}

const keysByContract = new WeakMap<Contract, ReadonlySet<string>>();

function unknownParameters(contract: Contract, shot: JsonObject, otherKeys: readonly string[]): Finding[] {
  if (contract.unchecked === true) return [];
  const { model, revision } = contract;
  const strangers = Object.keys(shot).filter(
    (key) => parameterOf(contract, key) === undefined && !frameKeys.some((frame) => frame === key),
  );
  if (strangers.length === 0) return [];
  const known = [...contractKeys(contract)];
  return strangers.map((key) => ({
    problem: { kind: "parameter_unknown", key, model, revision, known, otherKeys },
    path: [key],
    at: "key",
  }));
}

function missing(contract: Contract, name: string): Finding {
  const parameter = isFirstFrame(contract, name) ? "first_frame" : name;
  return { problem: { kind: "parameter_missing", parameter, model: contract.model }, path: [], at: "key" };
}

/** Is this the parameter that `first_frame` of a storyboard fills? */
function isFirstFrame({ frames }: Contract, name: string): boolean {
  if (frames === undefined || frames.encoding === "roles") return false;
  return name === (frames.encoding === "list" ? frames.parameter : frames.first_frame);
}
