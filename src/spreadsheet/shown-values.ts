import { posix } from "node:path";
import { isObject, type JsonValue } from "../base/json.ts";
import { isAddress } from "../contracts/request/media-reference.ts";
import { placePictures } from "../contracts/request/place-pictures.ts";
import type { AuthoredShot } from "../manifest/authored-film.ts";
import type { FrameKey } from "../manifest/expand/expanded-shot.ts";
import { decidedValue, layerOf, ownLayer } from "../manifest/expand/layers.ts";
import { isOwnKey } from "../manifest/shot-keys.ts";

/** What a sheet says of a shot under a key: what its layers say, with paths from the storyboard's folder on. */
export function shownValue(shot: AuthoredShot, key: string): JsonValue | undefined {
  if (key === "id") return shot.id;
  if (key === "scene") return shot.scene;
  if (key === "tags") return shot.tags.length === 0 ? undefined : [...shot.tags];
  if (key === "skip") return shot.isSkipped ? true : undefined;
  if (isOwnKey(key)) return decidedValue(shot.layers, key)?.value;
  const value = Object.hasOwn(shot.values, key) ? shot.values[key] : undefined;
  const shared = key === "first_frame" || key === "last_frame" ? sharedFrame(shot, key) : undefined;
  if (shared !== undefined) return shared;
  if (value === undefined || value === null) return undefined;
  const folder = layerOf(shot.layers, key)?.folder ?? "";
  return folder === "" ? value : moved(shot, { key, value }, (path) => posix.join(folder, path));
}

/** Between variants, `previous` is the variant of the same name. In a sheet all are shots, so what is meant is said. */
function sharedFrame({ layers, derived }: AuthoredShot, key: FrameKey): JsonValue | undefined {
  const frame = derived.frames?.[key];
  if (frame === undefined || layers[0] === ownLayer(layers)) return undefined;
  if (frame.kind === "clip") return { [frame.end === "last" ? "end_of_clip" : "start_of_clip"]: frame.id };
  if (frame.kind === "wrong") return undefined;
  const isWhole = frame.folder === "" || isAddress(frame.path) || posix.isAbsolute(frame.path);
  return isWhole ? frame.path : posix.join(frame.folder, frame.path);
}

/** The value of a sheet as it is written in a file of another folder. */
export function writtenValue(
  shot: AuthoredShot,
  { key, value, folder }: { readonly key: string; readonly value: JsonValue; readonly folder: string },
): JsonValue {
  return folder === "" ? value : moved(shot, { key, value }, (path) => posix.relative(folder, path));
}

function moved(
  { contract }: AuthoredShot,
  { key, value }: { readonly key: string; readonly value: JsonValue },
  move: (path: string) => string,
): JsonValue {
  const isLocal = (path: string): boolean =>
    path.trim() !== "" && !isAddress(path) && !posix.isAbsolute(path) && !/^[A-Za-z]:/.test(path);
  const one = (path: string): string => (isLocal(path) ? move(path) : path);
  if (key === "first_frame" || key === "last_frame" || key === "references") {
    if (Array.isArray(value)) {
      return value.map((item: JsonValue) => (typeof item === "string" ? one(item) : item));
    }
    return typeof value === "string" ? one(value) : value;
  }
  if (contract === undefined) return value;
  const placed = placePictures(contract, { [key]: value }, one);
  return isObject(placed) ? (placed[key] ?? value) : value;
}
