/** The containers that a clip may come in, as its file's name ends. */
const containers = ["mp4", "mov", "webm", "mkv", "ts"] as const;
const endings = new RegExp(`\\.(?:${containers.join("|")})$`);

/** A clip's file without what says its container: `superseded/sc010.3fa9c1` of `superseded/sc010.3fa9c1.webm`. */
export function clipStem(file: string): string {
  return file.replace(endings, "");
}

/**
 * Is a file in the place of a job's clip (`Job.clip`, an MP4's name), whatever container it came in? Always to
 * be asked in place of comparing the names: `sc010.webm` is the clip of `sc010.mp4`'s job.
 */
export function isClipOf(jobClip: string, file: string | undefined): boolean {
  return file !== undefined && endings.test(file) && clipStem(file) === clipStem(jobClip);
}

/** Every name that a job's clip (`Job.clip`) may come under. */
export function namesOfClip(jobClip: string): string[] {
  return containers.map((container) => `${clipStem(jobClip)}.${container}`);
}

/** The name of a clip in another container: the stem of `file`, with the ending of `like`. */
export function endingLike(file: string, like: string): string {
  return `${clipStem(file)}${endings.exec(like)?.[0] ?? ".mp4"}`;
}
