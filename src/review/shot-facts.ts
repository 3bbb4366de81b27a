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
    prompt: prompt ?? "",
    model: job.contract.id,
    parameters: Object.entries(parameters)
      .filter(([, value]) => !isAboutPictures(value))
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const),
    ...(first === undefined ? {} : { firstFrame: first }),
    ...(last === undefined ? {} : { lastFrame: last }),
    references: job.pictures
      .filter((one) => !isFrame(one))
      .map((one) => ({ name: one.writtenAs, url: urlOf(one.file, one.sha256) })),
    seconds: job.billing.seconds,
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
  return local === undefined
    ? { name: reference }
    : { name: local.writtenAs, url: urlOf(local.file, local.sha256) };
}

function isAboutPictures(value: JsonValue): boolean {
  return JSON.stringify(value).includes('"sha256:');
}

const usualAspect = 16 / 9;

function aspectOf(value: JsonValue | undefined): number {
  const [, width, height] = (typeof value === "string" && /^(\d+):(\d+)$/.exec(value)) || [];
  const aspect = Number(width) / Number(height);
  return Number.isFinite(aspect) && aspect > 0 ? aspect : usualAspect;
}
