import type { JsonValue } from "../../base/json.ts";
import { isShotName } from "../../base/shot-name.ts";
import type { Finding } from "../../contracts/finding.ts";
import { schemaFindings } from "../read/schema-problems.ts";
import { ownKeys, shotSchema } from "../shot-keys.ts";
import { type Layers, layerOf, nearestValue, ownLayer } from "./layers.ts";

/** The keys of a shot that are dailies' own, all layers applied; `undefined` where they are missing or wrong. */
export interface ShotIdentity {
  /** In NFC, without its scene. */
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly isUnchecked: boolean;
  /** 1 where it is wrong. */
  readonly takes: number;
  readonly isSkipped: boolean;
  readonly tags: readonly string[];
  readonly findings: readonly Finding[];
}

/** `key` is the id where it is the key of a mapping. */
export function shotIdentity(layers: Layers, key: string | undefined): ShotIdentity {
  const written = ownLayer(layers).values;
  const own: Record<string, JsonValue> = {};
  for (const name of ownKeys) {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    if (value !== undefined && (value !== null || name === "id")) own[name] = value;
  }
  if (key !== undefined) own.id = key;
  const parsed = shotSchema.safeParse(own);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, own).map(inShotTerms);
  const model = nearestValue(layers, "model");
  const takes = nearestValue(layers, "takes");
  if (model === undefined) findings.push({ problem: { kind: "model_missing" }, path: [], at: "key" });
  const id = typeof own.id === "string" ? own.id.normalize("NFC") : undefined;
  const isTooLong = id !== undefined && !isShotName(id) && !findings.some(({ path }) => path[0] === "id");
  if (isTooLong)
    findings.push({ problem: { kind: "shot_id_invalid", of: "shot" }, path: ["id"], at: "value" });
  const skip = layerOf(layers, "skip")?.values.skip;
  return {
    id: id !== undefined && isShotName(id) ? id : undefined,
    model: typeof model === "string" ? model : undefined,
    takes: typeof takes === "number" && Number.isInteger(takes) && takes > 0 && takes < 1000 ? takes : 1,
    isUnchecked: layerOf(layers, "unchecked")?.values.unchecked === true,
    isSkipped: skip === true,
    tags: tagsOf(layers),
    findings,
  };
}

/** Those of all layers, the farthest first. */
function tagsOf(layers: Layers): readonly string[] {
  let tags: string[] | undefined;
  for (const { values } of layers.toReversed()) {
    if (!Object.hasOwn(values, "tags") || !Array.isArray(values.tags)) continue;
    const list: readonly JsonValue[] = values.tags;
    tags = [...(tags ?? []), ...list.filter((tag) => typeof tag === "string")];
  }
  return tags === undefined ? noTags : [...new Set(tags)];
}

const noTags: readonly string[] = [];

function inShotTerms(finding: Finding): Finding {
  const { path, problem } = finding;
  if (path[0] !== "id" || problem.kind === "type_wrong" || problem.kind === "key_missing") return finding;
  return { ...finding, problem: { kind: "shot_id_invalid", of: "shot" } };
}
