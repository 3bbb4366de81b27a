import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { type Contract, parameterOf, sentValue } from "../contract.ts";
import type { Finding, ValuePath } from "../finding.ts";

/** The portable `references` and `negative_prompt` of a shot, in the contract's own parameters. */
export interface EncodedPortables {
  /** The shot's keys, with the portable ones dissolved. */
  readonly shot: JsonObject;
  /** From a path in the body back to what the user wrote, where that is a portable key. */
  readonly origin: (path: ValuePath) => ValuePath | undefined;
  readonly findings: readonly Finding[];
  /** What does not reach this model. */
  readonly warnings: readonly Finding[];
}

/** Keys that every model may be given; the contract says where they go. */
export const portableKeys = ["references", "negative_prompt"] as const;

/** Does the contract say where this key goes, or have a parameter of the name? */
export function takesPortable(contract: Contract, key: (typeof portableKeys)[number]): boolean {
  return contract[key] !== undefined || parameterOf(contract, key) !== undefined;
}

const nowhere = (): undefined => undefined;

/** `body` has the shot's frames in place. */
export function encodePortables(contract: Contract, shot: JsonObject): EncodedPortables {
  const isPlain = !portableKeys.some(
    (key) => Object.hasOwn(shot, key) && parameterOf(contract, key) === undefined,
  );
  if (isPlain) return { shot, origin: nowhere, findings: [], warnings: [] };
  const negative = encodeNegativePrompt(contract, shot);
  const references = encodeReferences(contract, negative.shot);
  return {
    shot: references.shot,
    origin: (path) => references.origin(path) ?? negative.origin(path),
    findings: [...negative.findings, ...references.findings],
    warnings: [...negative.warnings, ...references.warnings],
  };
}

function encodeNegativePrompt(contract: Contract, shot: JsonObject): EncodedPortables {
  const { negative_prompt: place, model } = contract;
  if (!Object.hasOwn(shot, "negative_prompt") || place === "negative_prompt")
    return { shot, origin: nowhere, findings: [], warnings: [] };
  const { negative_prompt: value = null, ...rest } = shot;
  if (place === undefined) {
    const warning: Finding = {
      problem: { kind: "negative_prompt_unsupported", model, shots: 1 },
      path: ["negative_prompt"],
      at: "key",
    };
    return { shot: rest, origin: nowhere, findings: [], warnings: [warning] };
  }
  const path = place.split(".");
  if (sentValue(rest, place) !== undefined) {
    const finding: Finding = {
      problem: { kind: "portable_given_twice", key: "negative_prompt", parameter: place },
      path: ["negative_prompt"],
      at: "key",
    };
    return { shot: rest, origin: nowhere, findings: [finding], warnings: [] };
  }
  const isOfPlace = (at: ValuePath): boolean => at.join(".") === place;
  return {
    shot: placed(rest, path, value),
    origin: (at) => (isOfPlace(at) ? ["negative_prompt"] : undefined),
    findings: [],
    warnings: [],
  };
}

function encodeReferences(contract: Contract, shot: JsonObject): EncodedPortables {
  if (!Object.hasOwn(shot, "references")) return { shot, origin: nowhere, findings: [], warnings: [] };
  const { references: written = null, ...rest } = shot;
  const { references: spec, model } = contract;
  const list: readonly JsonValue[] | undefined = Array.isArray(written) ? written : undefined;
  const path = ["references"];
  if (list === undefined) {
    const subject = { name: "references", model };
    const problem = { kind: "type_wrong", subject, wanted: "list", found: written } as const;
    return { shot: rest, origin: nowhere, findings: [{ problem, path, at: "value" }], warnings: [] };
  }
  if (list.length === 0) {
    const problem = { kind: "value_empty", subject: { name: "references" } } as const;
    return { shot: rest, origin: nowhere, findings: [{ problem, path, at: "value" }], warnings: [] };
  }
  const besideFrames = spec !== undefined && !spec.beside_frames && hasFrames(contract, rest);
  if (spec === undefined || besideFrames) {
    const problem = { kind: "references_left_out", model, besideFrames, shots: 1 } as const;
    return { shot: rest, origin: nowhere, findings: [], warnings: [{ problem, path, at: "key" }] };
  }
  const { parameter, role } = spec;
  const own = Object.hasOwn(rest, parameter) ? rest[parameter] : undefined;
  // What is wrong in the parameter itself is found by its own check.
  if (own !== undefined && !Array.isArray(own))
    return { shot: rest, origin: nowhere, findings: [], warnings: [] };
  const before: readonly JsonValue[] = own ?? [];
  const items = [...before, ...list.map((url) => (role === undefined ? url : { url, role }))];
  const others = before.filter((item) => role === undefined || (isObject(item) && item.role === role)).length;
  const wrongCount = countProblem(contract, spec, others + list.length);
  const completed = Object.entries(spec.with ?? {}).reduce(
    (values, [place, value]) =>
      sentValue(values, place) === undefined ? placed(values, place.split("."), value) : values,
    { ...rest, [parameter]: wrongCount === undefined ? items : before },
  );
  return {
    shot: wrongCount === undefined ? completed : rest,
    origin: ([name, index]) =>
      name === parameter && typeof index === "number" && index >= before.length
        ? ["references", index - before.length]
        : undefined,
    findings: wrongCount === undefined ? [] : [{ problem: wrongCount, path, at: "key" }],
    warnings: [],
  };
}

type ReferenceSpec = NonNullable<Contract["references"]>;

/** How many references the model takes is said by the parameter that they go into. */
function countProblem(
  contract: Contract,
  { parameter, role }: ReferenceSpec,
  count: number,
): Finding["problem"] | undefined {
  const list = parameterOf(contract, parameter);
  if (list?.type !== "list") return undefined;
  const ofRole = role === undefined ? undefined : list.max_per_role?.[role];
  const most = Math.min(list.max_items ?? Infinity, ofRole ?? Infinity);
  const counts = role === undefined ? list.counts : undefined;
  if (counts === undefined ? count <= most : counts.includes(count)) return undefined;
  const allowed = {
    min: 1,
    ...(Number.isFinite(most) && { max: most }),
    ...(counts !== undefined && { counts }),
  };
  return { kind: "references_too_many", model: contract.model, allowed, count };
}

/** Does the shot say what the clip starts from or ends on, in whichever way? */
function hasFrames({ frames }: Contract, shot: JsonObject): boolean {
  if (Object.hasOwn(shot, "first_frame") || Object.hasOwn(shot, "last_frame")) return true;
  if (frames === undefined) return false;
  if (frames.encoding === "list") return Object.hasOwn(shot, frames.parameter);
  if (frames.encoding === "fields") {
    return [frames.first_frame, frames.last_frame].some(
      (field) => field !== undefined && Object.hasOwn(shot, field),
    );
  }
  const items = Object.hasOwn(shot, frames.parameter) ? shot[frames.parameter] : undefined;
  const list: readonly JsonValue[] = Array.isArray(items) ? items : [];
  return list.some(
    (item) => isObject(item) && (item.role === frames.first_frame || item.role === frames.last_frame),
  );
}

/** The values with one more at a path. What is in the way and is not a mapping stays, for its own check to find. */
function placed(values: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [key = "", ...rest] = path;
  if (rest.length === 0) return { ...values, [key]: value };
  const inner = Object.hasOwn(values, key) ? values[key] : {};
  return isObject(inner) ? { ...values, [key]: placed(inner, rest, value) } : values;
}
