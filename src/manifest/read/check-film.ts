import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { comparableName, isShotName } from "../../base/shot-name.ts";
import type { Finding } from "../../contracts/finding.ts";
import type { Place, SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import type { Reporter } from "../reporter.ts";
import { keysOnScene } from "../shot-keys.ts";
import type { Located } from "./located.ts";
import type { FilmFile, FilmScene, FilmTree } from "./read-film.ts";
import type { StoryboardTree } from "./read-storyboard.ts";
import { schemaFindings } from "./schema-problems.ts";
import { includedSceneSchema, includedScenesSchema, sceneSchema } from "./storyboard-schema.ts";

/** Checks how a film is put together: shots or scenes, each scene's own keys, and those of included files. */
export function checkFilm(film: FilmTree, reporter: Reporter): void {
  const [main, ...included] = film.files;
  if (main !== undefined) checkContent(main.tree, main.source, reporter);
  const heads = new Set(film.scenes.map(({ head }) => head));
  for (const file of included) {
    if (!heads.has(file.tree.head)) checkIncludedFile(file, reporter);
  }
  const ids = new Map<string, Required<Place>>();
  for (const scene of film.scenes) {
    if (scene.head !== undefined) checkScene(scene, scene.head, { ids, reporter });
  }
}

/** A film has `shots` or `scenes`, and at least one. */
function checkContent({ head, shots, scenes }: StoryboardTree, source: SourceFile, reporter: Reporter): void {
  const values = isObject(head.value) ? head.value : {};
  const isWritten = (key: string): boolean => Object.hasOwn(values, key) && values[key] !== null;
  if ((shots !== undefined || isWritten("shots")) && (scenes !== undefined || isWritten("scenes"))) {
    reporter.add({ kind: "shots_beside_scenes" }, head.locate(["scenes"], "key"));
  } else if (isWritten("shots")) reporter.add(notList(values.shots), head.locate(["shots"], "value"));
  else if (isWritten("scenes")) reporter.add({ kind: "scenes_not_list" }, head.locate(["scenes"], "value"));
  if ((shots ?? scenes ?? []).length > 0 || isWritten("shots") || isWritten("scenes")) return;
  const key = scenes !== undefined || Object.hasOwn(values, "scenes") ? "scenes" : "shots";
  const isThere = (shots ?? scenes) !== undefined || Object.hasOwn(values, key);
  const firstLine = { source, range: { start: 0, end: Math.max(0, source.text.search(/\r?\n|$/)) } };
  reporter.add({ kind: "shots_empty" }, isThere ? head.locate([key], "key") : firstLine);
}

function notList(found: JsonValue | undefined): Problem {
  return { kind: "shots_not_list", ...(typeof found === "string" && { text: found }) };
}

function checkIncludedFile({ tree, source }: FilmFile, reporter: Reporter): void {
  const { head } = tree;
  if (!isObject(head.value)) return;
  const { scenes: _scenes, ...settings } = head.value;
  if (tree.scenes !== undefined || Object.hasOwn(head.value, "scenes")) checkContent(tree, source, reporter);
  const parsed = includedScenesSchema.safeParse(settings);
  const known = [...Object.keys(includedScenesSchema.shape), "scenes"];
  const findings = parsed.success ? [] : schemaFindings(parsed.error, settings, known);
  for (const { problem, path, at } of findings) reporter.add(problem, head.locate(path, at));
}

function checkScene(
  { file, shots }: FilmScene,
  head: Located,
  { ids, reporter }: { readonly ids: Map<string, Required<Place>>; readonly reporter: Reporter },
): void {
  if (!isObject(head.value)) {
    reporter.add({ kind: "scene_not_mapping" }, head.locate([], "value"));
    return;
  }
  const { shots: written, ...settings } = head.value;
  const schema = head === file.tree.head ? includedSceneSchema : sceneSchema;
  const parsed = schema.safeParse(settings);
  const known = [...Object.keys(schema.shape), "shots"];
  const findings = parsed.success ? [] : schemaFindings(parsed.error, settings, known).map(inSceneTerms);
  findings.push(...idInDefaults(settings), ...writtenTwice(settings));
  for (const { problem, path, at } of findings) reporter.add(problem, head.locate(path, at));
  if (shots === undefined && written !== undefined && written !== null)
    reporter.add(notList(written), head.locate(["shots"], "value"));
  else if ((shots ?? []).length === 0) {
    const place = head.locate(Object.hasOwn(head.value, "shots") ? ["shots"] : ["scene"], "key");
    reporter.add({ kind: "scene_empty" }, place);
  }
  const id = settings.scene;
  if (typeof id === "string" && isShotName(id)) checkUnique(id, head, { ids, reporter });
}

function inSceneTerms(finding: Finding): Finding {
  const isForm = finding.path[0] === "scene" && finding.problem.kind === "value_malformed";
  const isLength = finding.path[0] === "scene" && finding.problem.kind === "value_too_large";
  return isForm || isLength ? { ...finding, problem: { kind: "shot_id_invalid", of: "scene" } } : finding;
}

function checkUnique(
  id: string,
  head: Located,
  { ids, reporter }: { readonly ids: Map<string, Required<Place>>; readonly reporter: Reporter },
): void {
  const place = head.locate(["scene"], "value");
  const first = ids.get(comparableName(id));
  if (first === undefined) ids.set(comparableName(id), place);
  else {
    const labels = [{ ...first, message: "first used here" }];
    reporter.add({ kind: "scene_id_duplicate", id }, place, { labels });
  }
}

/** What a scene may say directly and among its defaults: which of the two would count? */
function writtenTwice(scene: JsonObject): Finding[] {
  const { defaults } = scene;
  if (!isObject(defaults)) return [];
  return keysOnScene
    .filter((key) => key !== "tags" && Object.hasOwn(scene, key) && Object.hasOwn(defaults, key))
    .map((key) => ({ problem: { kind: "scene_key_twice", key }, path: [key], at: "key" }));
}

/** `id` belongs to one shot. */
export function idInDefaults(holder: JsonObject): Finding[] {
  const isThere = isObject(holder.defaults) && Object.hasOwn(holder.defaults, "id");
  return isThere
    ? [
        {
          problem: { kind: "id_in_defaults", holder: "under `defaults`" },
          path: ["defaults", "id"],
          at: "key",
        },
      ]
    : [];
}
