import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { checkParameter } from "./check-parameter.ts";
import { checkRules } from "./check-rules.ts";
import { type Contract, parameterOf } from "./contract.ts";
import type { Parameter } from "./contract-schema.ts";
import { encodeFrames, frameKeys, takesFrame } from "./encode-frames.ts";
import { encodePortables, portableKeys, takesPortable } from "./encode-references.ts";
import type { Finding, ValuePath } from "./finding.ts";
import { isAddress } from "./media-reference.ts";

/** A picture on this machine that a request names. */
export interface LocalReference {
  /** Where it is in the body. */
  readonly at: ValuePath;
  /** Where it is in the shot. */
  readonly writtenAt: ValuePath;
  /** The path as written. */
  readonly path: string;
}

/** A shot turned into a request; the body is sound only where there are no findings. */
export interface BuiltRequest {
  /** In wire order. Local pictures are still their paths. */
  readonly body: JsonObject;
  readonly pictures: readonly LocalReference[];
  readonly findings: readonly Finding[];
  /** What may surprise, but does not keep the request from being sent. */
  readonly warnings: readonly Finding[];
}

/**
 * Checks a shot's `prompt`, parameters and frames (storyboard terms, defaults merged, no other keys) against the
 * contract and builds the request body. Contract defaults are not sent: what the user did not write stays away.
 * `otherKeys` are what else an unknown key may have been meant for.
 */
export function buildRequest(
  contract: Contract,
  shot: JsonObject,
  otherKeys: readonly string[] = [],
): BuiltRequest {
  const portables = encodePortables(contract, shot);
  const frames = encodeFrames(contract, portables.shot);
  const findings: Finding[] = [
    ...unknownParameters(contract, portables.shot, otherKeys),
    ...portables.findings,
    ...frames.findings,
  ];
  const origin = (path: ValuePath): ValuePath => {
    const written = frames.origin(path);
    return portables.origin(written) ?? written;
  };
  const body: Record<string, JsonValue> = { model: contract.wire_model };
  const pictures: LocalReference[] = [];
  for (const [name, spec] of Object.entries(contract.parameters)) {
    const source = Object.hasOwn(frames.parameters, name) ? frames.parameters : portables.shot;
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined) {
      if (spec.required === true) findings.push(missing(contract, name));
      continue;
    }
    body[name] = value;
    const context = {
      model: contract.model,
      path: [name],
      side: "storyboard",
      origin,
    } as const;
    findings.push(...checkParameter(spec, value, context));
    collectPictures(spec, value, [name], (at, path) => pictures.push({ at, writtenAt: origin(at), path }));
  }
  // A rule says nothing sensible about values that are wrong in themselves.
  const faulty = new Set(findings.flatMap(({ path }) => encodedAs(frames.parameters, path[0])));
  for (const broken of checkRules(contract, body, faulty)) {
    findings.push({ ...broken, path: origin(broken.path) });
  }
  const isWarning = ({ severity }: Finding): boolean => severity === "warning";
  return {
    body,
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

/** The body with each local picture's path replaced, as an upload's URL or a digest says. */
export function placePictures(
  body: JsonObject,
  pictures: readonly { readonly at: ValuePath; readonly value: string }[],
): JsonObject {
  let placed: JsonValue = body;
  for (const { at, value } of pictures) placed = replaceAt(placed, at, value);
  return isObject(placed) ? placed : body;
}

function replaceAt(value: JsonValue, path: ValuePath, replacement: string): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => (index === key ? replaceAt(item, rest, replacement) : item));
  }
  return isObject(value) ? { ...value, [key]: replaceAt(value[key] ?? null, rest, replacement) } : value;
}

function collectPictures(
  spec: Parameter,
  value: JsonValue,
  path: ValuePath,
  found: (at: ValuePath, reference: string) => void,
): void {
  if (spec.type === "picture") {
    if (typeof value === "string" && value.trim() !== "" && !isAddress(value)) found(path, value);
  } else if (spec.type === "list" && Array.isArray(value)) {
    value.forEach((item: JsonValue, index) => {
      collectPictures(spec.items, item, [...path, index], found);
    });
  } else if (spec.type === "object" && isObject(value)) {
    for (const [key, property] of Object.entries(spec.properties ?? {})) {
      if (Object.hasOwn(value, key)) collectPictures(property, value[key] ?? null, [...path, key], found);
    }
  }
}

/** The shot keys that this contract has a use for: its parameters and the frames that it takes. */
export function contractKeys(contract: Contract): ReadonlySet<string> {
  const known = keysByContract.get(contract);
  if (known !== undefined) return known;
  const frames = frameKeys.filter((key) => takesFrame(contract, key));
  const portables = portableKeys.filter((key) => takesPortable(contract, key));
  const keys = new Set([...Object.keys(contract.parameters), ...frames, ...portables]);
  keysByContract.set(contract, keys);
  return keys;
}

const keysByContract = new WeakMap<Contract, ReadonlySet<string>>();

function unknownParameters(contract: Contract, shot: JsonObject, otherKeys: readonly string[]): Finding[] {
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
  const frame = contract.frames?.encoding === "list" && contract.frames.parameter === name;
  const parameter = frame ? "first_frame" : name;
  return { problem: { kind: "parameter_missing", parameter, model: contract.model }, path: [], at: "key" };
}
