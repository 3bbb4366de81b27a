import { isCount, isObject, isText, type JsonObject, type JsonValue } from "../base/json.ts";
import { lastMomentMs, toIsoTime } from "../base/time/calendar.ts";

/** What a value looks like in JSON. Schemas are made from it; `Codec.decode` accepts the same. */
export type Shape =
  | { readonly kind: "text"; readonly pattern?: RegExp; readonly mayBeEmpty?: boolean }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  /** A whole number from `least` on. */
  | { readonly kind: "count"; readonly least: number }
  /** A finite number, not negative. */
  | { readonly kind: "measure" }
  /** A finite number. */
  | { readonly kind: "number" }
  /** ISO 8601 in UTC with milliseconds. */
  | { readonly kind: "time" }
  | { readonly kind: "json_object" }
  | { readonly kind: "record"; readonly fields: Fields };

/** How one kind of value is read from JSON and written to it. What is written is always read again, as the same. */
export interface Codec<T> {
  readonly shape: Shape;
  /** `undefined` where the JSON is of another shape. */
  decode(json: JsonValue): T | undefined;
  /** Takes what `decode` and `toWritable` give. */
  encode(value: T): JsonValue;
  /** The nearest value that can be written; `undefined` where there is none. */
  toWritable(value: T): T | undefined;
}

/** One field of a record: its key in the file, and the kind of its value. */
export interface Field<T, Required extends boolean = boolean> {
  readonly key: string;
  readonly codec: Codec<T>;
  readonly required: Required;
  /** Says in the schema what the field means. */
  readonly about?: string;
}

/** The fields of a record by their keys in memory, in the order in which they are written. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends { readonly codec: Codec<infer T> } ? T : never;

/** The record in memory that a table of fields describes. */
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F as F[K]["required"] extends true ? K : never]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K]["required"] extends true ? never : K]?: ValueOf<F[K]>;
};

export function required<T>(key: string, codec: Codec<T>, about?: string): Field<T, true> {
  return { key, codec, required: true, ...(about !== undefined && { about }) };
}

export function optional<T>(key: string, codec: Codec<T>, about?: string): Field<T, false> {
  return { key, codec, required: false, ...(about !== undefined && { about }) };
}

/** A text that is not empty, and matches the pattern where there is one. */
export function text(pattern?: RegExp): Codec<string> {
  const accepts = (value: JsonValue): value is string =>
    isText(value) && (pattern === undefined || pattern.test(value));
  return {
    shape: pattern === undefined ? { kind: "text" } : { kind: "text", pattern },
    decode: (json) => (accepts(json) ? json : undefined),
    encode: same,
    toWritable: (value) => (accepts(value) ? value : undefined),
  };
}

/** A text that may be empty. */
export const anyText: Codec<string> = {
  shape: { kind: "text", mayBeEmpty: true },
  decode: (json) => (typeof json === "string" ? json : undefined),
  encode: same,
  toWritable: same,
};

/** One of a closed list of words. */
export function choice<const T extends string>(words: readonly T[]): Codec<T> {
  const known: ReadonlySet<string> = new Set(words);
  const accepts = (value: JsonValue): value is T => typeof value === "string" && known.has(value);
  return {
    shape: { kind: "choice", of: words },
    decode: (json) => (accepts(json) ? json : undefined),
    encode: same,
    toWritable: (value) => (accepts(value) ? value : undefined),
  };
}

/** A whole number from `least` on. */
export function count(least = 0): Codec<number> {
  return {
    shape: { kind: "count", least },
    decode: (json) => (isCount(json) && json >= least ? json : undefined),
    encode: same,
    toWritable: (value) => within(Math.trunc(value), least, Number.MAX_SAFE_INTEGER),
  };
}

/** A length, an amount: finite, not negative. */
export const measure: Codec<number> = {
  shape: { kind: "measure" },
  decode: (json) => (typeof json === "number" && Number.isFinite(json) && json >= 0 ? json : undefined),
  encode: same,
  toWritable: (value) => within(value, 0, Number.MAX_VALUE),
};

/** ISO 8601 in UTC with milliseconds, as `Date` writes it. */
export const timePattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * No record is made with a later time than this. A year is left to the last time that can be written, since a take's
 * attempts are kept apart by a millisecond each.
 */
const latestMs = Date.UTC(9999, 0, 1);

/** A moment: in memory in Unix milliseconds or seconds, in the lockfile in words. */
export function time(unit: "ms" | "s"): Codec<number> {
  const perUnit = unit === "ms" ? 1 : 1000;
  return {
    shape: { kind: "time" },
    decode: (json) =>
      typeof json === "string" && timePattern.test(json) ? Date.parse(json) / perUnit : undefined,
    encode: (value) => toIsoTime(Math.round(value * perUnit)),
    toWritable: (value) => toCalendar(value, { perUnit, mostMs: latestMs }),
  };
}

