import { isObject, type JsonValue } from "../../base/json.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import type { Reporter } from "../reporter.ts";
import {
  type ExpandedShot,
  type FrameKey,
  frameKeys,
  type SharedFrame,
  type WrittenShot,
} from "./expanded-shot.ts";
import { decidedValue } from "./layers.ts";

/**
 * Finds the pictures of frames that are written as another shot's. An id of the same scene may be without its scene, and
 * `previous` and `next` are the neighbours as they are written, skipped ones too: leaving a shot out changes no other.
 */
export function shareFrames(film: readonly WrittenShot[], reporter: Reporter): readonly WrittenShot[] {
  const hasAny = film.some(({ shots }) =>
    shots.some(({ layers }) => frameKeys.some((key) => isObject(decidedValue(layers, key)?.value))),
  );
  if (!hasAny) return film;
  const frames = new SharedFrames(film, reporter);
  return film.map((written, at) => ({
    ...written,
    shots: written.shots.map((shot) => frames.withFrames({ shot, at })),
  }));
}

/** A shot and its place in the film. */
interface Standing {
  readonly shot: ExpandedShot;
  readonly at: number;
}

interface Pointer {
  readonly kind: "last_frame_of" | "first_frame_of" | "end_of_clip" | "start_of_clip";
  readonly id: string;
}

const kinds: readonly Pointer["kind"][] = ["last_frame_of", "first_frame_of", "end_of_clip", "start_of_clip"];

const wrong: SharedFrame = { kind: "wrong" };

class SharedFrames {
  readonly #film: readonly WrittenShot[];
  readonly #reporter: Reporter;
  /** By whole id: variants too, and the written shots that they are of. */
  readonly #byId = new Map<string, Standing | number>();

  constructor(film: readonly WrittenShot[], reporter: Reporter) {
    this.#film = film;
    this.#reporter = reporter;
    for (const [at, { id, shots }] of film.entries()) {
      if (id !== undefined && !this.#byId.has(id)) this.#byId.set(id, at);
      for (const shot of shots) {
        if (shot.id !== undefined && !this.#byId.has(shot.id)) this.#byId.set(shot.id, { shot, at });
      }
    }
  }

  withFrames(standing: Standing): ExpandedShot {
    const { shot } = standing;
    const frames: { [Key in FrameKey]?: SharedFrame } = {};
    for (const key of frameKeys) {
      if (isObject(decidedValue(shot.layers, key)?.value)) {
        frames[key] = this.#resolve(standing, key, []) ?? wrong;
      }
    }
    return Object.keys(frames).length === 0 ? shot : { ...shot, derived: { ...shot.derived, frames } };
  }

  /** `undefined` where the shot has no such frame; `trail` are the frames that led here. */
  #resolve(standing: Standing, key: FrameKey, trail: readonly string[]): SharedFrame | undefined {
    const { shot } = standing;
    const decided = decidedValue(shot.layers, key);
    if (decided === undefined) return undefined;
    const { value, layer } = decided;
    if (typeof value === "string") return { kind: "picture", path: value, folder: layer.folder };
    const complain = (problem: Problem): SharedFrame => {
      const options = layer.from === "shot" ? {} : { shot };
      if (!shot.isSkipped) this.#reporter.add(problem, layer.locate([key], "value"), options);
      return wrong;
    };
    const pointer = pointerOf(value);
    if (pointer === undefined) return complain({ kind: "frame_form", key });
    const target = this.#target(standing, pointer.id);
    if ("problem" in target) return complain(target.problem);
    const { id = "" } = target.shot;
    if (pointer.kind === "end_of_clip" || pointer.kind === "start_of_clip") {
      complain({ kind: "chain_unsupported", key: pointer.kind });
      return { kind: "clip", end: pointer.kind === "end_of_clip" ? "last" : "first", id };
    }
    const frame = pointer.kind === "last_frame_of" ? "last_frame" : "first_frame";
    const here = `${shot.id ?? "this shot"} ${key}`;
    if (trail.includes(here))
      return complain({ kind: "frame_cycle", through: trail.slice(trail.indexOf(here)) });
    const found = this.#resolve(target, frame, [...trail, here]);
    if (found === undefined) return complain({ kind: "frame_absent", id, frame });
    return found;
  }

  #target({ shot, at }: Standing, written: string): Standing | { readonly problem: Problem } {
    const id = written.normalize("NFC");
    const near = id === "previous" ? at - 1 : id === "next" ? at + 1 : undefined;
    const found = near ?? this.#find(id, shot.scene);
    if (typeof found === "object") return found;
    const other = found === undefined ? undefined : this.#film[found];
    if (other === undefined || found === undefined) {
      if (near !== undefined) return { problem: { kind: "frame_no_neighbour", which: id } };
      return { problem: { kind: "frame_shot_unknown", id, known: this.#known(shot.scene) } };
    }
    const [only, ...more] = other.shots;
    if (only === undefined) return { problem: { kind: "frame_shot_unknown", id, known: [] } };
    if (more.length === 0) return { shot: only, at: found };
    // Of a shot with variants, the one of the same name.
    const own = this.#film[at]?.id ?? "";
    const name = shot.id?.slice(own.length) ?? "";
    const same = name === "" ? undefined : other.shots.find((one) => one.id === `${other.id}${name}`);
    if (same !== undefined) return { shot: same, at: found };
    const variants = other.shots.flatMap((one) => one.id ?? []);
    return { problem: { kind: "frame_variants", id: other.id ?? id, variants } };
  }

  #find(id: string, scene: string | undefined): Standing | number | undefined {
    const inScene = scene === undefined ? undefined : this.#byId.get(`${scene}_${id}`);
    return inScene ?? this.#byId.get(id);
  }

  #known(scene: string | undefined): readonly string[] {
    const ids = [...this.#byId.keys()];
    const own = scene === undefined ? [] : ids.filter((id) => id.startsWith(`${scene}_`));
    return [...own.map((id) => id.slice((scene ?? "").length + 1)), ...ids, "previous", "next"];
  }
}

function pointerOf(value: JsonValue): Pointer | undefined {
  if (!isObject(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  const kind = kinds.find((one) => one === key);
  const id = kind === undefined ? undefined : value[kind];
  return kind === undefined || others.length > 0 || typeof id !== "string" ? undefined : { kind, id };
}
