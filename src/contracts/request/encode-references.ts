import type { JsonObject, JsonValue } from "../../base/json.ts";
import { roleOf } from "../conditions.ts";
import { type Contract, itemKeys, parameterOf, referred, sentValue } from "../contract.ts";
import type { Finding, ValuePath } from "../finding.ts";
import { pathInside, withValue } from "../values-at.ts";

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
    shot: withValue(rest, place, value),
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
  const own = sentValue(rest, parameter);
  // What is wrong in the parameter itself is found by its own check.
  if (own !== undefined && !Array.isArray(own))
    return { shot: rest, origin: nowhere, findings: [], warnings: [] };
  const before: readonly JsonValue[] = own ?? [];
  const keys = itemKeys(contract, parameter);
  const asItem = (picture: JsonValue): JsonValue =>
    keys.picture === undefined
      ? picture
      : { [keys.picture]: picture, ...(role !== undefined && { [keys.role]: role }) };
  const items = [...before, ...list.map(asItem)];
  const others = before.filter((item) => role === undefined || roleOf(item, keys.role) === role).length;
  const wrongCount = countProblem(contract, spec, others + list.length);
  const completed = Object.entries(spec.with ?? {}).reduce(
    (values, [place, value]) =>
      sentValue(values, place) === undefined ? withValue(values, place, value) : values,
    withValue(rest, parameter, items),
  );
  return {
    shot: wrongCount === undefined ? completed : rest,
    origin: (at) => {
      const index = pathInside(at, parameter)?.[0];
      const isOwn = typeof index === "number" && index >= before.length;
      return isOwn ? ["references", index - before.length] : undefined;
    },
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
  const list = referred(contract, parameter);
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
function hasFrames(contract: Contract, shot: JsonObject): boolean {
  const { frames } = contract;
  if (Object.hasOwn(shot, "first_frame") || Object.hasOwn(shot, "last_frame")) return true;
  if (frames === undefined) return false;
  if (frames.encoding === "list") return Object.hasOwn(shot, frames.parameter);
  if (frames.encoding === "fields") {
    return [frames.first_frame, frames.last_frame].some(
      (place) => place !== undefined && sentValue(shot, place) !== undefined,
    );
  }
  const items = sentValue(shot, frames.parameter);
  const list: readonly JsonValue[] = Array.isArray(items) ? items : [];
  const { role: key } = itemKeys(contract, frames.parameter);
  return list.some((item) => {
    const role = roleOf(item, key);
    return role !== undefined && (role === frames.first_frame || role === frames.last_frame);
  });
}
