import { systemClock } from "../../diagnostics/clock.ts";
import { failure, type Result, success } from "../../diagnostics/result.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { acquireRunLock } from "../../lockfile/run-lock.ts";
import type { Attempt, LockState, StateChange } from "../../lockfile/state.ts";
import { openStore, type StateStore } from "../../lockfile/store.ts";
import { shotText, timeText } from "../../report/text.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { ResolveFlags } from "../commands/resolve.ts";
import type { CliContext } from "../context.ts";
import { refuse, showDiagnostics } from "../problems.ts";
import { printJson } from "../terminal.ts";

/** `dailies resolve FILE SHOT --task ID | --not-submitted`: the user says what became of a submit. */
export async function resolve(
  this: CliContext,
  flags: ResolveFlags,
  file: string,
  shot: string,
): Promise<void> {
  if ((flags.task === undefined) === (flags.notSubmitted !== true)) {
    refuse(this, "resolve needs one of --task ID and --not-submitted");
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
      isHeld ? `another run holds ${file}; resolve the shot when it has ended` : locked.error.message,
      {
        exitCode: isHeld ? exitCodes.locked : exitCodes.invalid,
      },
    );
    return;
  }
  try {
    const store = await openStore(paths);
    if (!store.ok) {
      showDiagnostics(this, store.error, flags);
      this.process.exitCode = exitCodes.invalid;
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
  const found = findUncertain(store.state, shot, flags);
  if (!found.ok) {
    await store.close();
    refuse(context, found.error, { hint: `See: dailies status ${file}` });
    return;
  }
  const { take, attempt } = found.value;
  const about = { id: shot, take, attemptId: attempt.attemptId };
  const change: StateChange =
    flags.task === undefined
      ? { ...about, type: "withdrawn" }
      : { ...about, type: "accepted", taskId: flags.task };
  const recorded = await store.record(change, { durable: true });
  const closed = await store.close();
  const trouble = recorded.ok ? closed : recorded;
  if (!trouble.ok) {
    refuse(context, trouble.error.message);
    return;
  }
  if (flags.json === true) {
    printJson(context, {
      id: shot,
      take,
      resolution: flags.task === undefined ? "not_submitted" : "task",
      task_id: flags.task ?? null,
    });
    return;
  }
  const outcome =
    flags.task === undefined
      ? "is free again: the next render submits it"
      : `is task ${flags.task} now: the next render fetches its clip`;
  context.process.stdout.write(
    `${shotText({ id: shot, take })}, submitted ${timeText(attempt.submittedAt)}, ${outcome}.\n  dailies render ${file}\n`,
  );
}

interface Uncertain {
  readonly take: number;
  readonly attempt: Attempt;
}

/** The one submit of the shot whose outcome is not known; why there is none, otherwise. */
function findUncertain(
  state: LockState,
  shot: string,
  { take, task }: ResolveFlags,
): Result<Uncertain, string> {
  const takes = state.get(shot);
  if (takes === undefined) return failure(`nothing is on record of a shot ${shot}`);
  const uncertain: Uncertain[] = [];
  for (const [number, { attempts }] of takes) {
    const attempt = attempts.find((one) => one.state === "uncertain" || one.state === "submitting");
    if (attempt !== undefined && (take === undefined || take === number))
      uncertain.push({ take: number, attempt });
  }
  const [first, second] = uncertain;
  const name = take === undefined ? shot : shotText({ id: shot, take });
  if (first === undefined) return failure(`${name} has no submit of unknown outcome`);
  if (second !== undefined) {
    return failure(
      `${shot} has several such submits, of takes ${uncertain.map((one) => one.take).join(", ")}: name one with --take`,
    );
  }
  if (task !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(task)) return failure("the task's id holds characters that no id has");
    const owner = ownerOf(state, task);
    if (owner !== undefined) return failure(`task ${task} belongs to ${owner} already`);
  }
  return success(first);
}

function ownerOf(state: LockState, task: string): string | undefined {
  for (const [id, takes] of state) {
    for (const [take, { attempts }] of takes) {
      if (attempts.some(({ taskId }) => taskId === task)) return shotText({ id, take });
    }
  }
  return undefined;
}
