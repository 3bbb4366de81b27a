import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import type { ClipSurvey, RecordedClip } from "../../src/clips/clip-on-disk.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const noParts = { isOverTag: () => false, isOverClip: () => false };

function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function recordOf(file: string, content: string): RecordedClip {
  const bytes = Buffer.byteLength(content);
  return { file, sha256: sha256(content), bytes, fingerprint: `v1:${sha256(content).slice(0, 16)}` };
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

async function survey(folder: ClipFolder, records: readonly RecordedClip[]): Promise<ClipSurvey> {
  const surveyed = await folder.survey(records);
  if (!surveyed.ok) throw new Error(surveyed.error.message);
  return surveyed.value;
}

/** A project's folder with clips, and its output folder as one storyboard opens it. */
function project(): { readonly clips: string; readonly open: () => ClipFolder } {
  const top = temporaryFolder();
  writeFileSync(join(top, "film.yaml"), "");
  const clips = join(top, "clips");
  return { clips, open: () => new ClipFolder(clips, { storyboard: join(top, "film.yaml"), kind: "render" }) };
}

describe("a clip on record", () => {
  const record = recordOf("a.mp4", "the clip");

  test.each<[what: string, files: Readonly<Record<string, string>>, seen: object]>([
    ["is intact where it belongs", { "a.mp4": "the clip" }, { kind: "intact", file: "a.mp4" }],
    ["is missing", {}, { kind: "missing" }],
    ["is empty", { "a.mp4": "" }, { kind: "differs", found: "an empty file" }],
    ["is cut short", { "a.mp4": "the" }, { kind: "differs", found: "a file of 3 bytes, not 8" }],
    ["is exchanged", { "a.mp4": "the plum" }, { kind: "differs", found: "another file of the same size" }],
    [
      "is aside",
      { "a.mp4": "another", "superseded/a.0.mp4": "the clip" },
      { kind: "intact", file: "superseded/a.0.mp4" },
    ],
    ["is a part of an earlier release", { "a.mp4.part": "the clip" }, { kind: "intact", file: "a.mp4.part" }],
    [
      "is a part",
      { ".dailies/a.0123456789abcdef.part": "the clip" },
      { kind: "intact", file: ".dailies/a.0123456789abcdef.part" },
    ],
    ["is a copy that somebody keeps under another name", { "best.mp4": "the clip" }, { kind: "missing" }],
  ])("%s", async (_, files, seen) => {
    const { clips, open } = project();
    write(clips, files);
    expect((await survey(open(), [record])).clipOnDisk(record)).toEqual(seen);
  });

  test.each(["a.mp4", "superseded/a.0.mp4"])(
    "is not seen through links, and no pipe is waited for: %s",
    async (file) => {
      const { clips, open } = project();
      const outside = temporaryFolder();
      write(outside, { "a.mp4": "the clip", "a.0.mp4": "the clip" });
      const there = recordOf(file, "the clip");
      write(clips, { "b.mp4": "b" });
      if (file === "a.mp4") {
        symlinkSync(join(outside, "a.mp4"), join(clips, "a.mp4"));
        mkdirSync(join(clips, "superseded"));
        execFileSync("mkfifo", [join(clips, "superseded", "a.pipe.mp4")]);
        expect((await survey(open(), [there])).clipOnDisk(there)).toEqual({
          kind: "differs",
          found: "not a regular file",
        });
      } else {
        symlinkSync(outside, join(clips, "superseded"));
        expect((await survey(open(), [there])).clipOnDisk(there)).toEqual({ kind: "missing" });
      }
    },
  );

  test("of which two name one file: it belongs to the one whose content it has, and the other's is missing", async () => {
    const { clips, open } = project();
    write(clips, { "a.mp4": "the clip" });
    const other = recordOf("a.mp4", "the plum");
    const seen = await survey(open(), [record, other]);
    expect(seen.clipOnDisk(record)).toEqual({ kind: "intact", file: "a.mp4" });
    expect(seen.clipOnDisk(other)).toEqual({ kind: "missing" });
  });
});

describe("digests", () => {
  test("are kept for the stamp: an exchanged file is seen although its size and time are the same", async () => {
    const { clips, open } = project();
    const record = recordOf("a.mp4", "the clip");
    write(clips, { "a.mp4": "the clip" });
    const first = open();
    await survey(first, [record]);
    await first.settle(noParts, ["a.mp4"]);
    expect((await survey(open(), [record])).clipOnDisk(record)).toMatchObject({ kind: "intact" });

    const { atime, mtime } = statSync(join(clips, "a.mp4"));
    writeFileSync(join(clips, "a.mp4"), "the plum");
    utimesSync(join(clips, "a.mp4"), atime, mtime);
    expect((await survey(open(), [record])).clipOnDisk(record)).toMatchObject({ kind: "differs" });
  });

  test("a register that lies is believed for a stamp only, and its stamps cannot be guessed", async () => {
    const { clips, open } = project();
    write(clips, { "a.mp4": "the plum" });
    const record = recordOf("a.mp4", "the clip");
    const first = open();
    await survey(first, [recordOf("a.mp4", "the plum")]);
    await first.settle(noParts, ["a.mp4"]);
    const [page = ""] = execFileSync("ls", [join(clips, ".dailies")], { encoding: "utf8" }).split("\n");
    const file = join(clips, ".dailies", page);
    const text = readFileSync(file, "utf8").replaceAll(sha256("the plum"), record.sha256);
    writeFileSync(file, text.replace(/"stamp":"[^"]*"/, '"stamp":"8:1:1:1:1"'));
    expect((await survey(open(), [record])).clipOnDisk(record)).toMatchObject({ kind: "differs" });
  });
});

describe("files that no record explains", () => {
  test("are named, and with the inputs that they came from where the register knows", async () => {
    const { clips, open } = project();
    write(clips, { "a.mp4": "the clip", "B.mp4": "somebody's own" });
    const first = open();
    await survey(first, [recordOf("a.mp4", "the clip")]);
    await first.settle(noParts, ["a.mp4"]);

    const seen = await survey(open(), []);
    const { fingerprint } = recordOf("a.mp4", "the clip");
    expect(seen.unrecordedAt("a.mp4")).toEqual({ file: "a.mp4", fingerprint });
    expect(seen.unrecordedAt("b.mp4")).toEqual({ file: "B.mp4" });
    expect(seen.unrecordedAt("c.mp4")).toBeUndefined();

    writeFileSync(join(clips, "a.mp4"), "the plum");
    expect((await survey(open(), [])).unrecordedAt("a.mp4")).toEqual({ file: "a.mp4" });
  });
});

test("a folder that cannot be read is not an empty one", async () => {
  const { clips, open } = project();
  expect((await open().survey([])).ok).toBe(true);
  symlinkSync(clips, clips);
  expect(await open().survey([])).toMatchObject({ ok: false, error: { code: "output_unreadable" } });
});

test("whatever records say and files hold, a clip counts as intact only where its content is, and again the same", async () => {
  const content = fc.constantFrom("one", "two", "sixsix", "");
  const place = fc.constantFrom("a.mp4", "b.mp4", "superseded/a.1.mp4", "superseded/b.1.mp4", "a.mp4.part");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ file: fc.constantFrom("a.mp4", "b.mp4", "superseded/a.1.mp4"), content }), {
        maxLength: 5,
      }),
      fc.dictionary(place, content),
      async (rows, files) => {
        const { clips, open } = project();
        write(clips, files);
        const records = rows.map((row) => recordOf(row.file, row.content));
        const folder = open();
        const first = await survey(folder, records);
        await folder.settle(noParts, []);
        const second = await survey(open(), records);
        for (const [index, record] of records.entries()) {
          const seen = first.clipOnDisk(record);
          const wanted = rows[index]?.content;
          if (seen.kind === "intact") expect(files[seen.file]).toBe(wanted);
          if (files[record.file] === wanted) expect(seen).toEqual({ kind: "intact", file: record.file });
          if (seen.kind === "differs") expect(files[record.file]).toBeDefined();
          expect(second.clipOnDisk(record)).toEqual(seen);
        }
        rmSync(clips, { recursive: true, force: true });
      },
    ),
    { numRuns: 60 },
  );
});
