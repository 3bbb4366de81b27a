import type { JsonObject, JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Contract } from "../contract.ts";
import type { FrameEncoding } from "../contract-schema.ts";
import type { ClipRequest, Frames } from "./clip-request.ts";

/**
 * A request's parameters under the contract's names and in its order, with the prompt and the frames where the contract
 * has them: the reverse of `clipRequest`. An adaptor makes its wire format from them.
 *
 * What comes back is what was given, but for what says nothing of the clip: frames written by hand into a list with roles
 * come first, the first frame before the last, each as `{url, role}`; and an empty list where frames belong is left out.
 */
export function requestParameters(contract: Contract, request: ClipRequest): JsonObject {
  const { prompt, parameters, frames } = request;
  const placed = contract.frames === undefined ? {} : encodedFrames(contract.frames, frames, parameters);
  const all: Record<string, JsonValue> = {};
  for (const name of Object.keys(contract.parameters)) {
    const given = Object.hasOwn(placed, name) ? placed : parameters;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (name === "prompt" && prompt !== undefined) all[name] = prompt;
    else if (value !== undefined) all[name] = value;
  }
  return all;
}

/** The parameters that hold the frames; those of the request that share a list with them are in it, too. */
function encodedFrames(encoding: FrameEncoding, { first, last }: Frames, parameters: JsonObject): JsonObject {
  if (first === undefined && last === undefined) return {};
  switch (encoding.encoding) {
    case "list":
      return { [encoding.parameter]: [first, last].filter((frame) => frame !== undefined) };
    case "roles": {
      const { parameter, first_frame, last_frame } = encoding;
      const others = parameters[parameter];
      const own = [
        ...(first === undefined ? [] : [{ url: first, role: first_frame }]),
        ...(last === undefined ? [] : [{ url: last, role: last_frame ?? "last_frame" }]),
      ];
      return { [parameter]: [...own, ...(Array.isArray(others) ? others : [])] };
    }
    case "fields": {
      const { first_frame, last_frame } = encoding;
      return {
        ...(first !== undefined && { [first_frame]: first }),
        ...(last !== undefined && last_frame !== undefined && { [last_frame]: last }),
      };
    }
    default:
      return unreachable(encoding);
  }
}
