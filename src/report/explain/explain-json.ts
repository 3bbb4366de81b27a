import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { Explanation } from "../../film/explanation.ts";

/** `explain --json`. */
export interface ExplainJson {
  readonly id: string;
  readonly take: number;
  readonly action: string;
  readonly reason: string;
  /** As in a plan. */
  readonly changes: readonly {
    readonly field: string;
    readonly before: JsonValue;
    readonly after: JsonValue;
  }[];
  readonly fingerprint: string;
  readonly inputs: JsonObject;
  readonly request: { readonly method: string; readonly path: string; readonly body: JsonObject };
  readonly origins: Readonly<
    Record<string, { readonly file: string; readonly line: number; readonly from: string }>
  >;
}

export function explainJson({ item, fingerprint, inputs, request, origins }: Explanation): ExplainJson {
  const { id, take, action, reason, changes } = item;
  return {
    id,
    take,
    action,
    reason,
    changes: changes.map(({ field, before, after }) => ({ field, before, after })),
    fingerprint,
    inputs,
    request,
    origins: Object.fromEntries(
      [...origins].map(([key, { file, line, from }]) => [key, { file, line, from }]),
    ),
  };
}
