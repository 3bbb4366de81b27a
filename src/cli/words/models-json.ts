import { billingKeys } from "../../contracts/billing-keys.ts";
import type { Contract } from "../../contracts/contract.ts";
import { referred } from "../../contracts/contract.ts";
import type { ModelJson } from "../../report/schemas/models.ts";
import type { OriginOf } from "./contract-origin.ts";

/** One contract as `models --json` lists it: what one needs to choose a model; `models NAME --json` has all of it. */
export function modelJson(contract: Contract, originOf: OriginOf): ModelJson {
  const { id, model, revision, title, aliases, source, frames, client_business_id, retires } = contract;
  const { listed, isOpen } = billingKeys(contract);
  return {
    id,
    model,
    revision,
    title,
    aliases: [...aliases],
    seconds: secondsOf(contract),
    takes_frames: frames !== undefined,
    frames: { first: frames !== undefined, last: takesLastFrame(contract) },
    references: referencesOf(contract),
    sound: soundOf(contract),
    billing: { keys: [...listed], open: isOpen },
    client_business_id,
    source,
    retires: retires ?? null,
    origin: originOf(contract),
  };
}

function secondsOf(contract: Contract): ModelJson["seconds"] {
  const { parameter: name, otherwise } = contract.output.seconds;
  const none = { parameter: null, values: [otherwise], min: otherwise, max: otherwise, otherwise };
  if (name === undefined) return none;
  const parameter = referred(contract, name);
  if (parameter?.type !== "integer" && parameter?.type !== "number") return { ...none, parameter: name };
  const values = parameter.enum?.filter((value) => value > 0);
  return {
    parameter: name,
    values: values === undefined ? null : [...values],
    min: parameter.min ?? (values === undefined ? null : Math.min(...values)),
    max: parameter.max ?? (values === undefined ? null : Math.max(...values)),
    otherwise,
  };
}

function takesLastFrame({ frames }: Contract): boolean {
  if (frames === undefined) return false;
  return frames.encoding === "list" ? frames.last_frame : frames.last_frame !== undefined;
}

function referencesOf(contract: Contract): ModelJson["references"] {
  const { references } = contract;
  if (references === undefined) return null;
  const { parameter, beside_frames } = references;
  const list = referred(contract, parameter);
  const most = list?.type === "list" ? (list.max_items ?? null) : null;
  return { parameter, most, beside_frames };
}

function soundOf({ output: { audio } }: Contract): ModelJson["sound"] {
  if (audio === undefined) return { made: "not_said", parameter: null };
  if (typeof audio === "object") return { made: "by_parameter", parameter: audio.parameter };
  return { made: audio ? "always" : "never", parameter: null };
}
