import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Journal } from "../../src/lockfile/journal/journal.ts";
import { openJournalFile } from "../../src/lockfile/journal/journal-file.ts";
import { encodeChange, encodeHeader } from "../../src/lockfile/journal/journal-line.ts";
import { readJournal } from "../../src/lockfile/journal/read-journal.ts";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import type { StateChange } from "../../src/state/state.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { changes } from "./arbitraries.ts";
import { FakeDisk } from "./fake-journal-file.ts";

const anywhere = statePaths("film.yaml", { rehearsal: false });

function paths(): StatePaths {
  return statePaths(join(temporaryFolder(), "film.yaml"), { rehearsal: false });
}

function change(attemptId: string): StateChange {
  return { id: "a", take: 1, attemptId, type: "accepted", taskId: "t" };
}

function attempts(bytes: Buffer): string[] {
  const [, ...lines] = bytes.toString().trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { attempt_id: string }).attempt_id);
}

function journalOn(disk: FakeDisk): Journal {
  return new Journal({ paths: anywhere, openFile: disk.open, wholeBytes: 0, tornBytes: 0 });
}

async function read(where: StatePaths) {
  const found: StateChange[] = [];
  const content = await readJournal(where, (one) => found.push(one));
  return { content, found };
}

describe("writing the journal", () => {
  it("makes no file before the first change", async () => {
    const disk = new FakeDisk();
    expect(await journalOn(disk).close()).toEqual({ ok: true });
    expect(disk.calls).toEqual([]);
  });

  it("has a change durable when `append` resolves", async () => {
    const disk = new FakeDisk();
    expect(await journalOn(disk).append(change("A"))).toEqual({ ok: true });
    expect(attempts(disk.durable)).toEqual(["A"]);
    expect(disk.durable.toString().split("\n")[0]).toBe(
      '{"journal_version":1,"storyboard":"film.yaml","kind":"render"}',
    );
  });

  it("gathers changes that arrive during a write into one write and one sync, in order", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    await journal.append(change("first"));
    let letGo = () => {};
    disk.gate = new Promise((resolve) => {
      letGo = resolve;
    });
    disk.calls.length = 0;
    const names = Array.from({ length: 50 }, (_, index) => `A${index}`);
    const all = names.map((name) => journal.append(change(name)));
    letGo();
    expect((await Promise.all(all)).every(({ ok }) => ok)).toBe(true);
    expect(attempts(disk.durable)).toEqual(["first", ...names]);
    expect(disk.calls.filter((call) => call === "sync").length).toBeLessThanOrEqual(2);
  });

  it("writes lazy changes in their place with the next durable one, or at the end", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    journal.appendLazily(change("A"));
    expect(disk.calls).toEqual([]);
    await journal.append(change("B"));
    expect(attempts(disk.durable)).toEqual(["A", "B"]);
    journal.appendLazily(change("C"));
    await journal.close();
    expect(attempts(disk.durable)).toEqual(["A", "B", "C"]);
  });

  it("does not let lazy changes pile up without end", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    for (let index = 0; index < 5_000; index++) journal.appendLazily(change(`A${index}`));
    expect(disk.calls).toContain("open");
    await journal.close();
    expect(attempts(disk.durable)).toHaveLength(5_000);
  });

  it("takes as many bytes for a change, however long the journal is", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    const lengths: number[] = [];
    for (let index = 100; index < 200; index++) {
      const before = disk.written.length;
      await journal.append(change(`A${index}`));
      lengths.push(disk.written.length - before);
    }
    expect(new Set(lengths.slice(1)).size).toBe(1);
  });

  it.each([
    ["open", "EROFS"],
    ["append", "ENOSPC"],
    ["sync", "EIO"],
  ] as const)("tells of a failed %s, and writes the change with the next one", async (call, code) => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    disk.faults.push({ call, code });
    expect(await journal.append(change("A"))).toMatchObject({
      ok: false,
      error: { kind: "unwritable", code },
    });
    expect(attempts(disk.durable)).toEqual([]);
    expect(await journal.append(change("B"))).toEqual({ ok: true });
    expect(attempts(disk.durable)).toEqual(["A", "B"]);
  });

  it("leaves no half line between whole ones, even if cutting it off fails at first", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    await journal.append(change("A"));
    disk.faults.push({ call: "append", code: "ENOSPC" }, { call: "truncate", code: "EIO" });
    expect(await journal.append(change("B"))).toMatchObject({ ok: false, error: { code: "ENOSPC" } });
    expect(await journal.append(change("C"))).toMatchObject({ ok: false, error: { code: "EIO" } });
    expect(await journal.flush()).toEqual({ ok: true });
    expect(attempts(disk.durable)).toEqual(["A", "B", "C"]);
  });

  it("stops when another run writes the same journal, or took it away", async () => {
    const disk = new FakeDisk();
    const journal = journalOn(disk);
    await journal.append(change("A"));
    const other = `${"x".repeat(40)}\n`;
    disk.written = Buffer.concat([disk.written, Buffer.from(other)]);
    expect(await journal.append(change("B"))).toMatchObject({ ok: false, error: { code: "journal_taken" } });
    expect(disk.written.toString().endsWith(other)).toBe(true);
    disk.written = disk.durable;
    disk.isLinked = false;
    expect(await journal.append(change("C"))).toMatchObject({ ok: false, error: { code: "journal_taken" } });
  });

  it("keeps the order and loses nothing, whatever fails when", async () => {
    const fault = fc.record({
      call: fc.constantFrom("open", "append", "sync", "truncate" as const),
      code: fc.constantFrom("ENOSPC", "EIO" as const),
    });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant("append" as const) },
      { weight: 2, arbitrary: fc.constant("lazy" as const) },
      { weight: 2, arbitrary: fault },
      { weight: 1, arbitrary: fc.constant("settle" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const disk = new FakeDisk();
        const journal = journalOn(disk);
        const names: string[] = [];
        const confirmed: Promise<void>[] = [];
        for (const [index, now] of steps.entries()) {
          if (typeof now === "object") disk.faults.push(now);
          else if (now === "settle") await Promise.all(confirmed);
          else {
            names.push(`A${index}`);
            if (now === "lazy") journal.appendLazily(change(`A${index}`));
            else {
              const mine = names.length;
              const appended = journal.append(change(`A${index}`)).then(({ ok }) => {
                if (ok) expect(attempts(disk.durable).slice(0, mine)).toEqual(names.slice(0, mine));
              });
              confirmed.push(appended);
            }
          }
        }
        await Promise.all(confirmed);
        disk.faults.length = 0;
        expect(await journal.close()).toEqual({ ok: true });
        if (names.length > 0) expect(attempts(disk.durable)).toEqual(names);
      }),
    );
  });
});

