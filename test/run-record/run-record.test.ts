import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/run/events.ts";
import { noCounts } from "../../src/run/events.ts";
import { readRecord, readRecordEnds } from "../../src/run-record/read-record.ts";
import { mostRecords, recordFiles } from "../../src/run-record/record-files.ts";
import { RunRecorder } from "../../src/run-record/run-recorder.ts";
import { oddFiles } from "../fakes/odd-files.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const totals = {
  jobs: 1,
  render: 1,
  resume: 0,
  download: 0,
  move: 0,
  hold: 0,
  none: 0,
  billing: [],
  price: null,
  possible: { clips: 0, seconds: 0, price: null },
};
const started: RunEvent = {
  type: "run_started",
  storyboard: "film.yaml",
  rehearsal: false,
  concurrency: 4,
  totals,
};
const queued: RunEvent = { type: "shot_state", id: "a", take: 1, state: "queued", taskId: "t" };
const failed: RunEvent = {
  type: "shot_failed",
  id: "a",
  take: 1,
  error: { code: "see https://x.example/?sig=1", message: "a secret" },
};
const finished: RunEvent = { type: "run_finished", counts: noCounts, exitCode: 0, elapsedMs: 1 };
const whole = [started, queued, failed, finished];

/** Plays events, a second apart, into a record; gives the storyboard's path. */
async function played(
  events: readonly RunEvent[],
  { file = join(temporaryFolder(), "film.yaml"), at = 1_000_000, mostBytes = 1_000_000 } = {},
): Promise<{ readonly file: string; readonly kind: "render" }> {
  let now = at;
  const clock = { now: () => now };
  const subject = { file, kind: "render" } as const;
  const recorder = new RunRecorder({ ...subject, command: "dailies render", clock, mostBytes });
  for (const event of events) {
    recorder.handle(event);
    now += 1000;
  }
  await recorder.close();
  return subject;
}

test("a run's record says what happened and when, without any text of a provider's", async () => {
  const [file = ""] = recordFiles(await played(whole));
  const record = readRecord(file);
  expect(record?.broken).toBe(0);
  expect(record?.lines).toMatchObject([
    { type: "run", at: 1_000_000, command: "dailies render", concurrency: 4 },
    { type: "state", at: 1_001_000, id: "a", take: 1, state: "queued" },
    { type: "failed", at: 1_002_000, code: "other" },
    { type: "requests" },
    { type: "end", at: 1_003_000, exitCode: 0 },
  ]);
  expect(readFileSync(file, "utf8")).not.toMatch(/secret|https|sig/);
});

test("a record that was cut off anywhere is read up to its last whole line", async () => {
  const [file = ""] = recordFiles(await played(whole));
  const bytes = readFileSync(file);
  const lines = readRecord(file)?.lines ?? [];
  fc.assert(
    fc.property(fc.nat({ max: bytes.length }), (length) => {
      const cut = bytes.subarray(0, length);
      writeFileSync(file, cut);
      const wholeLines = cut.toString().split("\n").length - 1;
      const record = readRecord(file);
      // A line whose end of line alone is missing is whole, too.
      const found = record?.lines.length ?? 0;
      expect([wholeLines, wholeLines + 1]).toContain(found);
      expect(record?.lines ?? []).toEqual(lines.slice(0, found));
    }),
  );
});

test("whatever is in a record, reading it never throws, and what is not a line counts for nothing", async () => {
  const [file = ""] = recordFiles(await played(whole));
  const begin = readFileSync(file, "utf8").split("\n")[0];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (texts) => {
      const junk = texts.map((text) => text.replaceAll("\n", " "));
      writeFileSync(file, [begin, ...junk].join("\n"));
      const record = readRecord(file);
      expect(record?.lines).toHaveLength(1);
      expect(record?.broken).toBe(junk.filter((text) => text !== "").length);
      expect(readRecordEnds(file)?.start.at).toBe(1_000_000);
    }),
  );
});

test("a run with nothing to do leaves no record, and gives up none", async () => {
  const { file } = await played(whole);
  const subject = await played([started, finished], { file, at: 2_000_000 });
  expect(recordFiles(subject)).toHaveLength(1);
});

test("only so many records are kept, the newest ones", async () => {
  const file = join(temporaryFolder(), "film.yaml");
  for (let run = 0; run < mostRecords + 3; run++) await played(whole, { file, at: 1_000_000 + run * 60_000 });
  const files = recordFiles({ file, kind: "render" });
  expect(files).toHaveLength(mostRecords);
  expect(readRecord(files[0] ?? "")?.start.at).toBe(1_000_000 + (mostRecords + 2) * 60_000);
});

test("a record grows to a bound, and has its end all the same", async () => {
  const many = Array.from({ length: 500 }, () => queued);
  const [file = ""] = recordFiles(await played([started, ...many, finished], { mostBytes: 12_000 }));
  const record = readRecord(file);
  expect(lstatSync(file).size).toBeLessThan(12_000);
  expect(record?.lines.map(({ type }) => type).slice(-3)).toEqual(["full", "requests", "end"]);
});

describe("what is not ours is not written into, and not read", () => {
  test("a link in the folder's place", async () => {
    const folder = temporaryFolder();
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(folder, ".dailies"));
    const subject = await played(whole, { file: join(folder, "film.yaml") });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(recordFiles(subject)).toEqual([]);
  });

  test("a file in the folder's place", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".dailies"), "mine");
    const subject = await played(whole, { file: join(folder, "film.yaml") });
    expect(readFileSync(join(folder, ".dailies"), "utf8")).toBe("mine");
    expect(recordFiles(subject)).toEqual([]);
  });

  test.each(Object.entries(oddFiles))("%s in a record's place", async (_, put) => {
    const folder = temporaryFolder();
    const subject = await played(whole, { file: join(folder, "film.yaml") });
    const odd = join(folder, ".dailies", "film.yaml.render.20300101T000000000Z.ndjson");
    put(odd);
    expect(readRecord(odd)).toBeUndefined();
    expect(recordFiles(subject)[0]).toBe(odd);
  });
});
