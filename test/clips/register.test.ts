import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClipFolder } from "../../src/clips/clip-folder.ts";
import {
  isPageName,
  pageName,
  type RegisterPage,
  readPage,
  writePage,
} from "../../src/clips/register-file.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const noParts = { isOverTag: () => false, isOverClip: () => false };

async function stage(): Promise<{
  readonly top: string;
  readonly clips: string;
  readonly open: (storyboard: string, kind?: "render" | "rehearsal") => Promise<ClipFolder>;
}> {
  const top = temporaryFolder();
  const clips = join(top, "clips");
  return {
    top,
    clips,
    open: async (storyboard, kind = "render") => {
      writeFileSync(join(top, storyboard), "");
      const folder = new ClipFolder(clips, { storyboard: join(top, storyboard), kind });
      const prepared = await folder.prepare();
      if (!prepared.ok) throw new Error(prepared.error.message);
      return folder;
    },
  };
}

describe("a claim", () => {
  test("refuses another storyboard's claim to the same name, in whatever capitals", async () => {
    const { open } = await stage();
    expect(await (await open("a.yaml")).claim(["sh01.mp4", "sh02.mp4"])).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await (await open("b.yaml")).claim(["SH02.mp4", "sh03.mp4"])).toEqual({
      ok: true,
      value: { storyboard: "../a.yaml", kind: "render", names: ["SH02.mp4"] },
    });
  });

  test("that was refused is taken back", async () => {
    const { open } = await stage();
    const a = await open("a.yaml");
    await a.claim(["sh01.mp4"]);
    await (await open("b.yaml")).claim(["sh01.mp4", "sh09.mp4"]);
    expect(await a.claim(["sh01.mp4", "sh09.mp4"])).toEqual({ ok: true, value: undefined });
  });

  test("is the same storyboard's, and not the same as its rehearsal's", async () => {
    const { open } = await stage();
    await (await open("a.yaml")).claim(["sh01.mp4"]);
    expect(await (await open("a.yaml")).claim(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
    const rehearsal = await (await open("a.yaml", "rehearsal")).claim(["sh01.mp4"]);
    expect(rehearsal).toMatchObject({ value: { storyboard: "../a.yaml", kind: "render" } });
  });

  test("ends with its storyboard", async () => {
    const { top, open } = await stage();
    await (await open("a.yaml")).claim(["sh01.mp4"]);
    rmSync(join(top, "a.yaml"));
    expect(await (await open("b.yaml")).claim(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
  });

  test("ends when its run is over and none of its clips is there any more", async () => {
    const { clips, open } = await stage();
    const a = await open("a.yaml");
    await a.claim(["sh01.mp4", "sh02.mp4"]);
    writeFileSync(join(clips, "sh02.mp4"), "clip");
    const sha256 = createHash("sha256").update("clip").digest("hex");
    await a.survey([{ file: "sh02.mp4", sha256, bytes: 4, fingerprint: "v1:0" }]);
    await a.settle(noParts, ["sh01.mp4", "sh02.mp4"]);
    expect(await (await open("b.yaml")).claim(["sh01.mp4"])).toMatchObject({
      value: { names: ["sh01.mp4"] },
    });
    rmSync(join(clips, "sh02.mp4"));
    expect(await (await open("b.yaml")).claim(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
  });

  test("has ended with the clips that moved out, though others' took their names since", async () => {
    const { top, clips, open } = await stage();
    const bring = async (folder: ClipFolder, content: string): Promise<void> => {
      writeFileSync(join(clips, "sh01.mp4"), content);
      const sha256 = createHash("sha256").update(content).digest("hex");
      await folder.survey([{ file: "sh01.mp4", sha256, bytes: content.length, fingerprint: "v1:0" }]);
      await folder.settle(noParts, ["sh01.mp4"]);
    };
    const a = await open("a.yaml");
    await a.claim(["sh01.mp4"]);
    await bring(a, "clip of a");
    renameSync(join(clips, "sh01.mp4"), join(top, "elsewhere.mp4"));
    const b = await open("b.yaml");
    expect(await b.claim(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
    await bring(b, "clip of b");
    expect(await b.claim(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
    expect(await (await open("c.yaml")).claim(["sh01.mp4"])).toMatchObject({
      value: { names: ["sh01.mp4"] },
    });
  });

  test("does not hold for an empty file that was left behind: nobody's clip is in it", async () => {
    const { open, clips } = await stage();
    const first = await open("a.yaml");
    await first.claim(["sh01.mp4"]);
    const content = Buffer.from("a clip");
    writeFileSync(join(clips, "sh01.mp4"), content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    await first.survey([{ file: "sh01.mp4", bytes: content.length, sha256, fingerprint: "v1:a" }]);
    await first.settle(noParts);
    const second = await open("b.yaml");
    expect(await second.sharedWith(["sh01.mp4"])).toMatchObject({ value: { storyboard: "../a.yaml" } });
    writeFileSync(join(clips, "sh01.mp4"), "");
    expect(await second.sharedWith(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
  });

  test("of a killed run is ended by a run that is refused", async () => {
    const { open } = await stage();
    await (await open("a.yaml")).claim(["sh01.mp4"]);
    const refused = await open("a.yaml");
    await refused.survey([]);
    await refused.endClaim();
    expect(await (await open("b.yaml")).sharedWith(["sh01.mp4"])).toEqual({ ok: true, value: undefined });
  });

  test("through a link to the folder is a claim in the folder", async () => {
    const { top, clips, open } = await stage();
    await (await open("a.yaml")).claim(["sh01.mp4"]);
    symlinkSync(clips, join(top, "link"));
    writeFileSync(join(top, "b.yaml"), "");
    const through = new ClipFolder(join(top, "link"), { storyboard: join(top, "b.yaml"), kind: "render" });
    await through.prepare();
    expect(await through.claim(["sh01.mp4"])).toMatchObject({ value: { storyboard: "../a.yaml" } });
  });

  test("of two that are made at once is seen by at least one", async () => {
    const { open } = await stage();
    const [a, b] = [await open("a.yaml"), await open("b.yaml")];
    const claims = await Promise.all([a.claim(["sh01.mp4"]), b.claim(["sh01.mp4"])]);
    expect(claims.filter((claim) => claim.ok && claim.value === undefined).length).toBeLessThanOrEqual(1);
  });
});

const page: fc.Arbitrary<RegisterPage> = fc.record({
  storyboard: fc.string({ minLength: 1 }).map((name) => `../${name.replaceAll("/", "")}.yaml`),
  kind: fc.constantFrom("render", "rehearsal"),
  isRunning: fc.boolean(),
  names: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}\.mp4$/)),
  clips: fc
    .array(
      fc.tuple(
        fc.stringMatching(/^[a-z][a-z0-9]{0,8}\.mp4$/),
        fc.record({
          sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
          stamp: fc.constant("1:2:3:4:5"),
          fingerprint: fc.string(),
        }),
      ),
    )
    .map((entries) => new Map(entries)),
});

describe("a page of the register", () => {
  test("is read as it was written, under a name of its own that any file system takes", async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(page, async (written) => {
        await writePage(folder, written);
        const name = pageName(written);
        expect(isPageName(name)).toBe(true);
        expect(Buffer.byteLength(name)).toBeLessThan(250);
        expect(await readPage(join(folder, name))).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });

  test("is nobody's when it is something else, whatever that is", async () => {
    const folder = temporaryFolder();
    const file = join(folder, pageName({ storyboard: "../a.yaml", kind: "render" }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        writeFileSync(file, text);
        expect(await readPage(file)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test("under another storyboard's name is nobody's", async () => {
    const folder = temporaryFolder();
    const a = {
      storyboard: "../a.yaml",
      kind: "render",
      isRunning: false,
      names: [],
      clips: new Map(),
    } as const;
    await writePage(folder, a);
    const asB = join(folder, pageName({ storyboard: "../b.yaml", kind: "render" }));
    writeFileSync(asB, readFileSync(join(folder, pageName(a))));
    expect(await readPage(asB)).toBeUndefined();
  });

  test("that is a pipe, a link or a folder is not waited for, followed or replaced by force", async () => {
    const { top, clips, open } = await stage();
    const file = join(clips, ".dailies", pageName({ storyboard: "../a.yaml", kind: "render" }));
    const a = await open("a.yaml");
    execFileSync("mkfifo", [file]);
    expect((await a.survey([])).ok).toBe(true);
    expect((await a.claim(["sh01.mp4"])).ok).toBe(true);

    writeFileSync(join(top, "outside"), "as it was");
    rmSync(file);
    symlinkSync(join(top, "outside"), file);
    expect((await (await open("a.yaml")).claim(["sh02.mp4"])).ok).toBe(true);
    expect(readFileSync(join(top, "outside"), "utf8")).toBe("as it was");

    rmSync(file);
    mkdirSync(join(file, "inside"), { recursive: true });
    expect(await (await open("a.yaml")).claim(["sh03.mp4"])).toMatchObject({ ok: false });
    expect(existsSync(join(file, "inside"))).toBe(true);
  });

  test("keeps itself out of git", async () => {
    const { clips, open } = await stage();
    await open("a.yaml");
    expect(readdirSync(join(clips, ".dailies"))).toEqual([".gitignore"]);
    expect(readFileSync(join(clips, ".dailies", ".gitignore"), "utf8")).toBe("*\n");
  });
});
