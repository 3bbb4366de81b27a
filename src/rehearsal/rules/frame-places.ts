import { isObject, type JsonValue } from "../../base/json.ts";
import type { FrameUrls } from "../server/clip-shape.ts";
import type { Body } from "./body.ts";

/** Reads the frames of a body as the model's page places them. */
export type FrameReader = (body: Body) => FrameUrls;

/** A list: the first frame, then the last where the model has one. A longer list is of references. */
export function inOrder(list: string, most: 1 | 2): FrameReader {
  return (body) => {
    const items = itemsOf(body.get(list));
    const [first, last] = items;
    return items.length > most ? {} : frames(first, last);
  };
}

/** Objects that say what they are for. */
export function byUse(
  list: string,
  keys: { readonly url: string; readonly use: string; readonly last?: string },
): FrameReader {
  return (body) => {
    const items = itemsOf(body.get(list));
    const withUse = (use: string): JsonValue | undefined => {
      const item = items.find((one) => isObject(one) && one[keys.use] === use);
      return isObject(item) ? item[keys.url] : undefined;
    };
    return frames(withUse("first_frame"), withUse(keys.last ?? "last_frame"));
  };
}

/** A place for each. In a list the frame is the first item. */
export function atPlaces(first: string, last?: string): FrameReader {
  return (body) => frames(one(body.get(first)), last === undefined ? undefined : one(body.get(last)));
}

/** The first of several ways that has a frame. */
export function either(...ways: readonly FrameReader[]): FrameReader {
  return (body) => {
    const found = ways.map((way) => way(body));
    return found.find(({ firstFrame }) => firstFrame !== undefined) ?? {};
  };
}

export const withRoles = byUse("image_with_roles", { url: "url", use: "role" });

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function one(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function frames(first: JsonValue | undefined, last: JsonValue | undefined): FrameUrls {
  return {
    ...(typeof first === "string" && { firstFrame: first }),
    ...(typeof last === "string" && { lastFrame: last }),
  };
}
