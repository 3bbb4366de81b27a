import { normalize } from "node:path";
import { choicesFile } from "../../choices/read-choices.ts";

/** The storyboards among the files of a command line: `reel-*.yaml` in a shell names their choices, `reel-1.picks.yaml`, too. */
export function givenStoryboards(files: readonly string[]): readonly string[] {
  const choices = new Set(files.map((file) => normalize(choicesFile(file))));
  return files.filter((file) => !choices.has(normalize(file)));
}
