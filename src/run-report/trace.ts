import { tasksInFlight } from "./figures.ts";
import type { ReportRow, RunReport } from "./run-report.ts";
import { keyOf, type Phase, type Span } from "./timeline.ts";

/** Microseconds since the run began. */
type Microseconds = number;

interface TraceBase {
  readonly name: string;
  readonly pid: number;
}

interface OnThread extends TraceBase {
  readonly tid: number;
  readonly ts: Microseconds;
  readonly cat: string;
}

/** An event of Chrome's trace event format, as far as it is used here. */
export type TraceEvent =
  /** Names and orders processes and threads. */
  | (TraceBase & {
      readonly ph: "M";
      readonly tid?: number;
      readonly args: { readonly name: string } | { readonly sort_index: number };
    })
  /** A phase of a take. */
  | (OnThread & {
      readonly ph: "X";
      readonly dur: Microseconds;
      readonly args: Readonly<Record<string, string | number>>;
    })
  /** A retry. */
  | (OnThread & {
      readonly ph: "i";
      readonly s: "t";
      readonly args: Readonly<Record<string, string | number>>;
    })
  /** From the clip that was waited for to what waited for it. */
  | (OnThread & { readonly ph: "s"; readonly id: number })
  | (OnThread & { readonly ph: "f"; readonly bp: "e"; readonly id: number })
  /** Tasks in flight. */
  | (TraceBase & {
      readonly ph: "C";
      readonly ts: Microseconds;
      readonly args: { readonly tasks: number };
    });

/** A trace file in Chrome's JSON object format. */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: "ms";
  readonly otherData: Readonly<Record<string, string>>;
}

const pid = 1;

const traceNames: Readonly<Record<Phase, string>> = {
  clip_wait: "waits for a clip",
  turn: "waits for its turn",
  upload: "upload",
  submit: "submit",
  queue: "queue",
  generation: "generation",
  task: "task at the provider",
  download: "download",
};

/** The timeline as a trace: a thread for each take, flows for what waited for what, and a counter of tasks in flight. */
export function traceOf({ storyboard, timeline }: RunReport): Trace {
  const rows = timeline?.rows ?? [];
  const from = timeline?.from ?? 0;
  const micros = (moment: number): Microseconds => Math.round((moment - from) * 1000);
  const threads = new Map(rows.map((row, index) => [keyOf(row), { row, tid: index + 1 }]));
  const events: TraceEvent[] = [{ ph: "M", name: "process_name", pid, args: { name: storyboard } }];
  for (const { row, tid } of threads.values()) {
    events.push(...threadEvents(row, tid, micros));
  }
  let flowId = 0;
  for (const { row, tid } of threads.values()) {
    for (const need of row.waitedFor) {
      const source = threads.get(keyOf(need));
      const [last, first] = [source?.row.spans.at(-1), row.spans.find(isWork)];
      if (source === undefined || last === undefined || first === undefined) continue;
      flowId += 1;
      const flow = { name: "clip", cat: "waits", pid, id: flowId };
      // Inside of the slices: a moment between two belongs to either, as viewers see it. A span has a millisecond at least.
      events.push({ ...flow, ph: "s", tid: source.tid, ts: micros(last.to) - 1 });
      events.push({ ...flow, ph: "f", bp: "e", tid, ts: micros(first.from) + 1 });
    }
  }
  for (const { at, tasks } of tasksInFlight(rows)) {
    events.push({ ph: "C", name: "tasks in flight", pid, ts: micros(at), args: { tasks } });
  }
  return {
    traceEvents: events,
    displayTimeUnit: "ms",
    otherData: {
      storyboard,
      source: timeline?.source ?? "none",
      ...(timeline === undefined ? {} : { begins: new Date(timeline.from).toISOString() }),
    },
  };
}

function* threadEvents(
  row: ReportRow,
  tid: number,
  micros: (moment: number) => Microseconds,
): Iterable<TraceEvent> {
  const name = row.take === 1 ? row.id : `${row.id} take ${row.take}`;
  yield { ph: "M", name: "thread_name", pid, tid, args: { name } };
  yield { ph: "M", name: "thread_sort_index", pid, tid, args: { sort_index: tid } };
  for (const { phase, from, to } of row.spans) {
    const ts = micros(from);
    yield {
      ph: "X",
      name: traceNames[phase],
      cat: phase,
      pid,
      tid,
      ts,
      dur: micros(to) - ts,
      args: argsOf(row),
    };
  }
  for (const { at, step, code, delayMs } of row.retries) {
    const args = { code, delay_ms: delayMs };
    yield { ph: "i", s: "t", name: `${step} again`, cat: "retry", pid, tid, ts: micros(at), args };
  }
}

/** What waited is the work, not the wait before it. */
function isWork({ phase }: Span): boolean {
  return phase !== "clip_wait" && phase !== "turn";
}

function argsOf({ id, take, scene, model, taskId, outcome }: ReportRow): Record<string, string | number> {
  return {
    shot: id,
    take,
    outcome,
    ...(scene === undefined ? {} : { scene }),
    ...(model === undefined ? {} : { model }),
    ...(taskId === undefined ? {} : { task: taskId }),
  };
}
