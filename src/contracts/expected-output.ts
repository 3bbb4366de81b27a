import type { JsonObject, JsonValue } from "../base/json.ts";
import { effective, isPresent } from "./conditions.ts";
import { type Contract, sentValue } from "./contract.ts";

/** The clip that a request should give. */
export interface ExpectedOutput {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The most it may be, where the model chooses. */
  readonly durationSeconds: number;
  /** Absent where the model's document does not say whether clips have sound. */
  readonly audio?: boolean;
}

/** Works from a wire body or from parameters under their API names; what is absent counts with its default. */
export function expectedOutput(contract: Contract, parameters: JsonObject): ExpectedOutput {
  const { short_side, audio } = contract.output;
  const side =
    typeof short_side === "number"
      ? short_side
      : (lookUp(short_side.values, effective(contract, parameters, short_side.parameter)) ?? 720);
  return {
    ...(listedSize(contract, parameters) ?? dimensions(aspectRatio(contract, parameters), side)),
    durationSeconds: seconds(contract, parameters),
    ...(audio !== undefined && {
      audio: typeof audio === "boolean" ? audio : effective(contract, parameters, audio.parameter) === true,
    }),
  };
}

/** What the provider will bill. */
export interface BilledAs {
  /** What prices are looked up by. */
  readonly key: string;
  /** Of the clip. */
  readonly seconds: number;
  /** Of media that are billed beside it, the most that they may be; absent where there are none. */
  readonly secondsBeside?: number;
}

export function billingOf(contract: Contract, body: JsonObject): BilledAs {
  const parts = contract.billing.map((part) => {
    if (typeof part === "string") return part;
    if ("when_present" in part) return isPresent(sentValue(body, part.when_present)) ? part.add : "";
    const value = effective(contract, body, part.parameter);
    if (value === undefined) return part.otherwise ?? "";
    return part.values === undefined ? String(value) : (lookUp(part.values, value) ?? "");
  });
  const key = parts.join("").trim();
  const beside = Object.entries(contract.billed_beside ?? {})
    .filter(([reference]) => isPresent(sentValue(body, reference)))
    .reduce((sum, [, most]) => sum + most, 0);
  return {
    key: key === "" ? contract.model : `${contract.model} ${key}`,
    seconds: billedSeconds(contract, body),
    ...(beside > 0 && { secondsBeside: beside }),
  };
}

/** 0 where nobody can say: nothing is known of a model that is not checked but the length that is asked for. */
function billedSeconds(contract: Contract, body: JsonObject): number {
  const { duration } = body;
  const isKnown = contract.unchecked !== true || Number(duration ?? Number.NaN) > 0;
  return isKnown ? seconds(contract, body) : 0;
}

function seconds(contract: Contract, parameters: JsonObject): number {
  const { parameter, auto, otherwise } = contract.output.seconds;
  const value = parameter === undefined ? undefined : effective(contract, parameters, parameter);
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && !auto.includes(number) ? number : otherwise;
}

/** Is the length not the one asked for: chosen by the model up to the most that `expectedOutput` says, or a video's? */
export function lengthIsFree(contract: Contract, inputs: JsonObject): boolean {
  if (contract.unchecked === true) return true;
  const { parameter, auto, taken_from } = contract.output.seconds;
  if (isTaken(taken_from, inputs)) return true;
  const value = parameter === undefined ? undefined : effective(contract, inputs, parameter);
  return auto.some((one) => one === Number(value));
}

/** Does a picture or video that is given, or the model, decide on the aspect ratio, whatever `expectedOutput` says? */
export function ratioIsFree(contract: Contract, inputs: JsonObject): boolean {
  if (contract.unchecked === true) return true;
  const { parameter, taken_from } = contract.output.aspect_ratio;
  if (isTaken(taken_from, inputs)) return true;
  const value = parameter === undefined ? undefined : effective(contract, inputs, parameter);
  return typeof value === "string" && !ratioForm.test(value);
}

/** `inputs` are those of `inputsOf`, where the frames have keys of their own. */
function isTaken(references: readonly string[], inputs: JsonObject): boolean {
  return references.some((reference) => isPresent(sentValue(inputs, reference)));
}

const ratioForm = /^\d+:\d+$/;

function listedSize(
  contract: Contract,
  parameters: JsonObject,
): { readonly width: number; readonly height: number } | undefined {
  const { sizes } = contract.output;
  if (sizes === undefined) return undefined;
  const values = sizes.parameters.map((reference) => effective(contract, parameters, reference));
  const [width, height] = lookUp(sizes.values, values.join(" "))?.split("x").map(Number) ?? [];
  return width === undefined || height === undefined ? undefined : { width, height };
}

function aspectRatio(contract: Contract, parameters: JsonObject): string {
  const { parameter, otherwise } = contract.output.aspect_ratio;
  const value = parameter === undefined ? undefined : effective(contract, parameters, parameter);
  return typeof value === "string" && ratioForm.test(value) ? value : otherwise;
}

function dimensions(ratio: string, shortSide: number): { width: number; height: number } {
  const [across = 16, down = 9] = ratio.split(":").map(Number);
  // Encoders take even sizes only.
  const longSide = Math.round((shortSide * Math.max(across, down)) / Math.min(across, down) / 2) * 2;
  return across >= down ? { width: longSide, height: shortSide } : { width: shortSide, height: longSide };
}

function lookUp<T>(table: { readonly [value: string]: T }, value: JsonValue | undefined): T | undefined {
  const key = String(value);
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
