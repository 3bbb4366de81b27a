import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Contract } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { Finding, ValuePath } from "../finding.ts";

/** A shot's parameters under the contract's own names, where the provider takes others, too. */
export interface PreferredNames {
  readonly shot: JsonObject;
  /** From a path under the contract's names back to what the user wrote. */
  readonly origin: (path: ValuePath) => ValuePath;
  readonly findings: readonly Finding[];
}

/** One request has one form and one fingerprint, by whichever of its names a parameter is written. */
export function withPreferredNames(contract: Contract, shot: JsonObject): PreferredNames {
  const renamed: Renamed[] = [];
  const findings: Finding[] = [];
  const named = renamedIn(contract.parameters, shot, { path: [], renamed, findings });
  if (renamed.length === 0) return { shot: named, origin: (path) => path, findings };
  const origin = (path: ValuePath): ValuePath =>
    path.map((key, index) => {
      const found = renamed.find(
        ({ at }) => at.length === index + 1 && at.every((part, place) => part === path[place]),
      );
      return found?.written ?? key;
    });
  return { shot: named, origin, findings };
}

export function synonymsOf({ synonyms = [] }: Parameter): readonly string[] {
  return synonyms;
}

interface Renamed {
  /** Under the contract's names. */
  readonly at: ValuePath;
  readonly written: string;
}

function renamedIn(
  parameters: { readonly [name: string]: Parameter },
  values: JsonObject,
  context: { readonly path: ValuePath; readonly renamed: Renamed[]; readonly findings: Finding[] },
): JsonObject {
  let named = values;
  for (const [name, parameter] of Object.entries(parameters)) {
    const at = [...context.path, name];
    for (const synonym of synonymsOf(parameter)) {
      if (!Object.hasOwn(named, synonym)) continue;
      const { [synonym]: value = null, ...rest } = named;
      if (Object.hasOwn(rest, name)) {
        const problem = { kind: "portable_given_twice", key: synonym, parameter: name } as const;
        context.findings.push({ problem, path: [...context.path, synonym], at: "key" });
        named = rest;
      } else {
        named = { ...rest, [name]: value };
        context.renamed.push({ at, written: synonym });
      }
    }
    const value: JsonValue | undefined = Object.hasOwn(named, name) ? named[name] : undefined;
    if (parameter.type !== "object" || !isObject(value)) continue;
    const inner = renamedIn(parameter.properties ?? {}, value, { ...context, path: at });
    if (inner !== value) named = { ...named, [name]: inner };
  }
  return named;
}
