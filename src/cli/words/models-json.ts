import type { Contract } from "../../contracts/contract.ts";
import { referred } from "../../contracts/contract.ts";
import type { ModelJson } from "../../report/schemas/models.ts";
import { takesLastFrame } from "./models-text.ts";

/** One contract as `models --json` lists it: what one needs to choose a model; `models NAME --json` has all of it. */
export function modelJson(contract: Contract): ModelJson {
  const { id, model, revision, title, aliases, source, frames, client_business_id } = contract;
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
    client_business_id,
    source,
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

function referencesOf(contract: Contract): ModelJson["references"] {
  const { references } = contract;
  if (references === undefined) return null;
  const { parameter, beside_frames } = references;
  const list = referred(contract, parameter);
  const most = list?.type === "list" ? (list.max_items ?? null) : null;
  return { parameter, most, beside_frames };
}
