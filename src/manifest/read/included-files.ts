import { dirname, join } from "node:path";
import { failure } from "../../base/result.ts";
import type { ReadInclude } from "./read-film.ts";
import { readSource } from "./read-source.ts";

/** Reads what a storyboard includes from its folder. */
export function includesOf(file: string): ReadInclude {
  return (path) => {
    const included = readSource(join(dirname(file), path));
    return included.ok ? included : failure(included.error.message.replace(/^the file /, ""));
  };
}
