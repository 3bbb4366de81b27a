import type { JsonValue } from "../../base/json.ts";
import type { Finding } from "../../contracts/finding.ts";
import { schemaFindings } from "../read/schema-problems.ts";
import { ownKeys, shotKeys, shotSchema } from "../shot-keys.ts";
import { type Layers, nearestValue } from "./layers.ts";

/** The keys of a shot that are dailies' own, defaults applied; `undefined` where they are missing or wrong. */
export interface ShotIdentity {
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** 1 where it is wrong. */
  readonly takes: number;
  readonly findings: readonly Finding[];
}

export function shotIdentity(layers: Layers): ShotIdentity {
  const own: Record<string, JsonValue> = {};
  for (const key of ownKeys) {
    const value = shotKeys[key].inDefaults ? nearestValue(layers, key) : layers[0].values[key];
    if (value !== undefined) own[key] = value;
  }
  const parsed = shotSchema.safeParse(own);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, own).map(inShotTerms);
  const wrong = new Set(findings.map(({ path: [key] }) => key));
  const { id, model, takes } = own;
  if (model === undefined) findings.push({ problem: { kind: "model_missing" }, path: [], at: "key" });
  return {
    id: typeof id === "string" && !wrong.has("id") ? id : undefined,
    model: typeof model === "string" ? model : undefined,
    takes: typeof takes === "number" && !wrong.has("takes") ? takes : 1,
    findings,
  };
}

function inShotTerms(finding: Finding): Finding {
  const { path, problem } = finding;
  if (path[0] !== "id" || problem.kind === "type_wrong") return finding;
  return { ...finding, problem: { kind: "shot_id_invalid" } };
}
