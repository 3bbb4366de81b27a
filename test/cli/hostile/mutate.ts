import fc from "fast-check";
import { hostileValue } from "./strings.ts";

/** A change to a JSON value: at some of its places something else. */
export interface Mutation {
  /** Chosen among all places, over and over. */
  readonly at: number;
  readonly how: "value" | "key" | "drop";
  readonly value: unknown;
}

/** Most files stay nearly valid: few changes, and values more often than keys. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(10_000),
    how: fc.constantFrom(
      "value" as const,
      "value" as const,
      "value" as const,
      "key" as const,
      "drop" as const,
    ),
    value: hostileValue,
  }),
  { maxLength: 3 },
);

/** A copy of the JSON value with the changes made. Texts are put in the place of texts where possible. */
export function mutated(json: unknown, changes: readonly Mutation[]): unknown {
  const copy: unknown = structuredClone(json);
  for (const change of changes) {
    const places = placesOf(copy);
    const place = places[change.at % Math.max(1, places.length)];
    if (place === undefined) continue;
    const { holder, key } = place;
    if (change.how === "drop") delete holder[key];
    else if (change.how === "value" || Array.isArray(holder)) define(holder, key, change.value);
    else {
      const value = holder[key];
      delete holder[key];
      define(holder, String(change.value), value);
    }
  }
  return copy;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesOf(json: unknown): Place[] {
  if (typeof json !== "object" || json === null) return [];
  const holder = json as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

/** `__proto__` becomes a key like any other. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
