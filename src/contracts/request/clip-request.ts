import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import { type Contract, itemKeys, parameterNames, parameterOf, sentValue } from "../contract.ts";
import type { FrameEncoding, Parameter } from "../contract-schema.ts";
import { parameterName, withoutValue, withValue } from "../values-at.ts";

/**
 * What one clip is asked to be, in nobody's wire format: an adaptor encodes it for its provider, and the fingerprint is
 * made from it. Pictures on this machine are `sha256:HEX`. Pictures that are not frames are still among `parameters`,
 * under the names of the contract.
 */
export interface ClipRequest {
  /** The contract's id: `kling-v3@2026-05`. */
  readonly contract: string;
  readonly prompt?: string;
  /** All that was written, under the contract's names; contract defaults are not added. */
  readonly parameters: JsonObject;
  readonly frames: Frames;
}

export interface Frames {
  readonly first?: string;
  readonly last?: string;
  /** What is done to pictures of this machine whose aspect is another than the clip's, before they are uploaded. */
  readonly fit?: FrameFit;
}

/** Cut to the clip's aspect around the middle, or set whole into the middle of a black picture that has it. */
export type FrameFit = "crop" | "pad";

/**
 * The request behind parameters under the contract's names; `requestParameters` is the reverse. One request has one form,
 * however its frames were written: `first_frame: a` and `image_urls: [a]` are the same where the contract sends them alike.
 */
export function clipRequest(contract: Contract, given: JsonObject): ClipRequest {
  const { frames, others } = decodeFrames(contract, given);
  const parameters: Record<string, JsonValue> = {};
  let prompt: string | undefined;
  for (const name of parameterNames(contract, others)) {
    const value = Object.hasOwn(others, name) ? others[name] : undefined;
    if (value === undefined) continue;
    if (name === "prompt" && typeof value === "string") prompt = value;
    else parameters[name] = value;
  }
  return { contract: contract.id, ...(prompt !== undefined && { prompt }), parameters, frames };
}

/**
 * What decides on the clip, as the lockfile keeps it: the contract's id as `model`, and of the request what differs from
 * the contract's default and affects the clip.
 */
export function inputsOf(contract: Contract, request: ClipRequest): JsonObject {
  const { prompt, parameters, frames } = request;
  const inputs: Record<string, JsonValue> = { model: request.contract };
  const places = framePlaces(contract);
  // Another model on the wire than the contract is named after is another clip.
  const { model, aliases, wire_model } = contract;
  if (wire_model !== model && !aliases.includes(wire_model)) inputs.wire_model = wire_model;
  for (const name of parameterNames(contract, parameters)) {
    const spec = parameterOf(contract, name);
    if (spec?.affects_clip === false) continue;
    if (name === places.first && frames.first !== undefined) inputs.first_frame = frames.first;
    if (name === places.last && frames.last !== undefined) inputs.last_frame = frames.last;
    const value = name === "prompt" ? (prompt ?? parameters[name]) : parameters[name];
    const affecting = value === undefined || spec === undefined ? value : affectingPart(spec, value);
    if (affecting !== undefined && affecting !== spec?.default) inputs[name] = affecting;
  }
  if (frames.fit !== undefined) inputs.fit = frames.fit;
  return inputs;
}

/** The value without the properties that do not affect the clip; `undefined` where nothing else is in it. */
function affectingPart(spec: Parameter, value: JsonValue): JsonValue | undefined {
  if (spec.type !== "object" || !isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
    const property =
      spec.properties !== undefined && Object.hasOwn(spec.properties, key) ? spec.properties[key] : undefined;
    if (property === undefined) return [[key, item]];
    if (property.affects_clip === false) return [];
    const affecting = affectingPart(property, item);
    const isDefault = spec.omit_defaults === true && affecting === property.default;
    return affecting === undefined || isDefault ? [] : [[key, affecting]];
  });
  return kept.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(kept);
}

/** The parameters that hold the frames, or the object that does. */
function framePlaces({ frames }: Contract): { readonly first?: string; readonly last?: string } {
  if (frames === undefined) return {};
  if (frames.encoding !== "fields") {
    const parameter = parameterName(frames.parameter);
    return { first: parameter, last: parameter };
  }
  const { first_frame, last_frame } = frames;
  return {
    first: parameterName(first_frame),
    ...(last_frame !== undefined && { last: parameterName(last_frame) }),
  };
}

interface DecodedFrames {
  readonly frames: Frames;
  /** The parameters without the frames. */
  readonly others: JsonObject;
}

function decodeFrames(contract: Contract, given: JsonObject): DecodedFrames {
  const encoding = contract.frames;
  if (encoding === undefined) return { frames: {}, others: given };
  switch (encoding.encoding) {
    case "list":
      return decodeList(encoding, given);
    case "roles":
      return decodeRoles(contract, encoding, given);
    case "fields":
      return decodeFields(encoding, given);
    default:
      return unreachable(encoding);
  }
}

type Encoding<T extends FrameEncoding["encoding"]> = Extract<FrameEncoding, { encoding: T }>;

function decodeList({ parameter, last_frame }: Encoding<"list">, given: JsonObject): DecodedFrames {
  const items = sentValue(given, parameter);
  const untouched = { frames: {}, others: given };
  // Longer lists are references on models that take both.
  if (!Array.isArray(items) || items.length > (last_frame ? 2 : 1)) return untouched;
  const [first, last]: readonly JsonValue[] = items;
  if (items.some((item) => typeof item !== "string")) return untouched;
  return {
    frames: { ...(typeof first === "string" && { first }), ...(typeof last === "string" && { last }) },
    others: withoutValue(given, parameter),
  };
}

function decodeRoles(
  contract: Contract,
  { parameter, first_frame, last_frame }: Encoding<"roles">,
  given: JsonObject,
): DecodedFrames {
  const items = sentValue(given, parameter);
  if (!Array.isArray(items)) return { frames: {}, others: given };
  const keys = itemKeys(contract, parameter);
  const frames: { first?: string; last?: string } = {};
  const rest: JsonValue[] = [];
  for (const item of items as readonly JsonValue[]) {
    const plain = isObject(item) && Object.keys(item).length === 2 ? item : {};
    const url = plain[keys.picture ?? "url"];
    const role = plain[keys.role];
    if (typeof url === "string" && role === first_frame) frames.first = url;
    else if (typeof url === "string" && role !== undefined && role === last_frame) frames.last = url;
    else rest.push(item);
  }
  const others = rest.length > 0 ? withValue(given, parameter, rest) : withoutValue(given, parameter);
  return { frames, others };
}

function decodeFields({ first_frame, last_frame }: Encoding<"fields">, given: JsonObject): DecodedFrames {
  const first = singlePicture(sentValue(given, first_frame));
  const last = last_frame === undefined ? undefined : singlePicture(sentValue(given, last_frame));
  let others = given;
  if (first !== undefined) others = withoutValue(others, first_frame);
  if (last !== undefined && last_frame !== undefined) others = withoutValue(others, last_frame);
  return {
    frames: { ...(first !== undefined && { first }), ...(last !== undefined && { last }) },
    others,
  };
}

/** A picture, or the one picture of a list. */
function singlePicture(value: JsonValue | undefined): string | undefined {
  const one: JsonValue | undefined = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof one === "string" ? one : undefined;
}
