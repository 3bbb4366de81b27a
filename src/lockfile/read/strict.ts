import type { JsonObject, JsonValue } from "../../base/json.ts";
import { isObject } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import {
  type Diagnostic,
  diagnose,
  type Place,
  type SourceFile,
  type SourceRange,
} from "../../diagnostics/diagnostic.ts";
import type { TakeRecord } from "../../state/state.ts";
import type { StateKind } from "../paths.ts";
import { lockfileSchema } from "../schema.ts";
import { decodeShot } from "./decode.ts";
import { type JsonNode, nodeAt, rangeOf, readJsonPlaces } from "./json-places.ts";

const maxIssues = 20;

/** Judges a lockfile: the state, or what is wrong and where. Slow and thorough; one in order is read by `readQuickly`. */
export function parseStrictly(
  source: SourceFile,
  kind: StateKind,
): Result<Map<string, readonly TakeRecord[]>, readonly Diagnostic[]> {
  const conflict = findConflict(source);
  if (conflict !== undefined) return failure([conflict]);

  const tree = readJsonPlaces(source.text);
  if ("kind" in tree) {
    const { start, end, message: detail } = tree;
    const kind = tree.kind === "duplicate_key" ? "lockfile_key_twice" : "lockfile_broken";
    return failure([diagnose({ kind, detail }, { source, range: { start, end } })]);
  }
  const json = JSON.parse(source.text) as JsonValue;
  const wrongHead = checkHead(source, { json, tree, kind });
  if (wrongHead !== undefined) return failure([wrongHead]);

  const checked = lockfileSchema.safeParse(json);
  if (!checked.success) {
    return failure(
      checked.error.issues.slice(0, maxIssues).map(({ path, message }) => {
        const { start, end } = nodeAt(tree, path);
        const problem = { kind: "lockfile_value_wrong", path: path.join("."), detail: message } as const;
        return diagnose(problem, { source, range: { start, end } });
      }),
    );
  }
  return success(decodeShots((json as { readonly shots: JsonObject }).shots));
}

function decodeShots(shots: JsonObject): Map<string, readonly TakeRecord[]> {
  const state = new Map<string, readonly TakeRecord[]>();
  for (const [id, shot] of Object.entries(shots)) {
    const takes = decodeShot(shot);
    if (takes === undefined) throw new Error(`the lockfile's schema and its quick check disagree over ${id}`);
    state.set(id, takes);
  }
  return state;
}

function findConflict(source: SourceFile): Diagnostic | undefined {
  // no line of JSON can start like this: a line feed inside a string is escaped
  const marker = /(?<=^|\n)(?:<{7}|={7}|>{7}|\|{7})[^\r\n]*/.exec(source.text);
  if (marker === null) return undefined;
  const range = { start: marker.index, end: marker.index + marker[0].length };
  return diagnose({ kind: "lockfile_conflict" }, { source, range });
}

function checkHead(
  source: SourceFile,
  { json, tree, kind }: { readonly json: JsonValue; readonly tree: JsonNode; readonly kind: StateKind },
): Diagnostic | undefined {
  const placeOf = ({ start, end }: SourceRange): Place => ({ source, range: { start, end } });
  if (!isObject(json)) return diagnose({ kind: "lockfile_not_object" }, placeOf(rangeOf(tree)));
  const version = json.lockfile_version;
  if (typeof version === "number" && version > 1) {
    return diagnose({ kind: "lockfile_version", version }, placeOf(nodeAt(tree, ["lockfile_version"])));
  }
  const found = json.kind;
  if (version === 1 && found !== kind && (found === "render" || found === "rehearsal")) {
    return diagnose({ kind: "lockfile_kind", found }, placeOf(nodeAt(tree, ["kind"])));
  }
  return undefined;
}
