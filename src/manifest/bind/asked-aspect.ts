import { ratioOf } from "../../base/aspect-ratio.ts";
import type { JsonObject } from "../../base/json.ts";
import { effective } from "../../contracts/conditions.ts";
import type { Contract } from "../../contracts/contract.ts";
import { ratioIsFree } from "../../contracts/expected-output.ts";
import { clipRequest, inputsOf } from "../../contracts/request/clip-request.ts";

/**
 * The aspect ratio that is asked for, `16:9`. Known where the model takes a ratio beside frames, and one is sent or the default: else
 * the frame decides.
 */
export function askedAspect(contract: Contract, parameters: JsonObject): string | undefined {
  if (ratioIsFree(contract, inputsOf(contract, clipRequest(contract, parameters)))) return undefined;
  const { parameter } = contract.output.aspect_ratio;
  const text = parameter === undefined ? undefined : effective(contract, parameters, parameter);
  return typeof text === "string" && ratioOf(text) !== undefined ? text : undefined;
}
