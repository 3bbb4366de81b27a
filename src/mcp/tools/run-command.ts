import { isObject, type JsonValue } from "../../base/json.ts";
import { failure, success } from "../../base/result.ts";
import { shorten } from "../answer/shorten.ts";
import { bugError, errorIn, type ToolError } from "../answer/tool-error.ts";
import { type CommandEnd, commandArgv, type FlagValues } from "../command-line.ts";
import { RunWatch } from "../session/run-watch.ts";
import type { Session, SessionRun } from "../session/session.ts";
import { shortError } from "./command-tool.ts";
import type { Answer, ToolCall } from "./tool.ts";

type RunKind = RunWatch["kind"];

interface RunPlaces {
  /** As a command line takes it. */
  readonly file: string;
  /** Without links. */
  readonly real: string;
}

/** One storyboard has one run of a kind at a time. */
export function refuseSecond(
  session: Session,
  kind: RunKind,
  { real, file }: RunPlaces,
): { readonly ok: false; readonly error: ToolError } | undefined {
  const run = session.run(kind, real);
  if (run === undefined || run.exitCode !== undefined) return undefined;
  return failure({
    code: "locked",
    message: `a ${kind} of ${file} goes on already; nothing was submitted`,
    hint: "See how it goes with status; try again when it has ended.",
  });
}

interface RunRequest {
  readonly command: "render" | "rehearse";
  readonly flags: FlagValues;
  readonly places: RunPlaces;
  /** Does it go on when the call is answered or cancelled? */
  readonly outlives: boolean;
  /** Called with what the run spent; `undefined` where that is not certain. */
  readonly onEnd?: (spent: number | undefined) => void;
}

/** A run that has begun. */
export interface StartedRun {
  readonly run: SessionRun;
  readonly ended: Promise<CommandEnd>;
}

const own: ReadonlySet<string> = new Set(["wait"]);

/** Starts a run and keeps it in the session. */
export function startRun(
  { session, signal, onProgress }: ToolCall,
  { command, flags, places, outlives, onEnd = () => {} }: RunRequest,
): StartedRun {
  const kind = command === "render" ? "render" : "rehearsal";
  // An answered call gets no more progress.
  const watch = new RunWatch(kind, outlives ? () => {} : onProgress);
  const argv = commandArgv(
    command,
    Object.fromEntries(Object.entries(flags).filter(([name]) => !own.has(name))),
    [places.file],
  );
  const interrupt = outlives ? session.closing : AbortSignal.any([session.closing, signal]);
  const ended = session.commandLine({ argv, interrupt, onLine: (line) => watch.hear(line) });
  const run: SessionRun = { watch, exitCode: undefined, ended };
  session.keep(places.real, run);
  const settled = ended.then((end) => {
    run.exitCode = end.exitCode;
    onEnd(spentBy(watch));
    return end;
  });
  return { run, ended: settled };
}

/** `undefined` where a submit's outcome is not known, or where the end was not heard. */
function spentBy({ finish, events }: RunWatch): number | undefined {
  if (events.some(({ type }) => type === "refused")) return 0;
  const counts = finish?.counts;
  if (!isObject(counts) || counts.uncertain !== 0 || finish?.stopped === "run_lock_lost") return undefined;
  const spent = finish?.spent;
  if (!isObject(spent)) return counts.done === 0 && counts.unfetched === 0 ? 0 : undefined;
  return typeof spent.amount === "number" ? spent.amount : undefined;
}

/** The answer at the run's end, or as soon as it has begun. */
export async function follow({ run, ended }: StartedRun, wait: boolean): Promise<Answer> {
  const { watch } = run;
  const end = wait ? await ended : await Promise.race([ended, watch.begun.then(() => undefined)]);
  const refused = watch.events.map(errorIn).find((error) => error !== undefined);
  if (refused !== undefined) return failure(shortError(refused.error));
  const excess = watch.events.find(({ type }) => type === "over_limits");
  if (excess !== undefined) {
    const { limits, needed, fitting } = excess;
    const message = "the plan does not fit its limits; nothing was submitted";
    const more = { limits: limits ?? null, needed: needed ?? null, fitting: fitting ?? null };
    return failure(shortError({ code: "over_limits", message, ...more }));
  }
  if (end !== undefined && watch.finish === undefined) return failure(bugError(end.complaint));
  const { finish } = watch;
  return success(
    shorten(
      {
        state: end === undefined ? "running" : "finished",
        exit_code: end?.exitCode ?? null,
        ended: watch.ended,
        total: watch.total,
        spent: finish?.spent ?? null,
        events: watch.events,
      },
      {
        lists: [{ path: "events", keep: 30, rank: endFirst }],
        rest: "`status` has every shot's state and error.",
      },
    ),
  );
}

function endFirst(event: JsonValue): number {
  return isObject(event) && event.type === "run_finished" ? 0 : 1;
}