/** The same moment as the journal has it, as a number. */
export function instant(unit: "ms" | "s"): Codec<number> {
  const perUnit = unit === "ms" ? 1 : 1000;
  return {
    shape: { kind: "number" },
    decode: (json) =>
      typeof json === "number" && Number.isFinite(json)
        ? toCalendar(json, { perUnit, mostMs: lastMomentMs })
        : undefined,
    encode: same,
    toWritable: (value) => toCalendar(value, { perUnit, mostMs: latestMs }),
  };
}

/** A clock or a provider can give any number; times before 1970 or beyond the calendar become its ends. */
function toCalendar(
  value: number,
  { perUnit, mostMs }: { readonly perUnit: number; readonly mostMs: number },
): number {
  return within(Math.round(value * perUnit), 0, mostMs) / perUnit;
}

/** The nearest number in a range. `NaN` is its beginning. */
function within(value: number, least: number, most: number): number {
  // adding 0 makes 0 of -0, which JSON cannot write
  return Number.isNaN(value) ? least : Math.min(Math.max(value, least), most) + 0;
}

/** Deeper JSON is refused: reading, comparing and writing go down by recursion. */
const deepest = 200;

/** A JSON object of any content. */
export const jsonObject: Codec<JsonObject> = {
  shape: { kind: "json_object" },
  decode: (json) => (isObject(json) && isShallow(json, deepest) ? json : undefined),
  encode: same,
  toWritable: (value) => {
    if (!isShallow(value, deepest)) return undefined;
    const json = JSON.parse(JSON.stringify(value)) as JsonValue;
    return isObject(json) ? json : undefined;
  },
};

/** Is JSON nested at most `levels` levels deep? */
function isShallow(json: JsonValue, levels: number): boolean {
  if (typeof json !== "object" || json === null) return true;
  if (levels === 0) return false;
  for (const key in json) if (!isShallow((json as JsonObject)[key] ?? null, levels - 1)) return false;
  return true;
}

/** A record of its own inside another one; it has no other keys than its fields'. */
export function record<const F extends Fields>(fields: F): Codec<RecordOf<F>> {
  return {
    shape: { kind: "record", fields },
    decode: (json) => (isObject(json) ? decodeFields(fields, json, { strict: true }) : undefined),
    encode: (value) => encodeFields(fields, value),
    toWritable: (value) => writableFields(fields, value),
  };
}

/** A line of a table: a field with its key in memory. */
type Line = Field<unknown> & { readonly name: string };

const tables = new WeakMap<Fields, readonly Line[]>();

/** A table's lines, listed once: a lockfile has as many records as a film has shots. */
function linesOf(fields: Fields): readonly Line[] {
  const known = tables.get(fields);
  if (known !== undefined) return known;
  const lines = Object.entries(fields).map(([name, { key, codec, required }]) => ({
    name,
    key,
    codec,
    required,
  }));
  tables.set(fields, lines);
  return lines;
}

/** Reads the fields of a record; with `strict` there must be no other keys. */
export function decodeFields<F extends Fields>(
  fields: F,
  json: JsonObject,
  { strict }: { readonly strict: boolean },
): RecordOf<F> | undefined {
  const values: Record<string, unknown> = {};
  let found = 0;
  for (const { name, key, codec, required: isRequired } of linesOf(fields)) {
    const member = json[key];
    if (member === undefined) {
      if (isRequired) return undefined;
      continue;
    }
    const value = codec.decode(member);
    if (value === undefined) return undefined;
    values[name] = value;
    found++;
  }
  if (strict && Object.keys(json).length !== found) return undefined;
  return values as RecordOf<F>;
}

/** Writes the fields of a record in the order of their table. */
export function encodeFields<F extends Fields>(fields: F, value: RecordOf<F>): JsonObject {
  const json: Record<string, JsonValue> = {};
  const values = value as Readonly<Record<string, unknown>>;
  for (const { name, key, codec } of linesOf(fields)) {
    if (values[name] !== undefined) json[key] = codec.encode(values[name]);
  }
  return json;
}

/**
 * The fields of a record, each brought to the nearest value that can be written. An optional one that has none is left
 * out; `undefined` where a required one has none.
 */
export function writableFields<F extends Fields>(fields: F, value: RecordOf<F>): RecordOf<F> | undefined {
  const written: Record<string, unknown> = {};
  const values = value as Readonly<Record<string, unknown>>;
  for (const { name, codec, required: isRequired } of linesOf(fields)) {
    const member = values[name] === undefined ? undefined : codec.toWritable(values[name]);
    if (member !== undefined) written[name] = member;
    else if (isRequired) return undefined;
  }
  return written as RecordOf<F>;
}

/** The fields of a record alone, without what else the value has. */
export function pickFields<F extends Fields>(fields: F, value: RecordOf<F>): RecordOf<F> {
  const picked: Record<string, unknown> = {};
  const values = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (values[name] !== undefined) picked[name] = values[name];
  return picked as RecordOf<F>;
}

function same<T>(value: T): T {
  return value;
}
