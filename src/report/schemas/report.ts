import * as z from "zod";
import { shotId, take } from "./common.ts";

const name = z.object({ id: shotId, take });
const count = z.int().min(0);
const seconds = z.number().nonnegative();

const costRows = z.array(
  z.object({
    key: z.string(),
    clips: count,
    seconds,
    amount: z.number().nullable().describe("Null where a clip has no price"),
  }),
);

/** `dailies report --json` */
export const reportSchema = z
  .object({
    file: z.string().describe("The page"),
    trace: z.string().describe("The trace, in Chrome's trace event format"),
    source: z
      .enum(["record", "lockfile"])
      .nullable()
      .describe("Where the times are from; null where nothing was submitted"),
    run: z
      .object({
        number: z.int().min(1).nullable().describe("1 is the newest run on record; null without a record"),
        command: z.string().nullable(),
        started: z.string(),
        seconds,
        whole: z.boolean().nullable().describe("The record has the run's end; null without a record"),
        exit_code: z.int().nullable(),
        stopped: z.string().nullable().describe("Why it submitted nothing further"),
        spent: z.object({ amount: z.number(), currency: z.string() }).nullable(),
        outcomes: z.partialRecord(
          z.enum(["done", "failed", "uncertain", "unfetched", "not_started", "unknown"]),
          count,
        ),
      })
      .nullable(),
    takes: count,
    tasks_in_flight: count.describe("At most at one time"),
    phases: z.array(
      z.object({
        phase: z.enum(["clip_wait", "turn", "upload", "submit", "queue", "generation", "task", "download"]),
        takes: count,
        total_seconds: seconds,
        median_seconds: seconds,
        longest_seconds: seconds,
        longest: name,
      }),
    ),
    ended_last: z.array(name).describe("The take that ended last, after those that it waited for"),
    requests: z
      .object({
        uploads: count,
        submits: count,
        looks: count,
        look_ups: count,
        downloads: count,
        balances: count,
        limited: count.describe("Of all these: refused by a rate limit"),
        retries: count.describe("Tries that failed and were made again"),
      })
      .nullable()
      .describe("Null where they are not known"),
    money: z
      .object({
        currency: z.string().nullable(),
        spent: z.number(),
        uncertain: z.number(),
        by_scene: costRows,
        by_model: costRows,
        by_day: costRows,
      })
      .nullable()
      .describe(
        "Of all runs of the film; null for a rehearsal, which pays nothing, and where prices in several currencies have no sum",
      ),
  })
  .describe("What `dailies report --json` prints");
