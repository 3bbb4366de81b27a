import { join, normalize } from "node:path";
import { listed } from "../../base/text/suggest.ts";
import type { SharedOutput } from "../../clips/claims.ts";
import { shellWord } from "../../report/text/shell.ts";
import { countText } from "../../report/text/text.ts";
import type { Refusal } from "../problems.ts";

type OutputReason = "unrecorded_clips" | "output_shared";

/** Names beyond these are counted. */
const mostNamed = 5;

export interface Named {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** The output folder as the user would type it. */
  readonly output: string;
}

/** Clips would be paid for whose files are there without a record. */
export function unrecordedRefusal(files: readonly string[], { file, output }: Named): Refusal<OutputReason> {
  const clips = files.length === 1 ? "1 clip is" : `${files.length} clips are`;
  const lockfile = file.replace(/\.[^./\\]*$/, ".lock.json");
  const names = files.map((name) => `${output}/${name}`);
  return {
    reason: "unrecorded_clips",
    message: `${clips} there without a record, and would be paid for again: ${cutList(names)}`,
    hint: [
      "Nothing was submitted. If the lockfile was lost, or the storyboard renamed without it, bring it back first:",
      `  git log --oneline -- ${shellWord(lockfile)}   the commits that have it`,
      `  git checkout COMMIT -- ${shellWord(lockfile)}   or rename it with the storyboard`,
      "If the files are not this storyboard's, move them away, or give it an `output` of its own. To pay all the same:",
      `  dailies render ${shellWord(file)} --pay-again   the files are kept, under superseded/`,
    ].join("\n"),
  };
}

/** Another storyboard has clips of the same names in the folder. */
export function sharedRefusal(
  { storyboard, kind }: SharedOutput,
  ids: readonly string[],
  { file, output }: Named,
): Refusal<OutputReason> {
  const other = normalize(join(output, storyboard));
  const shots = ids.length === 1 ? "the shot" : `${countText(ids.length, "shot")}:`;
  return {
    reason: "output_shared",
    message: `${output} is also the output of ${kind === "rehearsal" ? "the rehearsal of " : ""}${other}, and both have ${shots} ${cutList(ids)}`,
    hint: [
      `Nothing was submitted: each would move the other's clips aside. Give ${file} an \`output\` of its own,`,
      "or its shots other ids. Storyboards whose ids all differ can share a folder.",
    ].join("\n"),
  };
}

function cutList(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(", ")} and ${more} more` : listed(names, "and");
}
