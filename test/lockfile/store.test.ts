import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import { openStore, readState } from "../../src/lockfile/store.ts";
import type { LockState, StateChange } from "../../src/state/state.ts";
import type { StateStore } from "../../src/state/store.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { changes } from "./arbitraries.ts";

function paths(): StatePaths {
  return statePaths(join(temporaryFolder(), "film.yaml"), { rehearsal: false });
}

async function open(where: StatePaths): Promise<StateStore> {
  const opened = await openStore(where);
  if (!opened.ok) throw new Error(opened.error.map(({ message }) => message).join());
  return opened.value;
}

async function stateOf(where: StatePaths): Promise<string> {
  const found = await readState(where);
  if (!found.ok) throw new Error(found.error.map(({ message }) => message).join());
  return text(found.value.state);
}

async function idsOf(where: StatePaths): Promise<string[]> {
  const found = await readState(where);
  return found.ok ? [...found.value.state.keys()].sort() : [];
}

function text(state: LockState): string {
  return encodeLockfile(state, "render");
}

const clip = { sha256: "0".repeat(64), bytes: 1, durationSeconds: 5, width: 16, height: 9 };

function rendered(id: string, at = 10): StateChange[] {
  const target = { id, take: 1, attemptId: `${id}-${at}` };
  return [
    { ...target, type: "submitting", fingerprint: "v1:0", inputs: { prompt: id }, at },
    { ...target, type: "accepted", taskId: `task-${id}-${at}` },
    { ...target, type: "in_progress" },
    { ...target, type: "completed", at: at + 1, resultUrl: "https://files/x" },
    { ...target, type: "fetched", clip: { ...clip, file: `${id}-${at}.mp4` } },
    { ...target, type: "done" },
  ];
}

async function record(store: StateStore, all: readonly StateChange[]): Promise<void> {
  for (const change of all) {
    expect(await store.record(change, { durable: change.type !== "in_progress" })).toEqual({ ok: true });
  }
}

describe("a store", () => {
  it("touches nothing when nothing changes", async () => {
    const where = paths();
    const folder = dirname(where.lockfile);
    const empty = await open(where);
    expect(await empty.close()).toEqual({ ok: true });
    expect(readdirSync(folder)).toEqual([]);

    const first = await open(where);
    await record(first, rendered("a"));
    await first.close();
    // written by hand, with another layout: right, and not ours to rewrite
    const byHand = JSON.stringify(JSON.parse(readFileSync(where.lockfile, "utf8")));
    writeFileSync(where.lockfile, byHand);
    const { mtimeMs, ino } = statSync(where.lockfile);
    const second = await open(where);
    await record(second, rendered("a"));
    expect(await second.close()).toEqual({ ok: true });
    expect(readFileSync(where.lockfile, "utf8")).toBe(byHand);
    expect(statSync(where.lockfile)).toMatchObject({ mtimeMs, ino });
    expect(readdirSync(folder)).toEqual(["film.lock.json"]);
  });

  it("brings its changes to the journal at once and to the lockfile at the end", async () => {
    const where = paths();
    const store = await open(where);
    await record(store, rendered("a"));
    expect(existsSync(where.lockfile)).toBe(false);
    expect(await stateOf(where)).toBe(text(store.state));
    expect(store.get("a", 1)?.attempts).toMatchObject([{ state: "done", taskId: "task-a-10" }]);
    expect(store.get("a", 2)).toBeUndefined();
    expect(await store.close()).toEqual({ ok: true });
    expect(readFileSync(where.lockfile, "utf8")).toBe(text(store.state));
    expect(readdirSync(dirname(where.lockfile))).toEqual(["film.lock.json"]);
  });

  it("leaves no trace of submits that were all withdrawn", async () => {
    const where = paths();
    const store = await open(where);
    const [intent] = rendered("a");
    if (intent === undefined) throw new Error("there is an intent");
    await record(store, [intent, { id: "a", take: 1, attemptId: "a-10", type: "withdrawn" }]);
    await store.close();
    expect(readdirSync(dirname(where.lockfile))).toEqual([]);
  });

  it("keeps a take's attempts in order when the clock has gone back", async () => {
    const where = paths();
    const store = await open(where);
    await record(store, [...rendered("a", 1_000), ...rendered("a", 10)]);
    expect(store.get("a", 1)?.attempts.map(({ submittedAt }) => submittedAt)).toEqual([1_000, 1_001]);
    const before = text(store.state);
    expect(await stateOf(where)).toBe(before);
    await store.abandon();
  });

  it("keeps rehearsals apart from the real thing", async () => {
    const folder = temporaryFolder();
    const real = statePaths(join(folder, "film.yaml"), { rehearsal: false });
    const rehearsal = statePaths(join(folder, "film.yaml"), { rehearsal: true });
    for (const where of [real, rehearsal]) {
      const store = await open(where);
      await record(store, rendered(where.kind));
      await store.close();
    }
    expect(readdirSync(folder).sort()).toEqual(["film.lock.json", "film.rehearsal.lock.json"]);
    writeFileSync(real.lockfile, readFileSync(rehearsal.lockfile));
    expect(await openStore(real)).toMatchObject({ ok: false, error: [{ code: "lockfile_kind" }] });
  });
});

