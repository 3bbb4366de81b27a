import type { Finding, ValuePath } from "./finding.ts";
import { pathText } from "./finding.ts";

/** A storyboard may name local pictures; a request on the wire bears URLs only. */
export type Side = "storyboard" | "wire";

const scheme = /^([a-z][a-z0-9+.-]+):/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const unprintable = /[\u0000-\u001f\u007f\s]/;

/** Whether a picture is named by its address rather than by a path on this machine. */
export function isAddress(reference: string): boolean {
  return scheme.test(reference);
}

/** Checks the form of a picture's, video's or sound's reference; whether a local picture exists is seen later. */
export function checkMedium(
  spec: { readonly type: "picture" | "url"; readonly schemes?: readonly string[] | undefined },
  reference: string,
  context: { readonly path: ValuePath; readonly side: Side },
): Finding[] {
  const { path, side } = context;
  const invalid = (message: string, hint?: string): Finding[] => {
    const base: Finding = { code: "picture_url_invalid", message, path, at: "value" };
    return [hint === undefined ? base : { ...base, hint }];
  };
  const name = `\`${pathText(path)}\``;
  const used = scheme.exec(reference)?.[1]?.toLowerCase();
  if (used === undefined) {
    if (reference.trim() === "") return invalid(`${name} is empty`);
    if (spec.type === "picture" && side === "storyboard") return [];
    if (spec.type === "picture")
      return invalid(`${name} is no URL`, "upload the picture first; base64 data is not taken");
    return invalid(`${name} is no URL`, "only pictures are uploaded from local files");
  }
  if (used === "data") {
    return invalid(`${name} holds the picture itself as data`, "give the path of a file, or its https URL");
  }
  if (spec.schemes?.includes(used) === true) return [];
  if (used !== "https" && used !== "http") {
    return invalid(
      `${name} is a \`${used}:\` address`,
      "only https and http URLs are fetched by the provider",
    );
  }
  if (unprintable.test(reference) || !URL.canParse(reference) || !/^https?:\/\/[^/]/i.test(reference)) {
    return invalid(`${name} is no valid URL`);
  }
  return [];
}
