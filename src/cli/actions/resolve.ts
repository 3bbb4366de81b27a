import { systemClock } from "../../base/clock.ts";
import { nearest } from "../../base/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { openStore } from "../../lockfile/store.ts";
import { shellWord } from "../../report/text/shell.ts";
import { shotText } from "../../report/text/text.ts";
import { exitCodes } from "../../run/exit-code.ts";
import { acquireRunLock } from "../../run-lock/run-lock.ts";
import { type Finding, resolve as findSubmit, type ResolutionFailure } from "../../state/resolution.ts";
import type { StateStore } from "../../state/store.ts";
import type { CliContext } from "../context.ts";
import type { ResolveFlags } from "../flags/command-flags.ts";
import { refuse, refuseCommandLine } from "../problems.ts";
import { printJson } from "../terminal.ts";

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
  const paths = statePaths(file, { rehearsal: false });
  const locked = await acquireRunLock({
    file: paths.runLock,
    command: "dailies resolve",
    timeoutMs: 0,
    clock: systemClock,
  });
  if (!locked.ok) {
    const isHeld = locked.error.kind === "held";
    refuse(
      this,
      isHeld
        ? {
            reason: "locked",
            message: `another run holds ${file}; resolve the shot when it has ended`,
            exitCode: exitCodes.locked,
          }
        : { reason: "state_unwritable", message: locked.error.message },
      flags,
    );
    return;
  }
  try {
    const store = await openStore(paths);
    if (!store.ok) {
      const message = `the state of ${file} cannot be understood`;
      refuse(this, { reason: "state_invalid", message, diagnostics: store.error }, flags);
      return;
    }
    await settle(this, store.value, { flags, file, shot });
  } finally {
    await locked.value.release();
  }
}

async function settle(
  context: CliContext,
  store: StateStore,
  { flags, file, shot }: { readonly flags: ResolveFlags; readonly file: string; readonly shot: string },
): Promise<void> {
  const { task } = flags;
  const finding: Finding = task === undefined ? { kind: "not_submitted" } : { kind: "task", taskId: task };
  const change = findSubmit(
    store.state,
    { id: shot, take: flags.take },
    { ...finding, at: systemClock.now() },
  );
  if (!change.ok) {
    await store.close();
    refuse(
      context,
      {
        reason: change.error.kind,
        message: failureText(change.error, shot, task),
        hint: `See: dailies status ${shellWord(file)}`,
      },
      flags,
    );
    return;
  }
  const { take } = change.value;
  const recorded = await store.record(change.value, { durable: true });
  const closed = await store.close();
  const trouble = recorded.ok ? closed : recorded;
  if (!trouble.ok) {
    refuse(context, { reason: "state_unwritable", message: trouble.error.message }, flags);
    return;
  }
  if (flags.json === true) {
    printJson(context, { id: shot, take, resolution: finding.kind, task_id: task ?? null });
    return;
  }
  const outcome =
    task === undefined
      ? "is free again: the next render submits it"
      : `is task ${task} now: the next render fetches its clip`;
  context.process.stdout.write(
    `${shotText({ id: shot, take })} ${outcome}.\n  dailies render ${shellWord(file)}\n`,
  );
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
