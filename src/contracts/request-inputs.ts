import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Contract } from "./contract.ts";
import type { FrameEncoding } from "./contract-schema.ts";

/**
 * What decides on the clip, in storyboard terms: the contract's id as `model`, and every value sent that differs
 * from the contract's default. One request has one form, however its frames were written: `first_frame: a` and
 * `image_urls: [a]` are the same inputs where the contract sends them alike.
 */
export function requestInputs(contract: Contract, body: JsonObject): JsonObject {
  const inputs: Record<string, JsonValue> = { model: contract.id };
  for (const [name, spec] of Object.entries(contract.parameters)) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined || spec.affects_clip === false || value === spec.default) continue;
    const decoded = contract.frames === undefined ? undefined : decodeFrames(contract.frames, name, value);
    if (decoded === undefined) inputs[name] = value;
    else Object.assign(inputs, decoded);
  }
  return inputs;
}

/** The storyboard's terms for a parameter that holds frames; `undefined` for one that does not. */
function decodeFrames(frames: FrameEncoding, name: string, value: JsonValue): JsonObject | undefined {
  switch (frames.encoding) {
    case "list": {
      if (name !== frames.parameter || !Array.isArray(value)) return undefined;
      // Longer lists are references on models that take both.
      if (value.length > (frames.last_frame ? 2 : 1)) return undefined;
      const [first, last] = value;
      return {
        ...(first !== undefined && { first_frame: first }),
        ...(last !== undefined && { last_frame: last }),
      };
    }
    case "roles":
      return name === frames.parameter && Array.isArray(value) ? decodeRoles(frames, value) : undefined;
    case "fields":
      if (name === frames.first_frame) return { first_frame: value };
      return name === frames.last_frame ? { last_frame: value } : undefined;
    default:
      return unreachable(frames);
  }
}

function decodeRoles(
  frames: Extract<FrameEncoding, { encoding: "roles" }>,
  items: readonly JsonValue[],
): JsonObject {
  const decoded: Record<string, JsonValue> = {};
  const others: JsonValue[] = [];
  for (const item of items) {
    const role = isObject(item) && Object.keys(item).length === 2 ? item.role : undefined;
    const url = isObject(item) ? item.url : undefined;
    const key =
      role === frames.first_frame ? "first_frame" : role === frames.last_frame ? "last_frame" : undefined;
    if (role === undefined || url === undefined || key === undefined) others.push(item);
    else decoded[key] = url;
  }
  if (others.length > 0) decoded[frames.parameter] = others;
  return decoded;
}
