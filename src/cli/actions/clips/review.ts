import { relative, resolve } from "node:path";
import { jsonText } from "../../../base/text/json-text.ts";
import { systemClock } from "../../../base/time/clock.ts";
import { unreachable } from "../../../base/unreachable.ts";
import { openFilm } from "../../../film/open-film.ts";
import { countText } from "../../../report/text/text.ts";
import { type ServeProblem, serveReview } from "../../../review/server/serve-review.ts";
import { type ReviewProblem, reviewFile, writeReview } from "../../../review/write-review.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { ReviewFlags } from "../../flags/command-flags.ts";
import { type Opened, open } from "../../open.ts";
import { type Refusal, refuse, refuseCommandLine } from "../../problems.ts";
import { listenForInterrupt } from "../../run/interrupt.ts";
import { printJson } from "../../terminal.ts";
import { chooseRefusal } from "../../words/choose-text.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

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
  if (flags.serve === true) return await serve(this, { opened: opened.value, file, flags });
  const { film, isNamed } = opened.value;
  const page = resolve(this.cwd, flags.out ?? reviewFile(file, { isRehearsal }));
  const written = await writeReview(film, { file: page, isNamed, by: flags.by });
  if (!written.ok) return refuse(this, reviewRefusal(written.error, file), flags);
  const { shots } = written.value;
  const shown = relative(this.cwd, page);
  if (flags.json === true) printJson(this, { file: shown, shots });
  else this.process.stdout.write(`${shown}: ${countText(shots, "shot")}. Open it in a browser.\n`);
}

interface Serving {
  readonly opened: Opened;
  readonly file: string;
  readonly flags: ReviewFlags;
}

/** Until Ctrl-C. */
async function serve(context: CliContext, { opened, file, flags }: Serving): Promise<void> {
  const served = await serveReview({
    opened,
    reopen: () => reopen(file, flags),
    by: flags.by,
    port: flags.port,
    clock: systemClock,
    problemText: (problem) => chooseRefusal(problem, file).message,
  });
  if (!served.ok) return refuse(context, reviewRefusal(served.error, file), flags);
  const { url, close } = served.value;
  const interrupt = listenForInterrupt({
    onFirst: () => {},
    exit: () => process.exit(exitCodes.interrupted),
  });
  const { stdout } = context.process;
  if (flags.json === true) stdout.write(`${jsonText({ type: "serving", url })}\n`);
  else
    stdout.write(`${url}\nOpen it in a browser on this machine. Ctrl-C ends it; what was chosen is saved.\n`);
  await aborted(interrupt.signal);
  await close();
  interrupt.dispose();
}

/** Without a word: what is wrong with a storyboard that is being edited is for `check` to say. */
async function reopen(file: string, flags: ReviewFlags): Promise<Opened | undefined> {
  const isRehearsal = flags.rehearsal === true;
  const opened = await openFilm({ file, output: flags.output, isRehearsal, changesNothing: true });
  if (!opened.ok) return undefined;
  const isNamed = await opened.value.select(flags);
  return isNamed.ok ? { film: opened.value, isNamed: isNamed.value } : undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function reviewRefusal(problem: ReviewProblem | ServeProblem, file: string): Refusal {
  switch (problem.kind) {
    case "port_taken":
      return { reason: problem.kind, message: `port ${problem.port} cannot be had: something else has it` };
    case "page_unwritable":
      return { reason: problem.kind, message: problem.failure.message };
    case "state_invalid":
    case "output_unreadable":
    case "price_unknown":
      return filmRefusal(problem, file);
    default:
      return unreachable(problem);
  }
}
