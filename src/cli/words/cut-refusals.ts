import { unreachable } from "../../base/unreachable.ts";
import type { CutProblem } from "../../cut/cut-item.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { Refusal } from "../problems.ts";

/** Why nothing was made of the clips, and what to do. */
export function cutRefusal(problem: CutProblem): Refusal {
  switch (problem.kind) {
    case "clip_unreadable":
      return {
        reason: problem.kind,
        message: `the clip ${problem.clip} of ${problem.id} ${problem.why}`,
        hint: "Send it back with `dailies reject`, or choose another take with `dailies pick`.",
        exitCode: exitCodes.failed,
      };
    case "trim_beyond_clip": {
      const { id, clip, key, seconds, clipSeconds, trim } = problem;
      const place = `${trim.writtenIn === undefined ? "" : `${trim.writtenIn}, `}line ${trim.line}`;
      return {
        reason: problem.kind,
        message: `\`${key}\` of ${id} (${place}) is ${seconds} s, and its clip ${clip} is ${Number(clipSeconds.toFixed(3))} s long`,
        hint: `Change \`${key}\` in the storyboard: nothing is rendered again for it.`,
      };
    }
    case "encoder_absent":
    case "output_unwritable":
      return { reason: problem.kind, message: problem.message };
    default:
      return unreachable(problem);
  }
}
