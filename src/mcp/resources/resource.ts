import { sep } from "node:path";
import { visibleText } from "../../base/text/visible-text.ts";

/** Files that a client may read: storyboards and what belongs to them, and the pages that commands make. */
export interface ResourceKind {
  readonly name: "storyboard" | "page" | "picture";
  readonly mimeType: string;
  readonly mostBytes: number;
}

const kinds: readonly (ResourceKind & { readonly pattern: RegExp })[] = [
  { name: "storyboard", mimeType: "application/yaml", mostBytes: 1024 * 1024, pattern: /\.ya?ml$/i },
  { name: "page", mimeType: "text/html", mostBytes: 8 * 1024 * 1024, pattern: /\.(review|report)\.html$/i },
  { name: "picture", mimeType: "image/png", mostBytes: 8 * 1024 * 1024, pattern: /\.sheet(-\d+)?\.png$/i },
];

/** @param path relative to the root; nothing hidden is a resource */
export function kindOf(path: string): ResourceKind | undefined {
  if (path.split(sep).some((part) => part.startsWith("."))) return undefined;
  return kinds.find(({ pattern }) => pattern.test(path));
}

const scheme = "dailies:///";

export const resourceTemplate = {
  uriTemplate: `${scheme}{+path}`,
  name: "film file",
  description:
    "A storyboard (or its include, choices or contract: .yaml), a review or report page (.html) or a sheet (.png), by its path from the server's folder",
};

export function uriOf(path: string): string {
  return `${scheme}${path.split(sep).map(encodeURIComponent).join("/")}`;
}

/** The path that an address names; `undefined` for another scheme, or where it is not one. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith(scheme)) return undefined;
  try {
    const path = decodeURIComponent(uri.slice(scheme.length));
    return path === "" || visibleText(path) !== path ? undefined : path;
  } catch {
    return undefined;
  }
}
