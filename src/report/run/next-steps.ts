import stringWidth from "fast-string-width";
import type { SpendingExcess } from "../../plan/money/spending.ts";
import type { JobRef, RunCounts, StopReason } from "../../run/events.ts";
import { padColumns, wrapColumns } from "../text/columns.ts";
import { resolveCommands, shellWord } from "../text/shell.ts";
import type { Remedy } from "./failure-groups.ts";

/** The commands that run a plan. */
export type RunCommand = "render" | "retry" | "rehearse" | "rescue";

/** Where one provider's key comes from. */
export interface KeySource {
  /** In the environment, or in `.env`. */
  readonly variable: string;
  /** Where keys are made. */
  readonly page: string;
}

export interface NextStepsRequest {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** All storyboards, where this is about several that were run together. */
  readonly files?: readonly string[] | undefined;
  /** Others were run with it: how to carry on is said once, for all of them. */
  readonly isOneOfSeveral?: boolean | undefined;
  readonly command: RunCommand;
  readonly counts: RunCounts;
  /** Clips that were never decoded to see what is in them. */
  readonly notInspected: number;
  readonly stopped: StopReason | undefined;
  /** The smaller run that would fit the limits, where they refused the whole. */
  readonly fitting: SpendingExcess["fitting"] | undefined;
  readonly firstUncertain: JobRef | undefined;
  readonly firstUnfetched: (JobRef & { readonly error: { readonly code: string } }) | undefined;
  /** What helps against the failures of this run. */
  readonly remedies: ReadonlySet<Remedy>;
  /** For a real run, of every provider. */
  readonly keys: readonly KeySource[];
  /** Of the terminal; what follows a command goes below it where both do not fit. */
  readonly columns: number;
}

/** What to do after a run, as commands that can be copied; empty when there is nothing to do. */
export function nextSteps(request: NextStepsRequest): string {
  const steps = [...stepsOf(request)];
  if (steps.length === 0) return "";
  return ["Next:", ...stepLines(steps, request.columns)].join("\n");
}

/** Commands with their reasons in a second column, or below where a line would be too long: a command is never broken. */
function stepLines(steps: readonly Step[], columns: number): readonly string[] {
  const width = Math.max(...steps.map(({ command }) => stringWidth(command)));
  const lines = steps.map(({ command, why }) => `  ${padColumns(command, width)}   ${why}`);
  if (lines.every((line) => stringWidth(line) <= columns)) return lines;
  return steps.flatMap(({ command, why }) => [
    `  ${command}`,
    wrapColumns(`      ${why}`, { columns, indent: 6 }),
  ]);
}

interface Step {
  readonly command: string;
  readonly why: string;
}

function stepsOf(request: NextStepsRequest): Iterable<Step> {
  const { command, files, isOneOfSeveral = false } = request;
  if (files !== undefined) return stepsOfAll(request, files);
  if (command === "rehearse") return rehearsalSteps(request);
  return isOneOfSeveral ? shotSteps(request) : renderSteps(request);
}

function* renderSteps(request: NextStepsRequest): Iterable<Step> {
  yield* shotSteps(request);
  yield* carryOnSteps(request, shellWord(request.file));
}

/** What is about no single one of several storyboards. */
function* stepsOfAll(request: NextStepsRequest, files: readonly string[]): Iterable<Step> {
  const { fitting } = request;
  if (fitting !== undefined) yield* fittingStepsOfAll(fitting);
  yield* carryOnSteps(request, files.map(shellWord).join(" "));
}

function* shotSteps(request: NextStepsRequest): Iterable<Step> {
  const { counts, fitting, firstUncertain, firstUnfetched } = request;
  const file = shellWord(request.file);
  if (fitting !== undefined) yield* fittingSteps(file, fitting);
  if (firstUncertain !== undefined) {
    const { adopt, release } = resolveCommands(request.file, firstUncertain);
    yield { command: adopt, why: "when the task is in your account" };
    yield { command: release, why: "when it is not" };
  }
  if (firstUnfetched !== undefined && lostForGood.has(firstUnfetched.error.code)) {
    const { release } = resolveCommands(request.file, firstUnfetched);
    yield {
      command: release,
      why: "give it up, if your account says that it is gone; a render then pays anew",
    };
  }
  if (fitting !== undefined && counts.unfetched > 0) {
    yield { command: `dailies rescue ${file}`, why: "fetch what is paid for already" };
  }
  yield* failureSteps(file, request.remedies);
  if (counts.held > counts.missing) yield { command: `dailies plan ${file}`, why: "why shots are held back" };
  if (counts.missing > 0) {
    yield { command: `dailies render ${file} --missing`, why: "pay again for the clips that are gone" };
  }
  const isAllDone = counts.failed + counts.uncertain + counts.unfetched + counts.notStarted === 0;
  if (counts.done > 0 && isAllDone && request.notInspected > 0) {
    yield {
      command: `dailies inspect ${file}`,
      why: "see which clips are black, frozen, or unlike their frames",
    };
  }
}

