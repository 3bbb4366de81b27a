import type { JsonObject } from "../../base/json.ts";
import { type Contract, effective } from "../../contracts/contract.ts";
import { ratioOf } from "../../media/fit-frame.ts";

/**
 * The aspect ratio that is asked for, `16:9`. Known where the model takes a ratio and one is sent or the default: a model without one
 * goes by the frame.
 */
export function askedAspect(contract: Contract, parameters: JsonObject): string | undefined {
  const { parameter } = contract.output.aspect_ratio;
  const text = parameter === undefined ? undefined : effective(contract, parameters, parameter);
  return typeof text === "string" && ratioOf(text) !== undefined ? text : undefined;
}
