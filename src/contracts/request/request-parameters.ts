import type { JsonObject, JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import { type Contract, itemKeys, parameterNames, referred, sentValue } from "../contract.ts";
import { withValue } from "../values-at.ts";
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
  const placed = withFrames(contract, frames, parameters);
  const all: Record<string, JsonValue> = {};
  for (const name of parameterNames(contract, placed)) {
    const value = Object.hasOwn(placed, name) ? placed[name] : undefined;
    if (name === "prompt" && prompt !== undefined) all[name] = prompt;
    else if (value !== undefined) all[name] = value;
  }
  return all;
}

/** The parameters with the frames in place; those of the request that share a list with them are in it, too. */
function withFrames(contract: Contract, { first, last }: Frames, parameters: JsonObject): JsonObject {
  const encoding = contract.frames;
  if (encoding === undefined || (first === undefined && last === undefined)) return parameters;
  switch (encoding.encoding) {
    case "list": {
      const list = [first, last].filter((frame) => frame !== undefined);
      return withValue(parameters, encoding.parameter, list);
    }
    case "roles": {
      const { parameter, first_frame, last_frame } = encoding;
      const { picture = "url", role } = itemKeys(contract, parameter);
      const others = sentValue(parameters, parameter);
      const own = [
        ...(first === undefined ? [] : [{ [picture]: first, [role]: first_frame }]),
        ...(last === undefined ? [] : [{ [picture]: last, [role]: last_frame ?? "last_frame" }]),
      ];
      return withValue(parameters, parameter, [...own, ...(Array.isArray(others) ? others : [])]);
    }
    case "fields": {
      const { first_frame, last_frame } = encoding;
      const one = first === undefined ? parameters : inField(contract, parameters, first_frame, first);
      return last === undefined || last_frame === undefined ? one : inField(contract, one, last_frame, last);
    }
    default:
      return unreachable(encoding);
  }
}

function inField(contract: Contract, parameters: JsonObject, place: string, picture: string): JsonObject {
  return withValue(parameters, place, fieldValue(contract, place, picture));
}

/** A frame as a place of its own has it: the picture, or a list of it. */
export function fieldValue(contract: Contract, place: string, picture: JsonValue): JsonValue {
  return referred(contract, place)?.type === "list" ? [picture] : picture;
}