/** Last, where whoever interrupted the run looks for it. `files` is ready for a shell. */
function* carryOnSteps(
  { counts, stopped, fitting, command }: NextStepsRequest,
  files: string,
): Iterable<Step> {
  const isUnfinished =
    counts.unfetched + counts.notStarted > 0 || stopped === "interrupted" || stopped === "run_lock_lost";
  if (fitting === undefined && isUnfinished) {
    yield { command: `dailies ${command} ${files}`, why: `carry on${afterWhat(stopped)}` };
  }
}

/** `file` is ready for a shell. */
function* failureSteps(file: string, remedies: ReadonlySet<Remedy>): Iterable<Step> {
  const isRefused = remedies.has("change_inputs");
  if (isRefused || remedies.has("mend")) {
    const what = isRefused
      ? "once the prompts or pictures are changed"
      : "once what the messages name is mended";
    yield { command: `dailies render ${file}`, why: what };
  }
  if (remedies.has("retry") || remedies.has("mend")) {
    const but = isRefused ? ", but for what moderation refused" : "";
    yield { command: `dailies retry ${file}`, why: `the same again, only what failed${but}` };
  }
}

/** What asking again is not expected to mend. */
const lostForGood: ReadonlySet<string> = new Set(["task_not_found", "result_expired"]);

/** Command lines do not hold any number of shots; past this, `--json` lists them. */
const mostNamedShots = 12;

/** The smaller run that would fit. `file` is ready for a shell. */
export function* fittingSteps(file: string, { ids, seconds }: SpendingExcess["fitting"]): Iterable<Step> {
  const [first] = ids;
  if (first === undefined) {
    yield { command: `dailies plan ${file}`, why: "not even the first shot fits" };
  } else if (ids.length <= mostNamedShots) {
    const only = ids.map((id) => `--only ${id}`).join(" ");
    yield { command: `dailies render ${file} ${only}`, why: `would fit: ${seconds} s` };
  } else {
    const last = ids.at(-1);
    yield {
      command: `dailies render ${file} --only ...`,
      why: `the first ${ids.length} shots, from ${first} to ${last}, would fit: ${seconds} s; --json names them`,
    };
  }
}

/** Of several storyboards: those that would fit as they are, or else what of the first would. */
export function* fittingStepsOfAll(fitting: SpendingExcess["fitting"]): Iterable<Step> {
  const files = (fitting.files ?? []).filter(({ ids, whole }) => !whole || ids.length > 0);
  const whole = files.filter((one) => one.whole);
  if (whole.length > 0) {
    const names = whole.map(({ file }) => shellWord(file)).join(" ");
    yield { command: `dailies render ${names}`, why: `would fit${whole.length > 1 ? " together" : ""}` };
    return;
  }
  const [first] = files;
  if (first !== undefined) yield* fittingSteps(shellWord(first.file), { ...fitting, ids: first.ids });
}

function rehearsalSteps({ file, counts, stopped, keys }: NextStepsRequest): Step[] {
  if (stopped !== undefined || counts.failed + counts.uncertain + counts.unfetched > 0) {
    return [{ command: `dailies rehearse ${shellWord(file)}`, why: "carry on" }];
  }
  return [
    { command: `dailies plan ${shellWord(file)}`, why: "what a real run would pay for" },
    ...keys.map(({ variable, page }) => ({
      command: `export ${variable}=...`,
      why: `a key from ${page}, or put it into .env`,
    })),
    { command: `dailies render ${shellWord(file)}`, why: "the same for real" },
  ];
}

function afterWhat(stopped: StopReason | undefined): string {
  switch (stopped) {
    case "no_balance":
      return ", once the account has balance again";
    case "key_refused":
      return ", with a key that the provider accepts";
    case "outcomes_unknown":
      return ", once your account shows what became of the submits";
    case "unreachable":
      return ", once the provider can be reached";
    case "budget":
      return ", with a larger budget";
    case "run_lock_lost":
      return ", when the other run has ended";
    case "state_unwritable":
    case "output_unwritable":
      return ", once the disk can be written";
    default:
      return "";
  }
}
