import type { Cause } from "../../base/cause.ts";
import { supersededFolder } from "../../clips/clip-names.ts";
import type { PartFile } from "../../clips/part-file.ts";
import { clipStem } from "../../state/clip-file.ts";
import type { Attempt } from "../../state/state.ts";
import { tagOf } from "../../state/superseded-name.ts";
import type { RunContext } from "../context.ts";

/** What came in place of a clip. */
export interface Refuse {
  readonly cause: Cause;
  readonly sha256: string;
  /** What it is, as a file's ending: `html`, `jpg`, `bin`. */
  readonly ending: string;
  readonly isText: boolean;
}

/**
 * Keeps what came in place of a clip that was paid for, under a name that says so, and never a video's:
 * `superseded/STEM.TAG.not-a-video.html`. It may be all that the user has to show. Gives the words for the record.
 */
export async function keepRefuse(
  { output }: RunContext,
  kept: {
    readonly file: string;
    readonly attempt: Attempt;
    readonly refuse: Refuse;
    readonly part: PartFile;
  },
): Promise<Cause> {
  const { file, attempt, refuse, part } = kept;
  const code = "not_a_video";
  const what = `What came is ${refuse.cause.message}`;
  const place = clipStem(file).replace(`${supersededFolder}/`, "");
  const stem = place.endsWith(`.${tagOf(attempt)}`) ? place : `${place}.${tagOf(attempt)}`;
  for (let n = 1; ; n += 1) {
    const count = n === 1 ? "" : `-${n}`;
    const name = `${supersededFolder}/${stem}.not-a-video${count}.${refuse.ending}`;
    const message = `${what}; it is kept as ${name}.`;
    const there = await output.contentOf(name);
    if (there.kind !== "nothing") {
      if (there.kind === "file" && there.sha256 === refuse.sha256) return { code, message };
      continue;
    }
    const moved = await output.keepPart(part, name);
    // Refuse is not worth more than its record.
    return { code, message: moved.ok ? message : `${what}.` };
  }
}