describe("reading the journal", () => {
  it("gives back every change as it was written", async () => {
    const where = paths();
    await fc.assert(
      fc.asyncProperty(changes({ ids: ["a", "b"], takes: 2, maxLength: 30 }), async (all) => {
        writeFileSync(where.journal, encodeHeader(where) + all.map(encodeChange).join(""));
        const { content, found } = await read(where);
        expect(content).toMatchObject({ ok: true, value: { exists: true, tornBytes: 0 } });
        expect(found).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out a torn end, wherever it was torn, and keeps all that is before it", async () => {
    const where = paths();
    const all = ["A", "B", "C é雨"].map(change);
    const bytes = Buffer.from(encodeHeader(where) + all.map(encodeChange).join(""));
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(where.journal, bytes.subarray(0, length));
      const { content, found } = await read(where);
      const whole = bytes.subarray(0, length).lastIndexOf("\n") + 1;
      expect(content).toEqual({
        ok: true,
        value: { exists: true, wholeBytes: whole, tornBytes: length - whole },
      });
      expect(found).toEqual(all.slice(0, found.length));
      expect(found.length).toBe(Math.max(0, bytes.toString("utf8", 0, whole).split("\n").length - 2));
    }
  });

  it("takes a last line with zeros, of blocks that never reached the disk, for torn", async () => {
    const where = paths();
    const whole = encodeHeader(where) + encodeChange(change("A"));
    for (const tail of ["\0\0\0\0", '{"shot":"a","ta\0\0\0\0\n']) {
      writeFileSync(where.journal, whole + tail);
      const { content, found } = await read(where);
      expect(content).toMatchObject({
        ok: true,
        value: { wholeBytes: whole.length, tornBytes: tail.length },
      });
      expect(found).toEqual([change("A")]);
    }
  });

  it("cuts the torn end off before a run writes on", async () => {
    const where = paths();
    const whole = encodeHeader(where) + encodeChange(change("A"));
    writeFileSync(where.journal, `${whole}{"shot":"a","tak`);
    const { content } = await read(where);
    if (!content.ok) throw new Error("the journal is readable");
    const journal = new Journal({ paths: where, openFile: openJournalFile, ...content.value });
    expect(await journal.append(change("B"))).toEqual({ ok: true });
    await journal.close();
    expect(readFileSync(where.journal, "utf8")).toBe(whole + encodeChange(change("B")));
  });

  it("refuses a broken line, and names it", async () => {
    const where = paths();
    const before = encodeHeader(where) + encodeChange(change("é雨"));
    const broken = [
      '{"shot":"a","take"',
      "\0\0\0",
      '{"shot":"../a","take":1,"attempt_id":"A","type":"done"}',
      '{"shot":"a","take":0,"attempt_id":"A","type":"done"}',
      '{"shot":"a","take":1,"attempt_id":"A","type":"moved","file":"../../x"}',
      '{"shot":"a","take":1,"attempt_id":"A","type":"exploded"}',
      '{"shot":"a","take":1,"attempt_id":"A","type":"accepted"}',
      "",
    ];
    for (const line of broken) {
      writeFileSync(where.journal, `${before}${line}\n${encodeChange(change("B"))}`);
      const { content } = await read(where);
      if (content.ok) throw new Error(`accepted: ${line}`);
      const [problem] = content.error;
      expect(problem).toMatchObject({ code: "journal_invalid" });
      const { text } = problem?.source ?? { text: "" };
      expect(text.slice(0, problem?.range?.start).split("\n")).toHaveLength(3);
    }
  });

  it("refuses a broken last line that was written to its end: somebody may rely on it", async () => {
    const where = paths();
    writeFileSync(where.journal, `${encodeHeader(where)}{"shot":"a","task_\n`);
    expect((await read(where)).content).toMatchObject({ ok: false, error: [{ code: "journal_invalid" }] });
  });

  it.each([
    ['{"journal_version":2,"storyboard":"film.yaml","kind":"render","more":1}', "journal_version"],
    ['{"journal_version":1,"storyboard":"other.yaml","kind":"render"}', "journal_foreign"],
    ['{"journal_version":1,"storyboard":"film.yaml","kind":"rehearsal"}', "journal_foreign"],
    ['{"storyboard":"film.yaml"}', "journal_invalid"],
    ["hello", "journal_invalid"],
  ])("refuses a journal that begins with %s", async (header, code) => {
    const where = paths();
    writeFileSync(where.journal, `${header}\n`);
    appendFileSync(where.journal, encodeChange(change("A")));
    const { content, found } = await read(where);
    expect(content).toMatchObject({ ok: false, error: [{ code, range: { start: 0, end: header.length } }] });
    expect(found).toEqual([]);
  });
});
