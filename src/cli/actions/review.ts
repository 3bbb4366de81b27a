import { relative, resolve } from "node:path";
import { unreachable } from "../../base/unreachable.ts";
import { countText } from "../../report/text/text.ts";
import { type ReviewProblem, reviewFile, writeReview } from "../../review/write-review.ts";
import type { CliContext } from "../context.ts";
import { filmRefusal } from "../film-refusals.ts";
import type { ReviewFlags } from "../flags/command-flags.ts";
import { open } from "../open.ts";
import { type Refusal, refuse, refuseCommandLine } from "../problems.ts";
import { printJson } from "../terminal.ts";

/** `dailies review FILE`: the page to look and choose. */
export async function review(this: CliContext, flags: ReviewFlags, file: string): Promise<void> {
  if (flags.serve === true && flags.out !== undefined) {
    return refuseCommandLine(this, "--out writes a page, and --serve serves one without a file", flags);
  }
  if (flags.port !== undefined && flags.serve !== true) {
    return refuseCommandLine(this, "--port goes with --serve", flags);
  }
  const isRehearsal = flags.rehearsal === true;
  const opened = await open(this, file, flags, { purpose: "look", isRehearsal });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const page = resolve(this.cwd, flags.out ?? reviewFile(file, { isRehearsal }));
  const written = await writeReview(film, { file: page, isNamed, by: flags.by });
  if (!written.ok) return refuse(this, reviewRefusal(written.error, file), flags);
  const { shots } = written.value;
  const shown = relative(this.cwd, page);
  if (flags.json === true) printJson(this, { file: shown, shots });
  else this.process.stdout.write(`${shown}: ${countText(shots, "shot")}. Open it in a browser.\n`);
}

function reviewRefusal(problem: ReviewProblem, file: string): Refusal {
  switch (problem.kind) {
    case "page_unwritable":
      return { reason: problem.kind, message: problem.failure.message };
    case "names_no_shot":
    case "state_invalid":
    case "output_unreadable":
    case "price_unknown":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}
