import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { statePaths } from "../../src/lockfile/paths.ts";
import { openStore, readState } from "../../src/lockfile/store.ts";
import type { StateChange } from "../../src/state/state.ts";
import { oddFiles } from "../fakes/odd-files.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const intent: StateChange = {
  id: "a",
  take: 1,
  attemptId: "A",
  type: "submitting",
  fingerprint: "v1:0",
  inputs: {},
  at: 1,
};

function paths() {
  return statePaths(join(temporaryFolder(), "film.yaml"), { rehearsal: false });
}

/** Nothing was written through a link. */
function expectNothingOutside(folder: string): void {
  expect(existsSync(join(folder, "made-through-the-link"))).toBe(false);
  const target = join(folder, "elsewhere.txt");
  if (existsSync(target)) expect(readFileSync(target, "utf8")).toBe("not ours");
}

describe.each(Object.entries(oddFiles))("%s", (_, make) => {
  it.each(["lockfile", "journal"] as const)(
    "in the place of the %s is refused, and left as it is",
    async (which) => {
      const where = paths();
      make(where[which]);
      const { ino } = lstatSync(where[which]);
      for (const opened of [await readState(where), await openStore(where)]) {
        expect(opened).toMatchObject({ ok: false, error: [{ code: "file_unreadable" }] });
      }
      expect(lstatSync(where[which]).ino).toBe(ino);
      expectNothingOutside(dirname(where.lockfile));
    },
  );

  it("that takes the journal's place before the first change stops the run with a reason", async () => {
    const where = paths();
    const opened = await openStore(where);
    if (!opened.ok) throw new Error("there is nothing yet");
    make(where.journal);
    const recorded = await opened.value.record(intent, { durable: true });
    expect(recorded).toMatchObject({ ok: false, error: { kind: "unwritable" } });
    expectNothingOutside(dirname(where.lockfile));
    await opened.value.abandon();
  });

  it("that takes the lockfile's place during a run is not written over, and the journal is kept", async () => {
    const where = paths();
    const opened = await openStore(where);
    if (!opened.ok) throw new Error("there is nothing yet");
    expect(await opened.value.record(intent, { durable: true })).toEqual({ ok: true });
    make(where.lockfile);
    const { ino } = lstatSync(where.lockfile);
    expect(await opened.value.close()).toMatchObject({ ok: false, error: { kind: "unwritable" } });
    expect(opened.value.isSafe).toBe(true);
    expect(lstatSync(where.lockfile).ino).toBe(ino);
    expect(existsSync(where.journal)).toBe(true);
    expectNothingOutside(dirname(where.lockfile));
  });

  it("in the place of the temporary file is cleared away, or said to be in the way", async () => {
    const where = paths();
    const opened = await openStore(where);
    if (!opened.ok) throw new Error("there is nothing yet");
    const store = opened.value;
    await store.record(intent, { durable: true });
    make(`${where.lockfile}.tmp`);
    const isFolder = lstatSync(`${where.lockfile}.tmp`).isDirectory();
    expect((await store.close()).ok).toBe(!isFolder);
    if (!isFolder) expect(readFileSync(where.lockfile, "utf8")).toBe(encodeLockfile(store.state, "render"));
    expectNothingOutside(dirname(where.lockfile));
  });
});

it("a lockfile nested too deep, and one with endless lines, end in a diagnostic", async () => {
  const where = paths();
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const inputs = `{"lockfile_version":1,"kind":"render","shots":{"a":{"1":[{"attempt_id":"A","state":"submitting","fingerprint":"f","inputs":{"x":${deep}},"submitted_at":"2026-01-01T00:00:00.000Z"}]}}}`;
  for (const text of [deep, inputs, '"'.repeat(1_000_000), "\n".repeat(1_000_000), "[,".repeat(1_000_000)]) {
    writeFileSync(where.lockfile, text);
    expect(await readState(where)).toMatchObject({ ok: false, error: [{ code: "lockfile_invalid" }] });
  }
});
