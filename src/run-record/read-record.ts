import * as z from "zod";
import { readPlainFileSync } from "../base/files/plain-file-sync.ts";
import { planActions } from "../plan/plan.ts";
import { jobStates, stopReasons } from "../run/events.ts";
import { mostRecordBytes } from "./record-files.ts";
import { type RecordLine, recordVersion } from "./record-line.ts";

/** What a run's record says. */
export interface RunRecord {
  readonly start: Extract<RecordLine, { type: "run" }>;
  /** In the order that they were written in. */
  readonly lines: readonly RecordLine[];
  /** Lines that could not be read, the broken last one of a killed run included. */
  readonly broken: number;
}

const at = z.int().min(0).max(253_402_300_799_999);
const count = z.int().min(0);
const code = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const name = { id: z.string().min(1).max(400), take: z.int().min(1) };

const runCounts = z.object({
  done: count,
  failed: count,
  uncertain: count,
  unfetched: count,
  notStarted: count,
  held: count,
  missing: count,
  upToDate: count,
});

const lineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run"),
    version: z.literal(recordVersion),
    at,
    command: z.string().max(100),
    concurrency: count,
  }),
  z.object({
    type: z.literal("planned"),
    ...name,
    action: z.enum(planActions),
    needs: z.array(z.object(name)).max(10_000),
  }),
  z.object({
    type: z.literal("state"),
    at,
    ...name,
    state: z.enum(jobStates),
  }),
  z.object({
    type: z.literal("retry"),
    at,
    ...name,
    step: z.enum(["upload", "submit", "query", "download"]),
    delayMs: count,
    code,
  }),
  z.object({ type: z.literal("done"), at, ...name, bytes: count }),
  z.object({ type: z.enum(["failed", "uncertain", "unfetched"]), at, ...name, code }),
  z.object({ type: z.literal("uploaded"), at, bytes: count }),
  z.object({
    type: z.literal("stopping"),
    at,
    reason: z.enum(stopReasons),
  }),
  z.object({
    type: z.literal("requests"),
    at,
    counts: z.object({
      uploads: count,
      submits: count,
      looks: count,
      lookUps: count,
      downloads: count,
      balances: count,
      limited: count,
    }),
  }),
  z.object({ type: z.literal("full"), at }),
  z.object({
    type: z.literal("end"),
    at,
    counts: runCounts,
    spent: z.object({ amount: z.number(), currency: z.string().max(20) }).optional(),
    exitCode: z.int().min(0).max(255),
  }),
]) satisfies z.ZodType<RecordLine>;

/**
 * Reads a record up to its last whole line. `undefined` for anything that is not one: no file, a link, a pipe, a file that
 * is too large, one of a newer release. Lines in between that say nothing known are left out, and counted.
 */
export function readRecord(file: string): RunRecord | undefined {
  const texts = textsIn(file);
  const lines: RecordLine[] = [];
  let broken = 0;
  for (const text of texts) {
    const line = parseLine(text);
    if (line === undefined) broken += 1;
    else lines.push(line);
  }
  const [start] = lines;
  return start?.type === "run" ? { start, lines, broken } : undefined;
}

/** How a run began, and how it ended if the record says so: its first and its last line. */
export function readRecordEnds(
  file: string,
): { readonly start: RunRecord["start"]; readonly last: RecordLine } | undefined {
  const texts = textsIn(file);
  const start = parseLine(texts[0] ?? "");
  if (start?.type !== "run") return undefined;
  return { start, last: parseLine(texts.at(-1) ?? "") ?? start };
}

function textsIn(file: string): readonly string[] {
  const read = readPlainFileSync(file, { mostBytes: mostRecordBytes + 64 * 1024, links: "refuse" });
  if (!read.ok) return [];
  return read.value
    .toString("utf8")
    .split("\n")
    .filter((text) => text !== "");
}

function parseLine(text: string): RecordLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
