import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import pLimit from "p-limit";
import type { Result } from "../base/result.ts";
import { didYouMean } from "../base/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import { pathText } from "../contracts/finding.ts";
import { largestPictureBytes, type PictureFacts, type PictureProblem } from "../media/picture.ts";
import type { Reporter } from "./reporter.ts";
import type { PictureUse } from "./resolve-shots.ts";

/** Looks at one picture by its absolute path. */
export type InspectPicture = (file: string) => Promise<Result<PictureFacts, PictureProblem>>;

/** Each picture is read whole, so this bounds memory too: 10 MB each. */
const picturesAtOnce = 4;

export interface InspectedPictures {
  /** Facts by absolute path; only sound pictures are in it. */
  readonly facts: ReadonlyMap<string, PictureFacts>;
  /** The absolute path of a picture as written in the storyboard. */
  readonly fileOf: (written: string) => string;
}

/** Looks at every local picture once, however many shots use it, and reports the bad ones at each of their places. */
export async function inspectPictures(
  uses: readonly PictureUse[],
  context: { readonly folder: string; readonly inspect: InspectPicture; readonly reporter: Reporter },
): Promise<InspectedPictures> {
  const { folder, inspect, reporter } = context;
  const files = new Map<string, string>();
  for (const { pictures } of uses) {
    for (const { path } of pictures) {
      if (!files.has(path)) files.set(path, resolve(folder, path));
    }
  }
  const facts = new Map<string, PictureFacts>();
  const problems = new Map<string, PictureProblem>();
  const limit = pLimit(picturesAtOnce);
  await limit.map(new Set(files.values()), async (file) => {
    const result = await inspect(file);
    if (result.ok) facts.set(file, result.value);
    else problems.set(file, result.error);
  });
  const fileOf = (written: string): string => files.get(written) ?? resolve(folder, written);
  if (problems.size > 0) {
    const neighbours = new Neighbours();
    for (const { pictures, locate } of uses) {
      for (const picture of pictures) {
        const { path, writtenAt } = picture;
        const file = fileOf(path);
        const problem = problems.get(file);
        if (problem === undefined) continue;
        const hint = problem.kind === "missing" ? await neighbours.hint(file) : hintFor(problem);
        const { code, message } = worded(problem, `\`${pathText(writtenAt)}\`: the picture ${path}`);
        const range = locate(picture);
        reporter.add(hint === undefined ? { code, message, range } : { code, message, hint, range });
      }
    }
  }
  return { facts, fileOf };
}

function worded(
  problem: PictureProblem,
  picture: string,
): { code: "picture_missing" | "picture_too_large" | "picture_unreadable"; message: string } {
  switch (problem.kind) {
    case "missing":
      return { code: "picture_missing", message: `${picture} does not exist` };
    case "too_large": {
      const megabytes = (problem.bytes / 1024 / 1024).toFixed(1);
      const most = largestPictureBytes / 1024 / 1024;
      return {
        code: "picture_too_large",
        message: `${picture} has ${megabytes} MB; the provider takes ${most} MB`,
      };
    }
    case "unreadable":
      return { code: "picture_unreadable", message: `${picture} ${problem.reason}` };
    default:
      return unreachable(problem);
  }
}

function hintFor(problem: PictureProblem): string | undefined {
  return problem.kind === "too_large" ? "save it smaller, or as a JPEG" : undefined;
}

/** Names beside a missing picture, each folder read once. */
class Neighbours {
  private readonly names = new Map<string, Promise<readonly string[]>>();

  async hint(file: string): Promise<string | undefined> {
    const folder = dirname(file);
    const names = this.names.get(folder) ?? readdir(folder).catch(() => []);
    this.names.set(folder, names);
    return didYouMean(basename(file), await names);
  }
}
