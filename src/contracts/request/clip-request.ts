import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Contract } from "../contract.ts";
import type { FrameEncoding } from "../contract-schema.ts";

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
 * The request behind parameters under the contract's names; `requestParameters` is the reverse. One request has one form, however its frames were written: `first_frame: a` and
 * `image_urls: [a]` are the same where the contract sends them alike.
 */
export function clipRequest(contract: Contract, given: JsonObject): ClipRequest {
  const parameters: Record<string, JsonValue> = {};
  const frames: { first?: string; last?: string } = {};
  let prompt: string | undefined;
  for (const name of Object.keys(contract.parameters)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) continue;
    const decoded = contract.frames === undefined ? undefined : decodeFrames(contract.frames, name, value);
    if (decoded !== undefined) {
      Object.assign(frames, decoded.frames);
      if (decoded.others.length > 0) parameters[name] = decoded.others;
    } else if (name === "prompt" && typeof value === "string") prompt = value;
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
  for (const [name, spec] of Object.entries(contract.parameters)) {
    if (spec.affects_clip === false) continue;
    const holds = contract.frames === undefined ? noFrames : framesIn(contract.frames, name);
    if (holds.first && frames.first !== undefined) inputs.first_frame = frames.first;
    if (holds.last && frames.last !== undefined) inputs.last_frame = frames.last;
    const value = name === "prompt" ? (prompt ?? parameters[name]) : parameters[name];
    if (value !== undefined && value !== spec.default) inputs[name] = value;
  }
  if (frames.fit !== undefined) inputs.fit = frames.fit;
  return inputs;
}

const noFrames = { first: false, last: false };

/** Which frames a parameter holds. */
function framesIn(
  encoding: FrameEncoding,
  name: string,
): { readonly first: boolean; readonly last: boolean } {
  switch (encoding.encoding) {
    case "list":
    case "roles":
      return { first: name === encoding.parameter, last: name === encoding.parameter };
    case "fields":
      return { first: name === encoding.first_frame, last: name === encoding.last_frame };
    default:
      return unreachable(encoding);
  }
}

interface DecodedFrames {
  readonly frames: Frames;
  /** Items of the same parameter that are not frames. */
  readonly others: readonly JsonValue[];
}

/** `undefined` for a parameter that does not hold frames. */
function decodeFrames(encoding: FrameEncoding, name: string, value: JsonValue): DecodedFrames | undefined {
  const holds = framesIn(encoding, name);
  switch (encoding.encoding) {
    case "list":
      return holds.first && Array.isArray(value) ? decodeList(encoding, value) : undefined;
    case "roles":
      return holds.first && Array.isArray(value) ? decodeRoles(encoding, value) : undefined;
    case "fields":
      if (typeof value !== "string") return undefined;
      if (holds.first) return { frames: { first: value }, others: [] };
      return holds.last ? { frames: { last: value }, others: [] } : undefined;
    default:
      return unreachable(encoding);
  }
}

function decodeList(
  { last_frame }: Extract<FrameEncoding, { encoding: "list" }>,
  items: readonly JsonValue[],
): DecodedFrames | undefined {
  // Longer lists are references on models that take both.
  if (items.length > (last_frame ? 2 : 1)) return undefined;
  const [first, last] = items;
  if (items.some((item) => typeof item !== "string")) return undefined;
  return {
    frames: { ...(typeof first === "string" && { first }), ...(typeof last === "string" && { last }) },
    others: [],
  };
}

function decodeRoles(
  { first_frame, last_frame }: Extract<FrameEncoding, { encoding: "roles" }>,
  items: readonly JsonValue[],
): DecodedFrames {
  const frames: { first?: string; last?: string } = {};
  const others: JsonValue[] = [];
  for (const item of items) {
    const plain = isObject(item) && Object.keys(item).length === 2 ? item : {};
    const { role, url } = plain;
    if (typeof url === "string" && role === first_frame) frames.first = url;
    else if (typeof url === "string" && role !== undefined && role === last_frame) frames.last = url;
    else others.push(item);
  }
  return { frames, others };
}
