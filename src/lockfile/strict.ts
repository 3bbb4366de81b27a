import type { JsonObject, JsonValue } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import type { TakeRecord } from "../state/state.ts";
import { decodeShot } from "./decode.ts";
import { type JsonNode, nodeAt, rangeOf, readJsonPlaces } from "./json-places.ts";
import type { StateKind } from "./paths.ts";
import { lockfileSchema } from "./schema.ts";

const restore =
  "restore it from git, or from a backup; an empty file or none would render, and bill, every shot again";
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
    const { start, end } = tree;
    const hint =
      tree.kind === "duplicate_key"
        ? "this comes from a merge that kept both sides: keep the attempts of both under one key"
        : restore;
    return failure([invalid(source, { message: sentence(tree.message), hint, range: { start, end } })]);
  }
  const json = JSON.parse(source.text) as JsonValue;
  const wrongHead = checkHead(source, { json, tree, kind });
  if (wrongHead !== undefined) return failure([wrongHead]);

  const checked = lockfileSchema.safeParse(json);
  if (!checked.success) {
    return failure(
      checked.error.issues.slice(0, maxIssues).map(({ path, message }) => {
        const { start, end } = nodeAt(tree, path);
        return invalid(source, {
          message: `\`${path.join(".")}\`: ${message}`,
          hint: restore,
          range: { start, end },
        });
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
  return {
    code: "lockfile_conflict",
    severity: "error",
    message: "The lockfile holds the conflict markers of an unfinished merge",
    hint: "keep the attempts of both sides (each `attempt_id` once), delete the marker lines, and run `dailies plan` to see the outcome",
    source,
    range: { start: marker.index, end: marker.index + marker[0].length },
  };
}

function checkHead(
  source: SourceFile,
  { json, tree, kind }: { readonly json: JsonValue; readonly tree: JsonNode; readonly kind: StateKind },
): Diagnostic | undefined {
  if (!isObject(json)) {
    return invalid(source, {
      message: "The lockfile is not a JSON object",
      hint: restore,
      range: rangeOf(tree),
    });
  }
  const version = json.lockfile_version;
  if (typeof version === "number" && version > 1) {
    return {
      ...invalid(source, {
        message: `The lockfile has version ${version}; this dailies reads version 1`,
        hint: "use the dailies that wrote it, or a newer one",
        range: nodeAt(tree, ["lockfile_version"]),
      }),
      code: "lockfile_version",
    };
  }
  const found = json.kind;
  if (version === 1 && found !== kind && (found === "render" || found === "rehearsal")) {
    return {
      ...invalid(source, {
        message:
          found === "rehearsal"
            ? "This is a rehearsal's lockfile, where a real render's belongs"
            : "This is a real render's lockfile, where a rehearsal's belongs",
        hint: "a file was renamed or copied; put each back under its own name",
        range: nodeAt(tree, ["kind"]),
      }),
      code: "lockfile_kind",
    };
  }
  return undefined;
}

function invalid(
  source: SourceFile,
  { message, hint, range }: { message: string; hint: string; range: { start: number; end: number } },
): Diagnostic {
  const { start, end } = range;
  return { code: "lockfile_invalid", severity: "error", message, hint, source, range: { start, end } };
}

function sentence(text: string): string {
  return `The lockfile is broken: ${text}`;
}
