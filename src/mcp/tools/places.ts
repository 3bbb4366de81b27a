import { failure, type Result, success } from "../../base/result.ts";
import type { ToolError } from "../answer/tool-error.ts";
import type { Session } from "../session/session.ts";
import { leavesRoot } from "./film-places.ts";

/** The paths of one call, all inside the root. */
export interface Places {
  /** The storyboard, as a command line takes it. */
  readonly file: string;
  /** The same without links. */
  readonly real: string;
  readonly output: string | undefined;
  readonly out: string | undefined;
}

interface Given {
  readonly file: string;
  readonly output?: string | undefined;
  readonly out?: string | undefined;
  /** In place of what the file holds. */
  readonly content?: string | undefined;
  readonly isRehearsal?: boolean | undefined;
}

/** Fails for the first path that leads outside, of the call or of the storyboard. */
export async function placesOf({ root }: Session, given: Given): Promise<Result<Places, ToolError>> {
  const file = root.inside(given.file);
  if (!file.ok) return file;
  const [output, out] = [given.output, given.out].map((path) =>
    path === undefined ? undefined : root.inside(path),
  );
  if (output?.ok === false) return output;
  if (out?.ok === false) return out;
  const { path, real } = file.value;
  if (![path, real].every((one) => /\.ya?ml$/i.test(one))) {
    const message = `${path} is not a storyboard: its name ends in .yaml or .yml`;
    return failure({ code: "value_invalid", message });
  }
  const left = await leavesRoot(root, { ...given, file: path, output: output?.value.path });
  if (left !== undefined) return left;
  return success({ file: path, real, output: output?.value.path, out: out?.value.path });
}
