import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";

/** How long a list in an answer may be. */
export interface ListLimit {
  /** Its keys, from the outermost on: `spending.fitting.ids`. */
  readonly path: string;
  readonly keep: number;
  /** Items with a lower rank are kept first; those with `null` were not asked for: left out, and not counted. All alike unless given. */
  readonly rank?: (item: JsonValue) => number | null;
}

export interface ShortenOptions {
  readonly lists: readonly ListLimit[];
  /** Longer texts are cut. */
  readonly mostTextCharacters?: number;
  /** Of the whole answer, as JSON. */
  readonly mostCharacters?: number;
  /** How to ask for what was left out. */
  readonly rest: string;
}

/** Some six thousand tokens: room for several answers in any model's context. */
const usualCharacters = 20_000;
const usualTextCharacters = 600;

/**
 * An answer that fits a model's context: the lists that are named keep their most important items, in their order, `more` says how
 * many each has beyond them, and `rest` how to ask for those. Where that is not short enough, they are halved until it is.
 */
export function shorten<T extends JsonObject>(
  value: T,
  { lists, rest, mostTextCharacters = usualTextCharacters, mostCharacters = usualCharacters }: ShortenOptions,
): T {
  const texts = shortTexts(value, mostTextCharacters) as T;
  // Keys stay as they are; lists are shorter.
  return shortened(texts, { lists, rest, mostCharacters }) as T;
}

function shortened(
  texts: JsonObject,
  { lists, rest, mostCharacters }: Required<Omit<ShortenOptions, "mostTextCharacters">>,
): JsonObject {
  for (let divisor = 1; ; divisor *= 2) {
    const limits = lists.map((limit) => ({ ...limit, keep: Math.floor(limit.keep / divisor) }));
    const short = withLimits(texts, limits, rest);
    const isLast = limits.every(({ keep }) => keep === 0);
    if (isLast || JSON.stringify(short).length <= mostCharacters) return short;
  }
}

function withLimits(value: JsonObject, limits: readonly ListLimit[], rest: string): JsonObject {
  const more: Record<string, number> = {};
  let short = value;
  for (const limit of limits) {
    short = changed(short, limit.path.split("."), (list) => {
      const { kept, left } = keptOf(list, limit);
      if (left > 0) more[limit.path] = left;
      return kept;
    });
  }
  return Object.keys(more).length === 0 ? short : { ...short, more, rest };
}

function keptOf(
  list: readonly JsonValue[],
  { keep, rank = () => 0 }: ListLimit,
): { readonly kept: readonly JsonValue[]; readonly left: number } {
  const ranked = list
    .map((item, index) => ({ item, index, rank: rank(item) }))
    .filter((one): one is typeof one & { readonly rank: number } => one.rank !== null);
  const kept = ranked
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, keep)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
  return { kept, left: ranked.length - kept.length };
}

function changed(
  value: JsonObject,
  [key = "", ...rest]: readonly string[],
  change: (list: readonly JsonValue[]) => readonly JsonValue[],
): JsonObject {
  const inner = value[key];
  if (rest.length > 0) return isObject(inner) ? { ...value, [key]: changed(inner, rest, change) } : value;
  return isList(inner) ? { ...value, [key]: change(inner) } : value;
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A character whose second half was cut off. */
const halfPair = /[\ud800-\udbff]$/;

function shortTexts(value: JsonValue, most: number): JsonValue {
  if (typeof value === "string") {
    return value.length <= most
      ? value
      : `${value.slice(0, most).replace(halfPair, "")}… (${value.length - most} more characters)`;
  }
  if (isList(value)) return value.map((item) => shortTexts(item, most));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortTexts(inner, most)]));
}
