import type { JsonObject, JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { roleOf } from "../conditions.ts";
import { type Contract, itemKeys, parameterOf, sentValue } from "../contract.ts";
import type { Finding, ValuePath } from "../finding.ts";
import { parameterName, pathInside, withValue } from "../values-at.ts";
import { synonymsOf } from "./preferred-names.ts";
import { fieldValue } from "./request-parameters.ts";

/** A shot's frames as the contract sends them. */
export interface EncodedFrames {
  /** Parameters with the frames in place; empty where the shot has none. */
  readonly parameters: JsonObject;
  /** From a path in the body back to what the user wrote. */
  readonly origin: (path: ValuePath) => ValuePath;
  readonly findings: readonly Finding[];
}

export const frameKeys = ["first_frame", "last_frame"] as const;
export type FrameKey = (typeof frameKeys)[number];

const framePaths = { first_frame: ["first_frame"], last_frame: ["last_frame"] } as const;

const asWritten = (path: ValuePath): ValuePath => path;

/** Does the contract take this frame, in whatever encoding? */
export function takesFrame(contract: Contract, key: FrameKey): boolean {
  const { frames } = contract;
  if (frames === undefined) return false;
  if (frames.encoding === "list") return key === "first_frame" || frames.last_frame;
  return frames[key] !== undefined;
}

/** Puts `first_frame` and `last_frame` where the contract wants them, and beside them what they need. */
export function encodeFrames(contract: Contract, shot: JsonObject): EncodedFrames {
  const encoded = framesInPlace(contract, shot);
  const beside = Object.entries(contract.frames?.with ?? {});
  if (beside.length === 0 || Object.keys(encoded.parameters).length === 0) return encoded;
  let values: JsonObject = { ...shot, ...encoded.parameters };
  for (const [place, value] of beside)
    if (sentValue(values, place) === undefined) values = withValue(values, place, value);
  const names = [...Object.keys(encoded.parameters), ...beside.map(([place]) => parameterName(place))];
  const parameters = Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
  return { ...encoded, parameters };
}

function framesInPlace(contract: Contract, shot: JsonObject): EncodedFrames {
  const given = frameKeys.filter((key) => Object.hasOwn(shot, key));
  const { frames } = contract;
  const refused = given.filter((key) => !takesFrame(contract, key));
  if (given.length === 0 || frames === undefined || refused.length > 0) {
    return { parameters: {}, origin: asWritten, findings: refused.map((key) => unsupported(contract, key)) };
  }
  const findings: Finding[] = [];
  const alone = frames.encoding !== "list" && frames.last_frame_alone;
  if (given[0] === "last_frame" && !alone) {
    findings.push(atKey({ kind: "first_frame_missing" }, "last_frame"));
  }
  switch (frames.encoding) {
    case "list": {
      const { parameter } = frames;
      if (Object.hasOwn(shot, parameter)) findings.push(twice(given[0], parameter));
      const list = given.map((key) => shot[key] ?? null);
      const origin = (path: ValuePath): ValuePath =>
        path[0] === parameter ? framePath(given, path[1]) : path;
      return { parameters: { [parameter]: list }, origin, findings };
    }
    case "roles":
      return encodeRoles(contract, frames, { shot, given, findings });
    case "fields": {
      const named = given.map((key) => [frames[key] ?? key, key] as const);
      let values = shot;
      for (const [place, key] of named) {
        if (place !== key && sentValue(shot, place) !== undefined) findings.push(twice(key, place));
        values = withValue(values, place, fieldValue(contract, place, shot[key] ?? null));
      }
      const origin = (path: ValuePath): ValuePath => {
        const found = named.find(([place]) => pathInside(path, place) !== undefined);
        return found === undefined ? path : framePaths[found[1]];
      };
      const names = new Set(named.map(([place]) => parameterName(place)));
      const parameters = Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
      return { parameters, origin, findings };
    }
    default:
      return unreachable(frames);
  }
}

type RoleFrames = Extract<NonNullable<Contract["frames"]>, { encoding: "roles" }>;

/** Frames go ahead of the pictures that the shot gives with roles of their own. */
function encodeRoles(
  contract: Contract,
  frames: RoleFrames,
  { shot, given, findings }: { shot: JsonObject; given: readonly FrameKey[]; findings: Finding[] },
): EncodedFrames {
  const { parameter } = frames;
  const { picture = "url", role } = itemKeys(contract, parameter);
  const written = sentValue(shot, parameter) ?? [];
  const others: readonly JsonValue[] = Array.isArray(written) ? written : [];
  const taken = given.filter((key) => others.some((item) => roleOf(item, role) === frames[key]));
  findings.push(...taken.map((key) => twice(key, parameter)));
  const free = given.filter((key) => !taken.includes(key));
  const own = free.map((key) => ({ [picture]: shot[key] ?? null, [role]: frames[key] ?? key }));
  const origin = (path: ValuePath): ValuePath => {
    const inside = pathInside(path, parameter);
    const [index, ...rest] = inside ?? [];
    if (inside === undefined || (typeof index !== "number" && others.length > 0)) return path;
    if (typeof index === "number" && index >= own.length)
      return [...parameter.split("."), index - own.length, ...rest];
    return framePath(free, index);
  };
  // A list that is none is left as it is, so that the check of its type finds it.
  const values = Array.isArray(written) ? withValue(shot, parameter, [...own, ...others]) : shot;
  const name = parameterName(parameter);
  const parameters = { [name]: values[name] ?? null };
  return { parameters, origin: Array.isArray(written) ? origin : asWritten, findings };
}

function framePath(given: readonly FrameKey[], index: string | number | undefined): ValuePath {
  return framePaths[(typeof index === "number" ? given[index] : undefined) ?? given[0] ?? "first_frame"];
}

function unsupported(contract: Contract, key: FrameKey): Finding {
  const takesFirst = key === "last_frame" && takesFrame(contract, "first_frame");
  return atKey({ kind: "frames_unsupported", model: contract.model, takesFirst, takenBy: [] }, key);
}

function twice(key: FrameKey | undefined, parameter: string): Finding {
  const frame = key ?? "first_frame";
  return atKey({ kind: "frames_given_twice", frame, parameter }, frame);
}

function atKey(problem: Problem, key: FrameKey): Finding {
  return { problem, path: [key], at: "key" };
}

/** The shot keys that say the same as this one in another way, frames or another name: of two such, only one can count. */
export function rivalKeys(contract: Contract, key: string): readonly string[] {
  const preferred = preferredName(contract, key);
  const names = [preferred, ...frameRivals(contract, preferred)].flatMap((name) => {
    const parameter = parameterOf(contract, name);
    return parameter === undefined ? [name] : [name, ...synonymsOf(parameter)];
  });
  return names.filter((name) => name !== key);
}

function preferredName({ parameters }: Contract, key: string): string {
  const found = Object.entries(parameters).find(([, parameter]) => synonymsOf(parameter).includes(key));
  return found?.[0] ?? key;
}

function frameRivals(contract: Contract, key: string): readonly string[] {
  const { frames } = contract;
  if (frames === undefined || frames.encoding === "roles") return [];
  if (frames.encoding === "list") {
    if (key === frames.parameter) return frameKeys;
    return frameKeys.some((frame) => frame === key) ? [frames.parameter] : [];
  }
  const pairs = frameKeys.map((frame) => [frame, frames[frame] ?? frame] as const);
  return pairs.flatMap(([frame, field]) =>
    frame === field ? [] : key === frame ? [field] : key === field ? [frame] : [],
  );
}
