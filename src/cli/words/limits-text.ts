import { listed } from "../../base/text/suggest.ts";
import type { Parameter } from "../../contracts/contract-schema.ts";
import type { MediumLimits } from "../../contracts/medium-limits.ts";

/** What the pictures and videos in a parameter have to be, as far as that is checked; `undefined` where nothing is. */
export function limitsText(parameter: Parameter): string | undefined {
  const limits = limitsIn(parameter);
  const facts = limits === undefined ? [] : factsOf(limits);
  if (parameter.type === "list" && parameter.max_total_seconds !== undefined)
    facts.push(`${parameter.max_total_seconds} s at most, taken together`);
  return facts.length === 0 ? undefined : `of this machine: ${facts.join("; ")}`;
}

function limitsIn(parameter: Parameter): MediumLimits | undefined {
  if (parameter.type === "picture" || parameter.type === "video") return parameter.limits;
  if (parameter.type === "list") return limitsIn(parameter.items);
  if (parameter.type !== "object") return undefined;
  return Object.values(parameter.properties ?? {})
    .map(limitsIn)
    .find((limits) => limits !== undefined);
}

function factsOf(limits: MediumLimits): string[] {
  const { formats, codecs, sizes, max_bytes } = limits;
  return [
    ...(formats === undefined ? [] : [listed(formats, "or")]),
    ...(codecs === undefined ? [] : [`encoded as ${listed(codecs, "or")}`]),
    ...(sizes === undefined ? [] : [`${listed(sizes, "or")} pixels`]),
    ...(max_bytes === undefined ? [] : [`up to ${Math.round(max_bytes / 1024 / 1024)} MB`]),
    ...between(limits.min_side, limits.max_side, "pixels on each side"),
    ...between(limits.min_ratio, limits.max_ratio, "times as wide as high"),
    ...between(limits.min_seconds, limits.max_seconds, "s"),
    ...between(limits.min_frame_rate, limits.max_frame_rate, "pictures a second"),
  ];
}

function between(min: number | undefined, max: number | undefined, unit: string): string[] {
  if (min === undefined && max === undefined) return [];
  if (max === undefined) return [`${min} ${unit} or more`];
  return [min === undefined ? `up to ${max} ${unit}` : `${min} to ${max} ${unit}`];
}
