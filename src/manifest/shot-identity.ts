import type { JsonObject, JsonValue } from "../base/json.ts";
import type { Finding } from "../contracts/finding.ts";
import { schemaFindings } from "./schema-problems.ts";
import { shotSchema } from "./storyboard-schema.ts";

/** The keys of a shot that are dailies' own, defaults applied; `undefined` where they are missing or wrong. */
export interface ShotIdentity {
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** 1 where it is wrong. */
  readonly takes: number;
  readonly findings: readonly Finding[];
}

export function shotIdentity(shot: JsonObject, defaults: JsonObject): ShotIdentity {
  const own: Record<string, JsonValue> = {};
  if (shot.id !== undefined) own.id = shot.id;
  const model = shot.model ?? defaults.model ?? undefined;
  if (model !== undefined) own.model = model;
  const takes = shot.takes ?? defaults.takes ?? undefined;
  if (takes !== undefined) own.takes = takes;
  const parsed = shotSchema.safeParse(own);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, own).map(inShotTerms);
  const wrong = new Set(findings.flatMap(({ path, code }) => (code === "key_missing" ? [] : [path[0]])));
  const { id } = own;
  if (model === undefined) findings.push(noModel);
  return {
    id: typeof id === "string" && !wrong.has("id") ? id : undefined,
    model: typeof model === "string" ? model : undefined,
    takes: typeof takes === "number" && !wrong.has("takes") ? takes : 1,
    findings,
  };
}

const noModel: Finding = {
  code: "key_missing",
  message: "`model` is missing",
  hint: "write it on the shot, or once for all under `defaults`",
  path: [],
  at: "key",
};

function inShotTerms(finding: Finding): Finding {
  if (finding.path[0] !== "id" || finding.code === "type_wrong") return finding;
  return {
    ...finding,
    code: "shot_id_invalid",
    message:
      "a shot's id starts with a letter or a digit, goes on with these, `.`, `_` and `-`, and has 128 characters at most",
    hint: "it names the clip's file",
  };
}
