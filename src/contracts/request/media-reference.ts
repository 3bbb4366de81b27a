import type { Problem } from "../../diagnostics/problem.ts";
import type { Finding, ValuePath } from "../finding.ts";
import { pathText } from "../finding.ts";

/** A storyboard may name local pictures and videos; a request on the wire has URLs only. */
export type Side = "storyboard" | "wire";

const scheme = /^([a-z][a-z0-9+.-]+):/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const unprintable = /[\u0000-\u001f\u007f\s]/;

/** Whether a picture is named by its address rather than by a path on this machine. */
export function isAddress(reference: string): boolean {
  return scheme.test(reference);
}

/** Checks the form of a picture's, video's or sound's reference; whether a local file exists is seen later. */
export function checkMedium(
  spec: { readonly type: "picture" | "video" | "url"; readonly schemes?: readonly string[] | undefined },
  reference: string,
  context: { readonly path: ValuePath; readonly side: Side },
): Finding[] {
  const { path, side } = context;
  const subject = { name: pathText(path) };
  const invalid = (problem: Problem): Finding[] => [{ problem, path, at: "value" }];
  const used = scheme.exec(reference)?.[1]?.toLowerCase();
  if (used === undefined) {
    if (reference.trim() === "") return invalid({ kind: "address_empty", subject });
    if (spec.type !== "url" && side === "storyboard") return [];
    const medium = spec.type === "url" ? "other" : spec.type;
    return invalid({ kind: "address_missing", subject, medium });
  }
  if (used === "data") return invalid({ kind: "address_is_data", subject });
  if (spec.schemes?.includes(used) === true) return [];
  if (used !== "https" && used !== "http") return invalid({ kind: "address_scheme", subject, scheme: used });
  if (unprintable.test(reference) || !URL.canParse(reference) || !/^https?:\/\/[^/]/i.test(reference)) {
    return invalid({ kind: "address_invalid", subject });
  }
  return [];
}
