import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { BrokenLimit } from "../../diagnostics/problem.ts";
import type { Contract } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { ValuePath } from "../finding.ts";
import { brokenLimit, type MediumFacts } from "../medium-limits.ts";

/** A file of this machine that the model does not take as it is. */
export interface UnfitMedium {
  /** Where it is in the request. */
  readonly at: ValuePath;
  readonly broken: BrokenLimit;
}

/** Of a reference in the request: what is known of the file as such; `undefined` for an address, and for what is not looked at. */
export type FactsOf = (reference: string, medium: "picture" | "video") => MediumFacts | undefined;

/** The local pictures and videos of a request that break a limit of the contract, one limit each. */
export function checkMedia(
  { parameters: specs }: Contract,
  parameters: JsonObject,
  factsOf: FactsOf,
): readonly UnfitMedium[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    return spec === undefined ? [] : unfitIn(spec, value, { at: [name], factsOf });
  });
}

interface Walk {
  readonly at: ValuePath;
  readonly factsOf: FactsOf;
}

function unfitIn(spec: Parameter, value: JsonValue, { at, factsOf }: Walk): UnfitMedium[] {
  if (spec.type === "picture" || spec.type === "video") {
    const facts =
      typeof value === "string" && spec.limits !== undefined ? factsOf(value, spec.type) : undefined;
    const broken = facts && spec.limits && brokenLimit(spec.limits, facts);
    return broken === undefined ? [] : [{ at, broken }];
  }
  if (spec.type === "list" && Array.isArray(value)) {
    const each = value.flatMap((item: JsonValue, index) =>
      unfitIn(spec.items, item, { at: [...at, index], factsOf }),
    );
    return each.length > 0 ? each : tooLongTogether(spec, value, { at, factsOf });
  }
  if (spec.type !== "object" || !isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const properties = spec.properties ?? {};
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return property === undefined ? [] : unfitIn(property, item, { at: [...at, key], factsOf });
  });
}

/** Shown at the video with which the sum is passed. Videos elsewhere are not read, so that they add nothing. */
function tooLongTogether(
  { items, max_total_seconds: max }: Extract<Parameter, { type: "list" }>,
  list: readonly JsonValue[],
  { at, factsOf }: Walk,
): UnfitMedium[] {
  if (max === undefined) return [];
  let found = 0;
  let last: ValuePath | undefined;
  list.forEach((item, index) => {
    for (const video of videosIn(items, item, [...at, index])) {
      const { durationSeconds = 0 } = factsOf(video.reference, "video") ?? {};
      if (found <= max && durationSeconds > 0) last = video.at;
      found += durationSeconds;
    }
  });
  // Each may be a little longer than it says.
  if (last === undefined || found <= max + 0.05 * list.length) return [];
  return [{ at: last, broken: { kind: "total_seconds", found, max } }];
}

function videosIn(
  spec: Parameter,
  value: JsonValue,
  at: ValuePath,
): readonly { readonly reference: string; readonly at: ValuePath }[] {
  if (spec.type === "video") return typeof value === "string" ? [{ reference: value, at }] : [];
  if (spec.type !== "object" || !isObject(value)) return [];
  return Object.entries(spec.properties ?? {}).flatMap(([key, property]) => {
    const own = Object.hasOwn(value, key) ? value[key] : undefined;
    return own === undefined ? [] : videosIn(property, own, [...at, key]);
  });
}
