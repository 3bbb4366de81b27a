import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { errorCode } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { ToolError } from "../answer/tool-error.ts";

/** A file or folder inside the root. */
export interface Inside {
  /** Relative to the root, as a command line takes it. */
  readonly path: string;
  /** Absolute, without links: two names of one file have one. */
  readonly real: string;
}

/** The folder that the server was started in: nothing outside of it is read, written or sent. */
export class Root {
  /** Absolute, as it was named. */
  readonly folder: string;
  readonly #real: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.#real = realpathSync(this.folder);
  }

  /** Where a path leads, links followed. What does not exist yet is judged by the nearest folder that does. */
  inside(written: string): Result<Inside, ToolError> {
    if (written.trim() === "" || visibleText(written) !== written) {
      return failure({ code: "value_invalid", message: `${visibleText(written)} is not a path` });
    }
    const absolute = resolve(this.folder, written);
    const real = this.reach(written);
    if (real === undefined) {
      return failure({
        code: "outside_root",
        message: `${written} is outside of the folder that the server was started in`,
        hint: "Name a path inside of it, or start `dailies mcp` in the film's own folder.",
      });
    }
    const path = relative(this.folder, absolute) || ".";
    // A lone `-` is standard input to a command.
    return success({ path: path.startsWith("-") ? `./${path}` : path, real });
  }

  /** Where a path leads, without links; `undefined` where that is outside. It may not exist. */
  reach(path: string): string | undefined {
    const real = realOf(resolve(this.folder, path));
    if (real === undefined) return undefined;
    const folder = this.#real.endsWith(sep) ? this.#real : `${this.#real}${sep}`;
    return real === this.#real || real.startsWith(folder) ? real : undefined;
  }
}

/** `undefined` where links lead nowhere or in circles, or where nobody may look. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || isThere(path)) return undefined;
  }
  const parent = dirname(path);
  if (parent === path) return undefined;
  const real = realOf(parent);
  return real === undefined ? undefined : join(real, basename(path));
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
