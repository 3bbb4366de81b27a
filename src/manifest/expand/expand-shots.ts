import { isObject, type JsonObject } from "../../base/json.ts";
import { isShotName } from "../../base/shot-name.ts";
import type { Locate } from "../read/located.ts";
import type { FilmFile, FilmScene, FilmTree } from "../read/read-film.ts";
import type { LocatedShot } from "../read/shot-list.ts";
import type { Reporter } from "../reporter.ts";
import { keysOnScene } from "../shot-keys.ts";
import { bibleOf, looksOf } from "./bible.ts";
import { ClipNames } from "./clip-names.ts";
import type { ExpandedShot, WrittenShot } from "./expanded-shot.ts";
import { type Layer, type Layers, originOf } from "./layers.ts";
import { Looks } from "./looks.ts";
import { PromptWriter } from "./prompt-writer.ts";
import { shareFrames } from "./shared-frames.ts";
import { type ShotIdentity, shotIdentity } from "./shot-identity.ts";
import { Variants } from "./variants.ts";

/** All shots, in film order. */
export interface ExpandedFilm {
  readonly shots: readonly ExpandedShot[];
  /** What the storyboard says once for all shots. */
  readonly defaults: Layer;
}

/** Puts under every shot what the film says once for many. Problems go to the reporter. */
export function expandShots(film: FilmTree, reporter: Reporter): ExpandedFilm {
  return new FilmExpander(film, reporter).expand();
}

class FilmExpander {
  readonly #film: FilmTree;
  readonly #reporter: Reporter;
  readonly #defaults: Layer;
  readonly #looks: Looks;
  readonly #variants: Variants;
  readonly #prompts: PromptWriter;
  readonly #clips = new ClipNames();

  constructor(film: FilmTree, reporter: Reporter) {
    this.#film = film;
    this.#reporter = reporter;
    this.#defaults = sharedLayer("defaults", film.main.head.value, {
      locate: film.main.head.locate,
      folder: "",
    });
    this.#looks = new Looks(looksOf(film.files, reporter), reporter);
    this.#variants = new Variants(reporter);
    this.#prompts = new PromptWriter(bibleOf(film.files, reporter), reporter);
  }

  expand(): ExpandedFilm {
    const written = this.#film.scenes.flatMap((scene) => this.#scene(scene));
    this.#looks.warnOfUnused();
    this.#prompts.warnOfUnused();
    const shots = shareFrames(written, this.#reporter).flatMap((one) => one.shots);
    return { shots, defaults: this.#defaults };
  }

  #scene({ file, head, shots = [] }: FilmScene): WrittenShot[] {
    const value = head?.value;
    const scene =
      isObject(value) && typeof value.scene === "string" ? value.scene.normalize("NFC") : undefined;
    const layer =
      head === undefined
        ? undefined
        : sharedLayer("scene", head.value, { locate: head.locate, folder: file.folder });
    const farther = layer === undefined ? [this.#defaults] : [layer, this.#defaults];
    return shots.flatMap((shot) => {
      const { value } = shot;
      if (isObject(value)) return [this.#shot(shot, value, { scene, farther, file })];
      const text = typeof value === "string" ? value : undefined;
      this.#reporter.add({ kind: "shot_not_mapping", ...(text !== undefined && { text }) }, shot.place);
      return [];
    });
  }

  #shot(
    shot: LocatedShot,
    values: JsonObject,
    context: {
      readonly scene: string | undefined;
      readonly farther: readonly Layer[];
      readonly file: FilmFile;
    },
  ): WrittenShot {
    const { scene, farther, file } = context;
    const { locate, key } = shot;
    const own: Layer = { from: "shot", values, locate, folder: file.folder };
    const layers: Layers = [own, ...farther];
    const variants = this.#variants.of(layers);
    if (variants === undefined) {
      const all = this.#looks.under(layers, shot);
      const identity = shotIdentity(all, key);
      const id = this.#claim(identity, { shot, scene, variant: "" });
      return { id, scene, shots: [this.#expanded(all, { identity, id, scene, shot })] };
    }
    let written: string | undefined;
    const shots = [...variants].map(([name, variant]) => {
      const all = this.#looks.under([variant, ...layers], shot);
      const identity = shotIdentity(all, key);
      const id = this.#claim(identity, { shot, scene, variant: `.${name}` });
      written ??= id?.slice(0, -name.length - 1);
      return this.#expanded(all, { identity, id, scene, shot });
    });
    return { id: written, scene, shots };
  }

  #expanded(
    layers: Layers,
    context: {
      readonly identity: ShotIdentity;
      readonly id: string | undefined;
      readonly scene: string | undefined;
      readonly shot: LocatedShot;
    },
  ): ExpandedShot {
    const { identity, id, scene, shot } = context;
    const { model, isUnchecked, takes, tags, isSkipped, findings } = identity;
    const { place } = shot;
    for (const { problem, path, at } of findings) {
      // What is left out may wait for its model.
      if (isSkipped && problem.kind === "model_missing") continue;
      const origin = originOf(layers, path, at);
      const isOwn = origin.from === "shot";
      this.#reporter.add(problem, origin.place, isOwn ? {} : { shot: { id, place } });
    }
    const derived = this.#prompts.derive(layers, { id, place });
    return { id, scene, model, isUnchecked, takes, tags, isSkipped, layers, derived, place };
  }

  /** The shot's whole id, its clips' names taken. */
  #claim(
    { id, takes }: ShotIdentity,
    {
      shot,
      scene,
      variant,
    }: { readonly shot: LocatedShot; readonly scene: string | undefined; readonly variant: string },
  ): string | undefined {
    if (id === undefined) return undefined;
    const whole = `${scene === undefined || id.startsWith(`${scene}_`) ? "" : `${scene}_`}${id}${variant}`;
    const place = (): ReturnType<Locate> => shot.locate(["id"], "value");
    if (!isShotName(whole)) {
      const isSceneGood = scene === undefined || isShotName(scene);
      if (isSceneGood) this.#reporter.add({ kind: "shot_id_invalid", of: "shot" }, place());
      return undefined;
    }
    const owner = this.#clips.claim(whole, takes, place);
    if (owner !== undefined) {
      this.#reporter.add({ kind: "shot_id_duplicate", id: whole, owner: owner.id }, place(), {
        labels: [{ ...owner.place(), message: "first used here" }],
      });
    }
    return whole;
  }
}

/** The `defaults` of a file or a scene, with what a scene says beside them. */
function sharedLayer(
  from: "defaults" | "scene",
  head: unknown,
  { locate, folder }: Pick<Layer, "locate" | "folder">,
): Layer {
  const holder = asObject(head);
  const defaults = asObject(holder.defaults);
  const direct = from === "scene" ? keysOnScene.filter((key) => Object.hasOwn(holder, key)) : [];
  const tags = [defaults.tags, direct.includes("tags") ? holder.tags : undefined];
  const values: JsonObject = {
    ...defaults,
    ...Object.fromEntries(direct.map((key) => [key, holder[key] ?? null])),
    ...(tags.every((list) => Array.isArray(list)) && { tags: tags.flat() }),
  };
  const isDirect = (key: string | number | undefined): boolean => direct.some((one) => one === key);
  return {
    from,
    values,
    folder,
    locate: (path, at) => locate(isDirect(path[0]) ? path : ["defaults", ...path], at),
  };
}

function asObject(value: unknown): JsonObject {
  const json = value as JsonObject | undefined;
  return isObject(json) ? json : {};
}
