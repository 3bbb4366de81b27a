import { unreachable } from "../base/unreachable.ts";
import type { RunRecord } from "../run-record/read-record.ts";
import type { RecordLine } from "../run-record/record-line.ts";
import type { Attempt, LockState } from "../state/state.ts";
import {
  keyOf,
  type Phase,
  type RetryMark,
  type Row,
  type RowOutcome,
  type RunFacts,
  type Span,
  type TakeKey,
  type Timeline,
} from "./timeline.ts";

interface OpenRow extends TakeKey {
  readonly spans: Span[];
  readonly retries: RetryMark[];
  readonly needs: readonly TakeKey[];
  outcome: RowOutcome;
  code?: string;
  /** The phase that goes on, and since when. */
  current?: { readonly phase: Phase; readonly from: number } | undefined;
  isBegun: boolean;
}

/** The timeline of a record; the lockfile adds the moments that no event says. */
export function recordTimeline(record: RunRecord, state: LockState): Timeline {
  const { start, broken } = record;
  const from = start.at;
  const { lines, to } = inOrder(record.lines, from);
  const rows = new Map<string, OpenRow>();
  for (const line of lines) follow(line, { rows, from });
  for (const row of rows.values()) leave(row, to);
  return {
    source: "record",
    from,
    to,
    rows: [...rows.values()].map((row) => finished(row, { rows, state, from })),
    run: factsOf(lines, start.command, broken),
  };
}

/** A clock can be set back while a run goes on: then nothing happens until it is where it was. */
function inOrder(
  lines: readonly RecordLine[],
  from: number,
): { readonly lines: readonly RecordLine[]; readonly to: number } {
  let to = from;
  const ordered = lines.map((line) => {
    if (!("at" in line)) return line;
    to = Math.max(to, line.at);
    return line.at === to ? line : { ...line, at: to };
  });
  return { lines: ordered, to };
}

function follow(line: RecordLine, { rows, from }: { rows: Map<string, OpenRow>; from: number }): void {
  switch (line.type) {
    case "planned":
      rows.set(keyOf(line), newRow(line, line.needs, line.action === "hold" ? undefined : from));
      return;
    case "state": {
      const row = rowOf(rows, line);
      const phase = phaseOf(line.state);
      leave(row, line.at);
      row.isBegun = true;
      if (phase !== undefined) row.current = { phase, from: line.at };
      return;
    }
    case "retry": {
      const { at, step, code, delayMs } = line;
      rowOf(rows, line).retries.push({ at, step, code, delayMs });
      return;
    }
    case "done":
    case "failed":
    case "uncertain":
    case "unfetched": {
      const row = rowOf(rows, line);
      leave(row, line.at);
      row.isBegun = true;
      row.outcome = line.type;
      if (line.type !== "done") row.code = line.code;
      return;
    }
    case "run":
    case "uploaded":
    case "stopping":
    case "requests":
    case "full":
    case "end":
      return;
    default:
      unreachable(line);
  }
}

function newRow({ id, take }: TakeKey, needs: readonly TakeKey[], from?: number): OpenRow {
  const current = from === undefined ? undefined : ({ phase: "turn", from } as const);
  return { id, take, needs, spans: [], retries: [], outcome: "not_started", isBegun: false, current };
}

/** A line about a take whose plan is among the lines that are missing. */
function rowOf(rows: Map<string, OpenRow>, line: TakeKey): OpenRow {
  const row = rows.get(keyOf(line)) ?? newRow(line, []);
  rows.set(keyOf(line), row);
  return row;
}

function leave(row: OpenRow, at: number): void {
  const { current } = row;
  if (current !== undefined && at > current.from) row.spans.push({ ...current, to: at });
  row.current = undefined;
}

function phaseOf(state: Extract<RecordLine, { type: "state" }>["state"]): Phase | undefined {
  switch (state) {
    case "pending":
      return "turn";
    case "uploading":
      return "upload";
    case "submitting":
      return "submit";
    case "queued":
      return "queue";
    case "in_progress":
      return "generation";
    case "downloading":
      return "download";
    case "done":
    case "failed":
    case "uncertain":
      return undefined;
    default:
      return unreachable(state);
  }
}

function finished(
  row: OpenRow,
  { rows, state, from }: { rows: ReadonlyMap<string, OpenRow>; state: LockState; from: number },
): Row {
  const { id, take, retries, needs, outcome, code, isBegun } = row;
  const ends = needs.flatMap((need) => {
    const end = rows.get(keyOf(need))?.spans.at(-1)?.to;
    return end === undefined ? [] : [{ need, end }];
  });
  const readyAt = ends.reduce((latest, { end }) => Math.max(latest, end), from);
  const attempts = (state.get(id) ?? []).find((record) => record.take === take)?.attempts ?? [];
  return {
    id,
    take,
    spans: divide(row.spans, { readyAt, attempt: attemptIn(attempts, row.spans.at(-1)?.to ?? from) }),
    retries,
    outcome: outcome === "not_started" && isBegun ? "unknown" : outcome,
    code,
    waitedFor: ends.map(({ need }) => need),
  };
}

/** The one that was the newest at that moment: a later run may have added others. */
function attemptIn(attempts: readonly Attempt[], moment: number): Attempt | undefined {
  return attempts.findLast(({ submittedAt }) => submittedAt <= moment);
}

/** Divides spans where two phases are in one: a wait for clips, for the rate of submits, or for a download's turn. */
function divide(
  spans: readonly Span[],
  { readyAt, attempt }: { readonly readyAt: number; readonly attempt: Attempt | undefined },
): readonly Span[] {
  const { submittedAt, finishedAt } = attempt ?? {};
  const parts = spans.flatMap((span, index) => {
    const { phase } = span;
    if (index === 0 && phase === "turn") return cut(span, Math.min(readyAt, span.to), "clip_wait", "turn");
    // The intent to submit is written when its turn has come.
    if (phase === "submit") return cut(span, submittedAt, "turn", "submit");
    const isBeforeDownload = spans[index + 1]?.phase === "download";
    if ((phase === "generation" || phase === "queue") && isBeforeDownload) {
      return cut(span, finishedAt, phase, "turn");
    }
    return [span];
  });
  return parts.reduce<readonly Span[]>(joined, []);
}

/** Two waits for a turn, one after the other, are one. */
function joined(spans: readonly Span[], next: Span): readonly Span[] {
  const last = spans.at(-1);
  if (last?.phase !== next.phase || last.to !== next.from) return [...spans, next];
  return [...spans.slice(0, -1), { ...last, to: next.to }];
}

/** The span as it is where the moment is not in it. */
function cut(span: Span, at: number | undefined, before: Phase, after: Phase): readonly Span[] {
  if (at === undefined || at < span.from || at > span.to) return [span];
  return [
    { phase: before, from: span.from, to: at },
    { phase: after, from: at, to: span.to },
  ].filter(({ from, to }) => to > from);
}

function factsOf(lines: readonly RecordLine[], command: string, broken: number): RunFacts {
  let end: RunFacts["end"];
  let stopped: string | undefined;
  let requests: RunFacts["requests"];
  let uploadedBytes = 0;
  let isFull = false;
  for (const line of lines) {
    if (line.type === "end") end = line;
    else if (line.type === "stopping") stopped = line.reason;
    else if (line.type === "requests") requests = line.counts;
    else if (line.type === "uploaded") uploadedBytes += line.bytes;
    else if (line.type === "full") isFull = true;
  }
  return { command, isWhole: end !== undefined, isFull, broken, end, stopped, requests, uploadedBytes };
}
