import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import { partName, partTag } from "../../src/clips/clip-names.ts";
import type { PartFile } from "../../src/clips/part-file.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

function clipOf(content: string) {
  const bytes = Buffer.byteLength(content);
  return { sha256: createHash("sha256").update(content).digest("hex"), bytes, fingerprint: "v1:0" };
}

async function partOf(folder: ClipFolder, content: string, attemptId = "one"): Promise<PartFile> {
  const opened = await folder.openPart("a.mp4", attemptId);
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.append(Buffer.from(content));
  await opened.value.sync();
  return opened.value;
}

describe("a part", () => {
  test("is one attempt's alone, and its name fits any file system", async () => {
    const folder = new ClipFolder(temporaryFolder());
    const [one, two] = [await partOf(folder, "one", "one"), await partOf(folder, "two", "two")];
    expect(readFileSync(one.path, "utf8")).toBe("one");
    expect(readFileSync(two.path, "utf8")).toBe("two");
    await Promise.all([one.close(), two.close()]);
    const longest = partName(`${"ä".repeat(300)}.mp4`, "../../attempt");
    expect(Buffer.byteLength(longest)).toBeLessThan(255);
    expect(longest).toMatch(/^\.dailies\/ä+\.[0-9a-f]{16}\.part$/);
  });

  test("gets the clip's name when it is the file that was verified", async () => {
    const folder = new ClipFolder(temporaryFolder());
    const part = await partOf(folder, "the clip");
    expect(await folder.place(part, { file: "a.mp4", ...clipOf("the clip") })).toEqual({ ok: true });
    await part.close();
    expect(readFileSync(join(folder.path, "a.mp4"), "utf8")).toBe("the clip");
    expect(readdirSync(join(folder.path, ".dailies"))).toEqual([".gitignore"]);
  });

  test.each<[what: string, exchange: (path: string, top: string) => void]>([
    [
      "another file is in its place",
      (path) => {
        rmSync(path);
        writeFileSync(path, "the plum");
      },
    ],
    [
      "a link is in its place",
      (path, top) => {
        renameSync(path, join(top, "moved"));
        symlinkSync(join(top, "moved"), path);
      },
    ],
    ["it is gone", (path) => rmSync(path)],
    ["it has grown", (path) => writeFileSync(path, " and more", { flag: "a" })],
  ])("does not when %s", async (_, exchange) => {
    const top = temporaryFolder();
    const folder = new ClipFolder(join(top, "clips"));
    const part = await partOf(folder, "the clip");
    exchange(part.path, top);
    const placed = await folder.place(part, { file: "a.mp4", ...clipOf("the clip") });
    expect(placed).toMatchObject({ ok: false, error: { code: "output_unwritable" } });
    expect(readdirSync(folder.path)).toEqual([".dailies"]);
    await part.close();
  });

  test.each<[what: string, occupy: (path: string) => void]>([
    ["a file", (path) => writeFileSync(path, "somebody's own")],
    ["a folder", (path) => mkdirSync(path)],
    ["a link to nowhere", (path) => symlinkSync("nowhere", path)],
  ])("never replaces %s", async (_, occupy) => {
    const folder = new ClipFolder(temporaryFolder());
    const part = await partOf(folder, "the clip");
    occupy(join(folder.path, "a.mp4"));
    const placed = await folder.place(part, { file: "a.mp4", ...clipOf("the clip") });
    expect(placed).toMatchObject({ ok: false, error: { code: "clip_path_blocked" } });
    expect(readFileSync(part.path, "utf8")).toBe("the clip");
    await part.close();
  });

  test("is removed when its attempt is over, and left alone when it is another's", async () => {
    const folder = new ClipFolder(temporaryFolder());
    for (const id of ["over", "open"]) await (await partOf(folder, id, id)).close();
    for (const name of ["a.mp4.part", "b.mp4.part"]) writeFileSync(join(folder.path, name), "");
    const over = partTag("over");
    await folder.settle({ isOverTag: (tag) => tag === over, isOverClip: (file) => file === "a.mp4" });
    const left = readdirSync(folder.path, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".part"),
    );
    expect(left.sort()).toEqual([join(".dailies", `a.${partTag("open")}.part`), "b.mp4.part"]);
  });
});

describe("a move", () => {
  test("never replaces what is there", async () => {
    const folder = new ClipFolder(temporaryFolder());
    writeFileSync(join(folder.path, "a.mp4"), "a");
    writeFileSync(join(folder.path, "b.mp4"), "b");
    expect(await folder.move("a.mp4", "b.mp4")).toMatchObject({
      ok: false,
      error: { code: "clip_path_blocked" },
    });
    expect(await folder.move("a.mp4", "superseded/a.1.mp4")).toEqual({ ok: true });
    expect(readFileSync(join(folder.path, "b.mp4"), "utf8")).toBe("b");
    expect(readFileSync(join(folder.path, "superseded", "a.1.mp4"), "utf8")).toBe("a");
  });

  test("moves a link itself, and nothing through one", async () => {
    const top = temporaryFolder();
    const folder = new ClipFolder(join(top, "clips"));
    mkdirSync(folder.path);
    writeFileSync(join(top, "outside"), "as it was");
    symlinkSync(join(top, "outside"), join(folder.path, "a.mp4"));
    expect(await folder.move("a.mp4", "superseded/a.1.mp4")).toEqual({ ok: true });
    expect(readFileSync(join(top, "outside"), "utf8")).toBe("as it was");
    rmSync(join(folder.path, "superseded"), { recursive: true });
    symlinkSync(top, join(folder.path, "superseded"));
    writeFileSync(join(folder.path, "b.mp4"), "b");
    expect(await folder.move("b.mp4", "superseded/b.1.mp4")).toMatchObject({ ok: false });
    expect(readdirSync(top).sort()).toEqual(["clips", "outside"]);
  });
});

test.each([
  "../a.mp4",
  "/etc/passwd",
  "superseded/../a.mp4",
  ".dailies/a.json",
  "a/b.mp4",
  "",
  "a\u0000.mp4",
])("a name that leads elsewhere is a bug of the caller's: %j", (name) => {
  expect(() => new ClipFolder("/tmp/clips").locate(name)).toThrow("not a clip's name");
});
