import { resolve } from "node:path";
import { visibleText } from "../../base/text/visible-text.ts";
import { systemClock } from "../../base/time/clock.ts";
import { JunitReport } from "../../report/junit/junit-report.ts";
import { type FinishedRun, finishedRunText } from "../../report/run/finished-run.ts";
import type { RunCommand } from "../../report/run/next-steps.ts";
import type { CliContext, RunListener } from "../context.ts";
import type { OutputFlags, RunEndFlags } from "../flags/flags.ts";
import { refuseCommandLine } from "../problems.ts";
import { finishProblem, runFinishCommand } from "./finish-command.ts";
import { ResultFile } from "./result-file.ts";

/** A run, as far as its end is concerned. */
export interface EndingRun {
  readonly command: RunCommand;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly flags: OutputFlags & RunEndFlags;
}

/**
 * Lets a run go on to its end, and then does what was asked for with its result: `--junit`, then `--on-finish`. Neither
 * changes the exit code. A file that cannot be written is found out before anything is paid.
 */
export async function withRunEnd(
  context: CliContext,
  ending: EndingRun,
  run: (heard: CliContext) => Promise<void>,
): Promise<void> {
  const { command, file, flags } = ending;
  const { junit, onFinish } = flags;
  const warn = (message: string): void =>
    void context.process.stderr.write(`dailies: ${visibleText(message)}\n`);
  const results = junit === undefined ? undefined : new ResultFile(resolve(context.cwd, junit));
  const problem = results?.clear();
  if (problem !== undefined) {
    refuseCommandLine(context, `--junit ${junit}: ${problem}`, flags);
    return;
  }
  const report = new JunitReport({ command, file, startedAt: systemClock.now() });
  const write = (): void => {
    const failed = results?.write(report.text(systemClock.now()));
    if (failed !== undefined) warn(`--junit ${junit}: ${failed}`);
  };
  let refused: FinishedRun["refused"];
  let finished: FinishedRun["finished"] | undefined;
  const listener: RunListener = {
    planned: (plan) => {
      if (junit !== undefined) report.planned(plan);
    },
    handle: (event) => {
      if (junit !== undefined) report.handle(event);
      if (event.type === "refused") refused = event;
      if (event.type === "run_finished") finished = event;
    },
    cutShort: write,
  };
  await run({ ...context, listener });
  write();
  if (onFinish === undefined || finished === undefined) return;
  const text = finishedRunText({ command, file, refused, finished }, systemClock.now());
  const failed = finishProblem(await runFinishCommand(context, onFinish, text));
  if (failed !== undefined) warn(`--on-finish: ${failed}`);
}
