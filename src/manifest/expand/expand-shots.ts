import { isObject, type JsonObject } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Locate } from "../read/located.ts";
import type { LocatedShot, StoryboardTree } from "../read/read-storyboard.ts";
import type { Reporter } from "../reporter.ts";
import { ClipNames } from "./clip-names.ts";
import { type Layer, type Layers, originOf } from "./layers.ts";
import { shotIdentity } from "./shot-identity.ts";

/** A shot with all that goes into it; which of it counts, its model's contract says. */
export interface ExpandedShot {
  /** `undefined` where it is missing or wrong. */
  readonly id: string | undefined;
  /** As written. */
  readonly model: string | undefined;
  readonly takes: number;
  readonly layers: Layers;
  /** Its first line. */
  readonly place: Required<Place>;
}

/** All shots, in film order. */
export interface ExpandedFilm {
  readonly shots: readonly ExpandedShot[];
  /** What is written once for many shots. */
  readonly sharedLayers: readonly Layer[];
}

/** Puts under every shot what the file says once for all. Problems go to the reporter. */
export function expandShots(tree: StoryboardTree, reporter: Reporter): ExpandedFilm {
  const defaults = defaultsOf(tree);
  const clips = new ClipNames();
  const shots: ExpandedShot[] = [];
  for (const shot of tree.shots ?? []) {
    const { value } = shot;
    if (isObject(value)) shots.push(expandShot(shot, value, { defaults, clips, reporter }));
    else reporter.add({ kind: "shot_not_mapping" }, shot.locate([], "value"));
  }
  return { shots, sharedLayers: [defaults] };
}

function defaultsOf({ head }: StoryboardTree): Layer {
  const values = isObject(head.value) && Object.hasOwn(head.value, "defaults") ? head.value.defaults : null;
  const locate: Locate = (path, at) => head.locate(["defaults", ...path], at);
  return { from: "defaults", values: isObject(values) ? values : {}, locate };
}

function expandShot(
  shot: LocatedShot,
  values: JsonObject,
  context: { readonly defaults: Layer; readonly clips: ClipNames; readonly reporter: Reporter },
): ExpandedShot {
  const { defaults, clips, reporter } = context;
  const { place, locate } = shot;
  const layers: Layers = [{ from: "shot", values, locate }, defaults];
  const { id, model, takes, findings } = shotIdentity(layers);
  const expanded = { id, model, takes, layers, place };
  for (const { problem, path, at } of findings) {
    const origin = originOf(layers, path, at);
    reporter.add(problem, origin.place, origin.from === "shot" ? {} : { shot: expanded });
  }
  const owner = id === undefined ? undefined : clips.claim(id, takes, () => locate(["id"], "value"));
  if (id !== undefined && owner !== undefined) {
    reporter.add({ kind: "shot_id_duplicate", id, owner: owner.id }, locate(["id"], "value"), {
      labels: [{ ...owner.place(), message: "first used here" }],
    });
  }
  return expanded;
}
