import { listed } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { SinceProblem } from "../../film/select/changed-since.ts";
import type { NamesNoShot } from "../../film/select/select-shots.ts";
import { countText } from "../../report/text/text.ts";
import type { Refusal } from "../problems.ts";

/** Why it cannot be said which shots are meant, and what to do. */
export function selectionRefusal(
  problem: NamesNoShot | SinceProblem,
  file: string,
): Refusal<"selection_invalid"> {
  const reason = "selection_invalid";
  switch (problem.kind) {
    case "names_no_shot":
      return { reason, message: noShotText(problem) };
    case "tag_unknown":
      return { reason, message: noTagText(problem) };
    case "git_missing":
      return {
        reason,
        message: `--since needs git, and it cannot be run: ${problem.detail}`,
        hint: "Install git, or name the shots with --only or --tag.",
      };
    case "no_repository":
      return {
        reason,
        message: `--since needs a git repository, and ${file} is in none: ${problem.detail}`,
        hint: "Name the shots with --only or --tag instead.",
      };
    case "revision_unknown": {
      const meant = problem.meant === undefined ? "" : `; did you mean ${problem.meant}?`;
      return {
        reason,
        message: `--since ${problem.revision} is not a revision of this repository${meant}`,
        hint: "Name a commit, a branch or a tag. In a shallow clone, fetch it first.",
      };
    }
    case "revision_invalid":
      return {
        reason,
        message: `the storyboard of ${problem.revision} is not valid, so nothing can be compared with it`,
        hint: `What was wrong in ${problem.revision} is shown above. Name another revision, or the shots with --only or --tag.`,
        diagnostics: problem.diagnostics,
      };
    default:
      return unreachable(problem);
  }
}

function noShotText(problem: Extract<NamesNoShot, { readonly kind: "names_no_shot" }>): string {
  const { flag, glob, beginning, meant, skipped } = problem;
  const text = `${flag} ${glob} names no shot`;
  if (skipped !== undefined) {
    return skipped === 1
      ? `${flag} ${glob} names a shot with \`skip: true\` only`
      : `${flag} ${glob} names ${skipped} shots, all with \`skip: true\``;
  }
  if (beginning !== undefined) {
    return `${text}; ${countText(beginning.shots, "shot")} with ids that begin so: ${flag} '${beginning.glob}'`;
  }
  return meant === undefined ? text : `${text}; did you mean ${meant}?`;
}

/** More tags than these are not read. */
const mostTags = 10;

function noTagText(problem: Extract<NamesNoShot, { readonly kind: "tag_unknown" }>): string {
  const { tag, meant, tags } = problem;
  const text = `--tag ${tag}: no shot has this tag`;
  if (meant !== undefined) return `${text}; did you mean ${meant}?`;
  if (tags.length === 0) return `${text}, nor any other`;
  return tags.length > mostTags ? text : `${text}; there are ${listed(tags, "and")}`;
}
