import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import pLimit from "p-limit";
import type { Result } from "../../base/result.ts";
import { nearest } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import { pathText } from "../../contracts/finding.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { mostPictureBytes, type PictureFacts, type PictureProblem } from "../../media/picture.ts";
import type { Reporter } from "../reporter.ts";
import { originIn, type PictureUse } from "./bind-shots.ts";

/** A picture that was looked at; `file` where another one stands in for it, as an absolute path. */
export interface InspectedPicture extends PictureFacts {
  readonly file?: string;
}

/** Looks at one picture by its absolute path; a larger one is not read. */
export type InspectPicture = (
  file: string,
  maxBytes: number,
) => Promise<Result<InspectedPicture, PictureProblem>>;

/** Each picture is read whole, so this bounds memory too. */
const picturesAtOnce = 4;

/** The largest picture that a provider takes, by its name in contracts, bytes. */
export type PictureLimit = (provider: string | undefined) => number;

export interface InspectedPictures {
  /** Facts by absolute path; only sound pictures are in it. */
  readonly facts: ReadonlyMap<string, InspectedPicture>;
  /** The absolute path of a picture, by its path from the storyboard on. */
  readonly fileOf: (written: string) => string;
}

/** Looks at every local picture once, however many shots use it. A bad one is one problem, shown at its first place. */
export async function inspectPictures(
  uses: readonly PictureUse[],
  context: {
    readonly folder: string;
    readonly inspect: InspectPicture;
    readonly limitOf: PictureLimit;
    readonly reporter: Reporter;
  },
): Promise<InspectedPictures> {
  const { folder, inspect, reporter } = context;
  const limitOf: PictureLimit = (provider) => Math.min(context.limitOf(provider), mostPictureBytes);
  const files = new Map<string, string>();
  /** By file: the most that any of its shots' providers takes. */
  const limits = new Map<string, number>();
  for (const { pictures, contract } of uses) {
    for (const { path } of pictures) {
      const file = files.get(path) ?? resolve(folder, path);
      files.set(path, file);
      limits.set(file, Math.max(limits.get(file) ?? 0, limitOf(contract.provider)));
    }
  }
  const facts = new Map<string, InspectedPicture>();
  const bad = new Map<string, BadPicture>();
  const limit = pLimit(picturesAtOnce);
  await limit.map(limits, async ([file, maxBytes]) => {
    const result = await inspect(file, maxBytes);
    if (result.ok) facts.set(file, result.value);
    else bad.set(file, { fault: result.error });
  });
  const fileOf = (written: string): string => files.get(written) ?? resolve(folder, written);
  await findNeighbours(bad);
  const badFor = ({ file, limit }: { readonly file: string; readonly limit: number }) => {
    const bytes = facts.get(file)?.bytes ?? 0;
    return bytes > limit ? { fault: { kind: "too_large", bytes } as const } : bad.get(file);
  };
  reportBad(uses, { badFor, limitOf, fileOf, reporter });
  return { facts, fileOf };
}

interface BadPicture {
  readonly fault: PictureProblem;
  /** Name of a file beside a missing one that may have been meant. */
  readonly near?: string | undefined;
}

function reportBad(
  uses: readonly PictureUse[],
  {
    badFor,
    limitOf,
    fileOf,
    reporter,
  }: {
    readonly badFor: (use: { readonly file: string; readonly limit: number }) => BadPicture | undefined;
    readonly limitOf: PictureLimit;
    readonly fileOf: InspectedPictures["fileOf"];
    readonly reporter: Reporter;
  },
): void {
  for (const { pictures, shot, contract } of uses) {
    const limit = limitOf(contract.provider);
    for (const { path, writtenAt } of pictures) {
      const file = fileOf(path);
      const picture = badFor({ file, limit });
      if (picture === undefined) continue;
      const problem = (shots: number): Problem =>
        problemOf(picture, { key: pathText(writtenAt), path, shots }, limit);
      reporter.share(`picture ${file}`, { problem, place: originIn(shot, writtenAt).place, shot });
    }
  }
}

function problemOf(
  { fault, near }: BadPicture,
  use: { readonly key: string; readonly path: string; readonly shots: number },
  limit: number,
): Problem {
  switch (fault.kind) {
    case "missing":
      return { kind: "picture_missing", ...use, ...(near !== undefined && { near }) };
    case "too_large":
      return { kind: "picture_too_large", ...use, bytes: fault.bytes, limit };
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
