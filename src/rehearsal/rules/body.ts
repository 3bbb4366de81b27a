import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";

/** A body, asked by dotted names. */
export class Body {
  readonly #json: JsonObject;

  constructor(json: JsonObject) {
    this.#json = json;
  }

  get(name: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.#json;
    for (const key of name.split(".")) {
      value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return value;
  }

  is(name: string, ...values: readonly JsonValue[]): boolean {
    return values.some((value) => value === this.get(name));
  }

  /** Is something there? An empty list and an empty text are nothing. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => this.count(name) > 0);
  }

  /** Items of a list; of anything else, whether it is there. */
  count(...names: readonly string[]): number {
    return names.reduce((sum, name) => {
      const value = this.get(name);
      if (Array.isArray(value)) return sum + value.length;
      return sum + (value === undefined || value === null || value === "" ? 0 : 1);
    }, 0);
  }

  /** How many items of a list have one of these values under this key. */
  uses(name: string, key: string, ...values: readonly (string | undefined)[]): number {
    const items = this.get(name);
    if (!Array.isArray(items)) return 0;
    return items.filter((item: JsonValue) =>
      values.some((value) => isObject(item) && (Object.hasOwn(item, key) ? item[key] : undefined) === value),
    ).length;
  }
}
