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
import { decidedValue, type Layer } from "./layers.ts";

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

/** A frame of a shot. */
interface FrameOf extends Standing {
  readonly key: FrameKey;
}

interface Pointer {
  readonly kind: "last_frame_of" | "first_frame_of" | "end_of_clip" | "start_of_clip";
  readonly id: string;
}

/** What one frame says by itself: a picture, nothing, or where to look further. */
type Step = SharedFrame | { readonly kind: "none" } | { readonly kind: "further"; readonly to: FrameOf };

const kinds: readonly Pointer["kind"][] = ["last_frame_of", "first_frame_of", "end_of_clip", "start_of_clip"];

const wrong: SharedFrame = { kind: "wrong" };

class SharedFrames {
  readonly #film: readonly WrittenShot[];
  readonly #reporter: Reporter;
  /** By whole id: the written shots, and variants by themselves. */
  readonly #byId = new Map<string, Standing | number>();
  /** What was found for a frame; `none` where the shot has no such frame. */
  readonly #found = new Map<ExpandedShot, { [Key in FrameKey]?: SharedFrame | { readonly kind: "none" } }>();

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

  withFrames({ shot, at }: Standing): ExpandedShot {
    const frames: { [Key in FrameKey]?: SharedFrame } = {};
    for (const key of frameKeys) {
      if (!isObject(decidedValue(shot.layers, key)?.value)) continue;
      const found = this.#resolve({ shot, at, key });
      frames[key] = found.kind === "none" ? wrong : found;
    }
    return Object.keys(frames).length === 0 ? shot : { ...shot, derived: { ...shot.derived, frames } };
  }

  /** Follows the frame to its picture. Each frame leads to one other at most, so the way is a line, or a circle. */
  #resolve(start: FrameOf): SharedFrame | { readonly kind: "none" } {
    const way: FrameOf[] = [];
    const onWay = new Map<ExpandedShot, Set<FrameKey>>();
    let frame = start;
    let end: SharedFrame | { readonly kind: "none" };
    for (;;) {
      const known = this.#found.get(frame.shot)?.[frame.key];
      const keys = onWay.get(frame.shot) ?? new Set();
      if (known === undefined && keys.has(frame.key)) {
        this.#complain(frame, { kind: "frame_cycle", through: circle(way, frame) });
        end = wrong;
        break;
      }
      const step = known ?? this.#step(frame);
      if (step.kind !== "further") {
        end = this.#arrived(way.at(-1), frame, step);
        if (step.kind !== "none" || way.length === 0) this.#keep(frame, step);
        break;
      }
      way.push(frame);
      onWay.set(frame.shot, keys.add(frame.key));
      frame = step.to;
    }
    for (const one of way) this.#keep(one, end);
    return end;
  }

  /** A frame that leads to a shot without one is wrong itself. */
  #arrived(
    before: FrameOf | undefined,
    frame: FrameOf,
    step: SharedFrame | { readonly kind: "none" },
  ): SharedFrame | { readonly kind: "none" } {
    if (step.kind !== "none" || before === undefined) return step;
    this.#complain(before, { kind: "frame_absent", id: frame.shot.id ?? "", frame: frame.key });
    return wrong;
  }

  #keep({ shot, key }: FrameOf, found: SharedFrame | { readonly kind: "none" }): void {
    this.#found.set(shot, { ...this.#found.get(shot), [key]: found });
  }

  #step(frame: FrameOf): Step {
    const decided = decidedValue(frame.shot.layers, frame.key);
    if (decided === undefined) return { kind: "none" };
    const { value, layer } = decided;
    if (typeof value === "string") return { kind: "picture", path: value, folder: layer.folder };
    const pointer = pointerOf(value);
    if (pointer === undefined) return this.#complain(frame, { kind: "frame_form", key: frame.key });
    const target = this.#target(frame, pointer.id);
    if ("problem" in target) return this.#complain(frame, target.problem);
    if (pointer.kind === "end_of_clip" || pointer.kind === "start_of_clip") {
      const end = pointer.kind === "end_of_clip" ? "last" : "first";
      return { kind: "clip", end, id: target.shot.id ?? "" };
    }
    const key = pointer.kind === "last_frame_of" ? "last_frame" : "first_frame";
    return { kind: "further", to: { ...target, key } };
  }

  #complain({ shot, key }: FrameOf, problem: Problem): SharedFrame {
    const layer: Layer | undefined = decidedValue(shot.layers, key)?.layer;
    if (layer !== undefined && !shot.isSkipped) {
      const place = layer.locate([key], "value");
      this.#reporter.add(problem, place, layer.from === "shot" ? {} : { shot });
    }
    return wrong;
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
    if (only !== undefined && more.length === 0) return { shot: only, at: found };
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

/** The frames of a circle, by name, from where it closes. */
function circle(way: readonly FrameOf[], { shot, key }: FrameOf): readonly string[] {
  const start = way.findIndex((one) => one.shot === shot && one.key === key);
  return way.slice(start).map((one) => `${one.shot.id ?? "a shot"} ${one.key}`);
}

function pointerOf(value: JsonValue): Pointer | undefined {
  if (!isObject(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  const kind = kinds.find((one) => one === key);
  const id = kind === undefined ? undefined : value[kind];
  return kind === undefined || others.length > 0 || typeof id !== "string" ? undefined : { kind, id };
}