describe("after a crash", () => {
  it("nothing durable is lost, wherever the journal was cut, over several runs", async () => {
    const step = fc.tuple(fc.boolean(), fc.boolean());
    const session = fc.record({
      changes: changes({ ids: ["a", "b"], takes: 2, maxLength: 25 }),
      kinds: fc.array(step, { minLength: 25, maxLength: 25 }),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const where = paths();
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 4 }), async (sessions) => {
        rmSync(where.lockfile, { force: true });
        rmSync(where.journal, { force: true });
        for (const { changes: all, kinds, cut } of sessions) {
          const store = await open(where);
          const startBytes = existsSync(where.journal) ? statSync(where.journal).size : 0;
          /** The state after each change that was confirmed durable, with the journal's length by then. */
          const states = [text(store.state)];
          const confirmed = [{ bytes: startBytes, states: 1 }];
          for (const [index, change] of all.entries()) {
            const [durable] = kinds[index] ?? [true];
            expect(await store.record(change, { durable })).toEqual({ ok: true });
            states.push(text(store.state));
            if (!durable) continue;
            const bytes = existsSync(where.journal) ? statSync(where.journal).size : 0;
            confirmed.push({ bytes, states: states.length });
          }
          if (cut === null) {
            expect(await store.close()).toEqual({ ok: true });
            expect(existsSync(where.journal)).toBe(false);
            expect(await stateOf(where)).toBe(states.at(-1));
            continue;
          }
          await store.abandon();
          if (!existsSync(where.journal)) continue;
          const bytes = readFileSync(where.journal);
          const length = startBytes + Math.floor(cut * (bytes.length - startBytes));
          writeFileSync(where.journal, bytes.subarray(0, length));
          const safe = Math.max(
            1,
            ...confirmed.filter((point) => point.bytes <= length).map((point) => point.states),
          );
          expect(states.slice(safe - 1)).toContain(await stateOf(where));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("between lockfile and journal: the journal is replayed over the newer lockfile, and nothing changes", async () => {
    const where = paths();
    await fc.assert(
      fc.asyncProperty(changes({ ids: ["a"], takes: 2, maxLength: 30 }), async (all) => {
        rmSync(where.lockfile, { force: true });
        rmSync(where.journal, { force: true });
        const store = await open(where);
        await Promise.all(all.map((change) => store.record(change, { durable: true })));
        const journal = existsSync(where.journal) ? readFileSync(where.journal) : undefined;
        await store.close();
        if (journal === undefined) return;
        writeFileSync(where.journal, journal);
        expect(await stateOf(where)).toBe(text(store.state));
        const next = await open(where);
        expect(await next.close()).toEqual({ ok: true });
        expect(await stateOf(where)).toBe(text(store.state));
        expect(existsSync(where.journal)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("a half-written temporary lockfile is cleaned away and never read", async () => {
    const where = paths();
    const store = await open(where);
    await record(store, rendered("a"));
    await store.abandon();
    writeFileSync(`${where.lockfile}.tmp`, '{"lockfile_ver');
    expect(await stateOf(where)).toBe(text(store.state));
    expect(existsSync(`${where.lockfile}.tmp`)).toBe(true);
    const next = await open(where);
    expect(existsSync(`${where.lockfile}.tmp`)).toBe(false);
    await next.close();
    expect(readFileSync(where.lockfile, "utf8")).toBe(text(store.state));
  });

  it("reading alone changes nothing on disk, not even a torn end", async () => {
    const where = paths();
    const store = await open(where);
    await record(store, rendered("a"));
    await store.abandon();
    const torn = `${readFileSync(where.journal, "utf8")}{"shot":"b"`;
    writeFileSync(where.journal, torn);
    expect(await readState(where)).toMatchObject({
      ok: true,
      value: { hasLockfile: false, hasJournal: true, tornBytes: 11 },
    });
    expect(readFileSync(where.journal, "utf8")).toBe(torn);
    expect(readdirSync(dirname(where.lockfile))).toEqual(["film.journal"]);
  });
});

describe("when the disk does not take it", () => {
  it("a change stays in memory and reaches the journal later", async () => {
    const where = paths();
    const folder = dirname(where.lockfile);
    const store = await open(where);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file in the folder's place");
    const [intent, accepted, ...rest] = rendered("a");
    if (intent === undefined || accepted === undefined) throw new Error("there are changes");
    expect(await store.record(intent, { durable: true })).toMatchObject({
      ok: false,
      error: { code: "ENOTDIR" },
    });
    expect(await store.record(accepted, { durable: true })).toMatchObject({
      ok: false,
      error: { code: "ENOTDIR" },
    });
    expect(store.get("a", 1)?.attempts).toMatchObject([{ taskId: "task-a-10" }]);
    expect(await store.close()).toMatchObject({ ok: false, error: { kind: "unwritable", code: "ENOTDIR" } });
    rmSync(folder);
    mkdirSync(folder);
    expect(await store.close()).toEqual({ ok: true });
    expect(await stateOf(where)).toBe(text(store.state));

    const next = await open(where);
    await record(next, rest);
    await next.close();
  });

  it("a lockfile that cannot be written leaves the journal for the next run", async () => {
    const where = paths();
    const store = await open(where);
    await record(store, rendered("a"));
    mkdirSync(where.lockfile);
    expect(await store.close()).toMatchObject({
      ok: false,
      error: { code: "not_a_file", file: where.lockfile },
    });
    rmSync(where.lockfile, { recursive: true });
    expect(await stateOf(where)).toBe(text(store.state));
    const next = await open(where);
    expect(await next.close()).toEqual({ ok: true });
    expect(readFileSync(where.lockfile, "utf8")).toBe(text(store.state));
  });

  it("changes that were never asked to be durable survive a lockfile that cannot be written", async () => {
    const where = paths();
    const store = await open(where);
    for (const change of rendered("a")) await store.record(change, { durable: false });
    mkdirSync(where.lockfile);
    expect(await store.close()).toMatchObject({ ok: false });
    rmSync(where.lockfile, { recursive: true });
    expect(await stateOf(where)).toBe(text(store.state));
  });

  it("a run whose journal another run took and brought to its end loses neither's clips", async () => {
    const where = paths();
    const suspended = await open(where);
    await record(suspended, rendered("a"));
    const other = await open(where);
    await record(other, rendered("b"));
    await other.close();
    const [intent] = rendered("c");
    if (intent === undefined) throw new Error("there is an intent");
    expect(await suspended.record(intent, { durable: true })).toMatchObject({
      ok: false,
      error: { code: "journal_gone" },
    });
    expect(await suspended.close()).toMatchObject({ ok: true, value: { code: "lockfile_united" } });
    expect(await idsOf(where)).toEqual(["a", "b", "c"]);
  });
});

describe("a lockfile that others change during the run", () => {
  async function inAnotherFolder(changes: readonly StateChange[]): Promise<string> {
    const where = paths();
    const store = await open(where);
    await record(store, changes);
    await store.close();
    return readFileSync(where.lockfile, "utf8");
  }

  it("is united with what the run did", async () => {
    const where = paths();
    const first = await open(where);
    await record(first, rendered("a"));
    await first.close();
    const store = await open(where);
    await record(store, rendered("b"));
    const pulled = await inAnotherFolder([...rendered("a"), ...rendered("c"), ...rendered("b", 500)]);
    writeFileSync(where.lockfile, pulled);
    expect(await store.close()).toMatchObject({ ok: true, value: { code: "lockfile_united" } });
    expect(await idsOf(where)).toEqual(["a", "b", "c"]);
    const found = await readState(where);
    const attempts = found.ok ? (found.value.state.get("b")?.[0]?.attempts ?? []) : [];
    expect(attempts.map(({ taskId }) => taskId)).toEqual(["task-b-10", "task-b-500"]);
    expect(readdirSync(dirname(where.lockfile))).toEqual(["film.lock.json"]);
  });

  it("is written again whole when it is gone", async () => {
    const where = paths();
    const first = await open(where);
    await record(first, rendered("a"));
    await first.close();
    const store = await open(where);
    await record(store, rendered("b"));
    rmSync(where.lockfile);
    expect(await store.close()).toMatchObject({ ok: true, value: { code: "lockfile_restored" } });
    expect(await idsOf(where)).toEqual(["a", "b"]);
  });

  it.each([
    ["conflict markers", (text: string) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> other\n`],
    ["half of it", (text: string) => text.slice(0, 100)],
    ["nothing", () => ""],
  ])("is left alone when it holds %s, and the journal is kept for when it is mended", async (_, spoil) => {
    const where = paths();
    const first = await open(where);
    await record(first, rendered("a"));
    await first.close();
    const whole = readFileSync(where.lockfile, "utf8");
    const store = await open(where);
    await record(store, rendered("b"));
    writeFileSync(where.lockfile, spoil(whole));
    const closed = await store.close();
    expect(closed).toMatchObject({ ok: false, error: { code: "lockfile_not_understood" } });
    expect(store.isSafe).toBe(true);
    expect(readFileSync(where.lockfile, "utf8")).toBe(spoil(whole));
    writeFileSync(where.lockfile, whole);
    expect(await idsOf(where)).toEqual(["a", "b"]);
    const next = await open(where);
    expect(await next.close()).toEqual({ ok: true });
    expect(await idsOf(where)).toEqual(["a", "b"]);
  });

  it("is merged by git so that two attempts own one clip: the newest keeps it", async () => {
    const where = paths();
    const all = [...rendered("a", 10), ...rendered("a", 20)];
    const text = (await inAnotherFolder(all)).replaceAll(/"a-\d+\.mp4"/g, '"a.mp4"');
    writeFileSync(where.lockfile, text);
    const store = await open(where);
    const files = store.get("a", 1)?.attempts.map(({ clip: facts }) => facts?.file);
    expect(files).toEqual(["superseded/a.0.mp4", "a.mp4"]);
    await store.close();
    expect(readFileSync(where.lockfile, "utf8")).toBe(text);
  });
});

describe("what is written", () => {
  it("is, for a change, as much in a large storyboard as in a small one", async () => {
    const sizes = await Promise.all(
      [10, 1_000].map(async (shots) => {
        const where = paths();
        const first = await open(where);
        const all = Array.from({ length: shots }, (_, index) => rendered(`s${index + 10_000}`)).flat();
        for (const change of all) await first.record(change, { durable: false });
        await first.close();
        const store = await open(where);
        await record(store, rendered("one"));
        await store.abandon();
        return statSync(where.journal).size;
      }),
    );
    expect(sizes[0]).toBe(sizes[1]);
  });

  it("is in all at most four times the final lockfile and journal", async () => {
    const where = paths();
    const store = await open(where);
    const shots = Array.from({ length: 200 }, (_, index) => rendered(`s${index}`));
    await Promise.all(shots.map((all) => record(store, all)));
    const journalBytes = statSync(where.journal).size;
    await store.close();
    const lockfileBytes = statSync(where.lockfile).size;
    // the lockfile is written once, the journal is only appended to
    expect(journalBytes + lockfileBytes).toBeLessThan(4 * lockfileBytes);
  });
});

describe("a journal's place that a link takes", () => {
  it("is written through by nobody, so that no intent is recorded and nothing can be submitted", async () => {
    const where = paths();
    const target = join(dirname(where.journal), "somebodys-file");
    symlinkSync(target, where.journal);
    const opened = await openStore(where);
    const recorded = opened.ok
      ? await opened.value.record(rendered("a")[0] as StateChange, { durable: true })
      : opened;
    expect(recorded.ok).toBe(false);
    expect(existsSync(target)).toBe(false);
  });
});
