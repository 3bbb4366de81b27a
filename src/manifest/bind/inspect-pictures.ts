import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import pLimit from "p-limit";
import type { Result } from "../../base/result.ts";
import { nearest } from "../../base/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import { pathText } from "../../contracts/finding.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { largestPictureBytes, type PictureFacts, type PictureProblem } from "../../media/picture.ts";
import type { Reporter } from "../reporter.ts";
import { type PictureUse, type ShotPicture, writtenAt } from "./bind-shots.ts";

/** A picture that was looked at; `file` where another one stands in for it, as an absolute path. */
export interface InspectedPicture extends PictureFacts {
  readonly file?: string;
}

/** Looks at one picture by its absolute path. */
export type InspectPicture = (file: string) => Promise<Result<InspectedPicture, PictureProblem>>;

/** Each picture is read whole, so this bounds memory too: 10 MB each. */
const picturesAtOnce = 4;

export interface InspectedPictures {
  /** Facts by absolute path; only sound pictures are in it. */
  readonly facts: ReadonlyMap<string, InspectedPicture>;
  /** The absolute path of a picture. */
  readonly fileOf: (picture: WrittenPicture) => string;
}

/** A path as written, and what it is relative to, from the storyboard's folder on. */
type WrittenPicture = Pick<ShotPicture, "path" | "folder">;

/** Looks at every local picture once, however many shots use it. A bad one is one problem, shown at its first place. */
export async function inspectPictures(
  uses: readonly PictureUse[],
  context: { readonly folder: string; readonly inspect: InspectPicture; readonly reporter: Reporter },
): Promise<InspectedPictures> {
  const { folder, inspect, reporter } = context;
  const files = new Map<string, string>();
  for (const { pictures } of uses) {
    for (const picture of pictures) {
      const name = nameOf(picture);
      if (!files.has(name)) files.set(name, resolve(folder, picture.folder, picture.path));
    }
  }
  const facts = new Map<string, InspectedPicture>();
  const bad = new Map<string, BadPicture>();
  const limit = pLimit(picturesAtOnce);
  await limit.map(new Set(files.values()), async (file) => {
    const result = await inspect(file);
    if (result.ok) facts.set(file, result.value);
    else bad.set(file, { fault: result.error });
  });
  const fileOf = (picture: WrittenPicture): string =>
    files.get(nameOf(picture)) ?? resolve(folder, picture.folder, picture.path);
  if (bad.size > 0) {
    await findNeighbours(bad);
    reportBad(uses, { bad, fileOf, reporter });
  }
  return { facts, fileOf };
}

function nameOf({ folder, path }: WrittenPicture): string {
  return folder === "" ? path : `${folder}\n${path}`;
}

interface BadPicture {
  readonly fault: PictureProblem;
  /** Name of a file beside a missing one that may have been meant. */
  readonly near?: string | undefined;
}

function reportBad(
  uses: readonly PictureUse[],
  {
    bad,
    fileOf,
    reporter,
  }: {
    readonly bad: ReadonlyMap<string, BadPicture>;
    readonly fileOf: InspectedPictures["fileOf"];
    readonly reporter: Reporter;
  },
): void {
  for (const { pictures, shot } of uses) {
    for (const written of pictures) {
      const file = fileOf(written);
      const picture = bad.get(file);
      if (picture === undefined) continue;
      const key = pathText(written.writtenAt);
      const problem = (shots: number): Problem => problemOf(picture, { key, path: written.path, shots });
      const { place } = writtenAt(shot, written.writtenAt);
      reporter.share(`picture ${file}`, { problem, place, shot });
    }
  }
}

function problemOf(
  { fault, near }: BadPicture,
  use: { readonly key: string; readonly path: string; readonly shots: number },
): Problem {
  switch (fault.kind) {
    case "missing":
      return { kind: "picture_missing", ...use, ...(near !== undefined && { near }) };
    case "too_large":
      return { kind: "picture_too_large", ...use, bytes: fault.bytes, limit: largestPictureBytes };
    case "unreadable":
      return { kind: "picture_unreadable", ...use, reason: fault.reason };
    default:
      return unreachable(fault);
  }
}

/** Looks for names like those of missing pictures, reading each folder once. */
async function findNeighbours(bad: Map<string, BadPicture>): Promise<void> {
  const folders = new Map<string, readonly string[]>();
  for (const [file, { fault }] of bad) {
    if (fault.kind !== "missing") continue;
    const folder = dirname(file);
    const names = folders.get(folder) ?? (await readdir(folder).catch(() => []));
    folders.set(folder, names);
    bad.set(file, { fault, near: nearest(basename(file), names) });
  }
}
