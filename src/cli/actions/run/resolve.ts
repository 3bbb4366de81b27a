import { nearest } from "../../../base/text/suggest.ts";
import { unreachable } from "../../../base/unreachable.ts";
import { type ResolveProblem, resolveSubmit } from "../../../film/record/resolve-submit.ts";
import { shellWord } from "../../../report/text/shell.ts";
import { shotText } from "../../../report/text/text.ts";
import type { Finding, ResolutionFailure } from "../../../state/resolution.ts";
import type { CliContext } from "../../context.ts";
import type { ResolveFlags } from "../../flags/command-flags.ts";
import { type Refusal, refuse, refuseCommandLine } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { storeRefusal } from "../../words/choose-text.ts";

/** `dailies resolve FILE SHOT --task ID | --not-submitted`: the user says what became of a submit. */
export async function resolve(
  this: CliContext,
  flags: ResolveFlags,
  file: string,
  shot: string,
): Promise<void> {
  if ((flags.task === undefined) === (flags.notSubmitted !== true)) {
    refuseCommandLine(this, "resolve needs one of --task ID and --not-submitted", flags);
    return;
  }
  if (flags.task !== undefined && !/^[\x21-\x7e]+$/.test(flags.task)) {
    refuseCommandLine(this, "--task holds characters that no task's id has", flags);
    return;
  }
  const { task } = flags;
  const finding: Finding = task === undefined ? { kind: "not_submitted" } : { kind: "task", taskId: task };
  const resolved = await resolveSubmit({ file, shot, take: flags.take, finding });
  if (!resolved.ok) {
    refuse(this, refusalOf(resolved.error, { file, shot, task }), flags);
    return;
  }
  const { take } = resolved.value;
  if (flags.json === true) {
    printJson(this, { id: shot, take, resolution: finding.kind, task_id: task ?? null });
    return;
  }
  const outcome =
    task === undefined
      ? "is free again: the next render submits it"
      : `is task ${task} now: the next render fetches its clip`;
  this.process.stdout.write(
    `${shotText({ id: shot, take })} ${outcome}.\n  dailies render ${shellWord(file)}\n`,
  );
}

interface Asked {
  readonly file: string;
  readonly shot: string;
  readonly task: string | undefined;
}

function refusalOf(problem: ResolveProblem, { file, shot, task }: Asked): Refusal {
  switch (problem.kind) {
    case "locked":
    case "state_unwritable":
    case "state_invalid":
      return storeRefusal(problem, file);
    case "shot_unknown":
    case "nothing_uncertain":
    case "take_needed":
    case "task_taken":
      return {
        reason: problem.kind,
        message: failureText(problem, shot, task),
        hint: `See: dailies status ${shellWord(file)}`,
      };
    default:
      return unreachable(problem);
  }
}

function failureText(failure: ResolutionFailure, shot: string, task = ""): string {
  switch (failure.kind) {
    case "shot_unknown":
      return `nothing is on record of a shot ${shot}${didYouMean(shot, failure.known)}`;
    case "nothing_uncertain":
      return `${shot} has no submit of unknown outcome`;
    case "take_needed":
      return `${shot} has several such submits, of takes ${failure.takes.join(", ")}: name one with --take`;
    case "task_taken":
      return `task ${task} belongs to ${shotText(failure)} already`;
    default:
      return unreachable(failure);
  }
}

function didYouMean(shot: string, known: readonly string[]): string {
  const meant = nearest(shot, known);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
