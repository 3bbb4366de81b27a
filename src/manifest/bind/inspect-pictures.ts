import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import pLimit from "p-limit";
import type { Result } from "../../base/result.ts";
import { nearest } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import { pathText } from "../../contracts/finding.ts";
import type { MediumKind, Problem } from "../../diagnostics/problem.ts";
import type { VideoFacts } from "../../media/clip-facts.ts";
import { mostPictureBytes, type PictureFacts, type PictureProblem } from "../../media/picture.ts";
import type { Reporter } from "../reporter.ts";
import { originIn, type PictureUse } from "./bind-shots.ts";

/** A picture or a video that was looked at; `file` where another one stands in for it, as an absolute path. */
export type InspectedPicture = (PictureFacts | VideoFacts) & { readonly file?: string };

/** Looks at one picture or video by its absolute path; a larger one is not read. */
export type InspectPicture = (
  file: string,
  maxBytes: number,
  medium: MediumKind,
) => Promise<Result<InspectedPicture, PictureProblem>>;

/** Each picture is read whole, so this bounds memory too. */
const picturesAtOnce = 4;

/** The largest picture, or video, that a provider takes, by its name in contracts, bytes. */
export type PictureLimit = (provider: string | undefined, medium?: MediumKind) => number;

export interface InspectedPictures {
  /** Facts by absolute path; only sound files are in it. */
  readonly facts: ReadonlyMap<string, InspectedPicture>;
  /** The absolute path of a picture, by its path from the storyboard on. */
  readonly fileOf: (written: string) => string;
}

/** Looks at every local file once, however many shots use it. A bad one is one problem, shown at its first place. */
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
  const limitOf = (provider: string | undefined, medium: MediumKind): number => {
    const most = context.limitOf(provider, medium);
    return medium === "picture" ? Math.min(most, mostPictureBytes) : most;
  };
  const files = new Map<string, string>();
  /** By medium and file: the most that any of its shots' providers takes. */
  const limits = new Map<string, { readonly file: string; readonly medium: MediumKind; most: number }>();
  for (const { pictures, contract } of uses) {
    for (const { path, medium } of pictures) {
      const file = files.get(path) ?? resolve(folder, path);
      files.set(path, file);
      const most = limitOf(contract.provider, medium);
      const known = limits.get(asMedium(file, medium));
      if (known === undefined) limits.set(asMedium(file, medium), { file, medium, most });
      else known.most = Math.max(known.most, most);
    }
  }
  const facts = new Map<string, InspectedPicture>();
  const bad = new Map<string, BadPicture>();
  const limit = pLimit(picturesAtOnce);
  await limit.map(limits, async ([key, { file, medium, most }]) => {
    const result = await inspect(file, most, medium);
    if (result.ok) facts.set(file, result.value);
    else bad.set(key, { file, fault: result.error });
  });
  const fileOf = (written: string): string => files.get(written) ?? resolve(folder, written);
  await findNeighbours(bad);
  const badFor: BadFor = ({ file, medium, limit }) => {
    const known = bad.get(asMedium(file, medium));
    const bytes = facts.get(file)?.bytes ?? 0;
    return known ?? (bytes > limit ? { file, fault: { kind: "too_large", bytes } as const } : undefined);
  };
  reportBad(uses, { badFor, limitOf, fileOf, reporter });
  return { facts, fileOf };
}

/** One file may be asked for as either. */
function asMedium(file: string, medium: MediumKind): string {
  return `${medium} ${file}`;
}

type BadFor = (use: {
  readonly file: string;
  readonly medium: MediumKind;
  readonly limit: number;
}) => BadPicture | undefined;

interface BadPicture {
  readonly file: string;
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
    readonly badFor: BadFor;
    readonly limitOf: (provider: string | undefined, medium: MediumKind) => number;
    readonly fileOf: InspectedPictures["fileOf"];
    readonly reporter: Reporter;
  },
): void {
  for (const { pictures, shot, contract } of uses) {
    for (const { path, writtenAt, medium } of pictures) {
      const file = fileOf(path);
      const limit = limitOf(contract.provider, medium);
      const picture = badFor({ file, medium, limit });
      if (picture === undefined) continue;
      const problem = (shots: number): Problem =>
        problemOf(picture, { medium, key: pathText(writtenAt), path, shots }, limit);
      reporter.share(asMedium(file, medium), { problem, place: originIn(shot, writtenAt).place, shot });
    }
  }
}

function problemOf(
  { fault, near }: BadPicture,
  use: { readonly medium: MediumKind; readonly key: string; readonly path: string; readonly shots: number },
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
  for (const [key, { file, fault }] of bad) {
    if (fault.kind !== "missing") continue;
    const folder = dirname(file);
    const names = folders.get(folder) ?? (await readdir(folder).catch(() => []));
    folders.set(folder, names);
    bad.set(key, { file, fault, near: nearest(basename(file), names) });
  }
}
