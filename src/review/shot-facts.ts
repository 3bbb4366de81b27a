import { existsSync } from "node:fs";
import { ratioOf } from "../base/aspect-ratio.ts";
import type { JsonValue } from "../base/json.ts";
import type { Job, LocalPicture } from "../manifest/job.ts";
import type { ReviewPicture, ReviewShot } from "./review-data.ts";

/**
 * Where the page finds a file of this machine.
 * @param file absolute
 * @param sha256 of its content: another content is another address where addresses are remembered
 */
export type UrlOf = (file: string, sha256: string) => string;

/** What is asked for, without what came of it. */
export function shotFacts(job: Job, urlOf: UrlOf): Omit<ReviewShot, "takes"> {
  const { frames, parameters, prompt } = job.request;
  const picture = (reference: string | undefined) => pictureOf(reference, job.pictures, urlOf);
  const [first, last] = [picture(frames.first), picture(frames.last)];
  const isFrame = ({ sha256 }: LocalPicture): boolean =>
    [frames.first, frames.last].includes(`sha256:${sha256}`);
  return {
    id: job.id,
    line: job.line,
    ...(job.writtenIn === undefined ? {} : { writtenIn: job.writtenIn }),
    ...(job.scene === undefined ? {} : { scene: job.scene }),
    prompt: prompt ?? "",
    model: job.contract.id,
    parameters: Object.entries(parameters)
      .filter(([, value]) => !isAboutPictures(value))
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const),
    ...(first === undefined ? {} : { firstFrame: first }),
    ...(last === undefined ? {} : { lastFrame: last }),
    references: job.pictures.filter((one) => !isFrame(one)).map((one) => localPicture(one, urlOf)),
    seconds: job.billing.seconds,
    ...(job.trim === undefined ? {} : { trim: job.trim }),
    aspect: aspectOf(parameters.aspect_ratio),
  };
}

function pictureOf(
  reference: string | undefined,
  pictures: readonly LocalPicture[],
  urlOf: UrlOf,
): ReviewPicture | undefined {
  if (reference === undefined) return undefined;
  const local = pictures.find(({ sha256 }) => reference === `sha256:${sha256}`);
  // The page asks no host for anything, so a picture elsewhere is named and not shown.
  return local === undefined ? { name: nameOf(reference) } : localPicture(local, urlOf);
}

function localPicture({ file, writtenAs, sha256, mimeType }: LocalPicture, urlOf: UrlOf): ReviewPicture {
  // The page draws pictures; of a video it has the name.
  if (mimeType.startsWith("video/")) return { name: writtenAs };
  // A rehearsal makes cards for pictures that are not there yet, and they are gone when it is over.
  return existsSync(file) ? { name: writtenAs, url: urlOf(file, sha256) } : { name: writtenAs };
}

/** A picture out of another shot's clip, in words. */
function nameOf(reference: string): string {
  const [, place, id] = /^(start|end)_of_clip:([\s\S]+)$/.exec(reference) ?? [];
  if (id === undefined) return reference;
  return `the ${place === "start" ? "first" : "last"} picture of the clip of ${id}`;
}

function isAboutPictures(value: JsonValue): boolean {
  return JSON.stringify(value).includes('"sha256:');
}

const usualAspect = 16 / 9;

function aspectOf(value: JsonValue | undefined): number {
  return (typeof value === "string" ? ratioOf(value) : undefined) ?? usualAspect;
}
