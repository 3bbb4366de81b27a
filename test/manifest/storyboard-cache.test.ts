import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { readChecked, writeChecked } from "../../src/manifest/checked-file.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { StoryboardCache } from "../../src/manifest/storyboard-cache.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

let folder: string;
let file: string;

async function paint(colour: string): Promise<Buffer> {
  return await sharp({ create: { width: 16, height: 9, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

function storyboard(prompt: string): string {
  return `version: 1\nshots:\n  - id: a\n    model: kling-v3\n    prompt: ${prompt}\n    first_frame: day.png\n`;
}

beforeEach(async () => {
  folder = temporaryFolder();
  file = join(folder, "film.yaml");
  writeFileSync(file, storyboard("A city"));
  writeFileSync(join(folder, "day.png"), await paint("gold"));
});

/** Loads as a new process would: with what the last one left on disk. Tells what came from the cache. */
async function load() {
  const cache = StoryboardCache.open(file);
  let recalled = false;
  let picturesRead = 0;
  const loaded = await loadStoryboard({
    file,
    cache: {
      get: (key) => cache.get(key),
      set: (key, facts) => {
        picturesRead += 1;
        cache.set(key, facts);
      },
      recall: (key, context) => {
        const compiled = cache.recall(key, context);
        recalled = compiled !== undefined;
        return compiled;
      },
      remember: (key, compiled, sources) => cache.remember(key, compiled, sources),
    },
  });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  const { source: _, ...compiled } = loaded.value;
  return { recalled, picturesRead, compiled };
}

describe("loading a storyboard again", () => {
  test("with nothing changed gives the same jobs and reads no picture", async () => {
    const first = await load();
    const second = await load();
    expect(first).toMatchObject({ recalled: false, picturesRead: 1 });
    expect(second).toMatchObject({ recalled: true, picturesRead: 0 });
    expect(second.compiled).toEqual(first.compiled);
  });

  test("knows a storyboard whose included files are the same, warnings in them too, and reads anew one that has changed", async () => {
    writeFileSync(
      file,
      "version: 1\ndefaults: { model: kling-v3, tags: [a] }\nscenes:\n  - include: one.yaml\n",
    );
    const scene = (prompt: string) =>
      `scene: sc\nbible: { mara: Mara }\nshots: { a: ${prompt}, b: { prompt: x, skip: true } }\n`;
    writeFileSync(join(folder, "one.yaml"), scene("A city"));
    const first = await load();
    expect(first.compiled.jobs[0]).toMatchObject({
      id: "sc_a",
      scene: "sc",
      tags: ["a"],
      writtenIn: "one.yaml",
    });
    expect(first.compiled.warnings.map(({ code }) => code)).toEqual(["bible_unused"]);
    const second = await load();
    expect(second.recalled).toBe(true);
    expect(second.compiled).toEqual(first.compiled);
    writeFileSync(join(folder, "one.yaml"), scene("A town"));
    const third = await load();
    expect(third.recalled).toBe(false);
    expect(third.compiled.jobs[0]?.request.prompt).toBe("A town");
    expect(third.compiled.skipped).toEqual(["sc_b"]);
  });

  test("keeps warnings with second places", async () => {
    const shot = "prompt: x, metadata: { seed: 2 } }";
    writeFileSync(
      file,
      `version: 1\ndefaults: { model: kling-v3, metadata: { own: 1 } }\nlooks: { l: { metadata: { seed: 1 } } }\nshots:\n  a: { look: l, prompt: x }\n  b: { look: l, ${shot}\n`,
    );
    const first = await load();
    expect(first.compiled.warnings.some(({ labels }) => labels !== undefined)).toBe(true);
    const second = await load();
    expect(second).toMatchObject({ recalled: true, compiled: first.compiled });
  });

  test("trusts no cache that came with a copy of the folder, whatever is in it", async () => {
    await load();
    const cache = join(folder, ".dailies", "film.yaml.json");
    const forged = readChecked(cache)?.replaceAll("A city", "A stranger's wish");
    expect(forged).toContain("A stranger's wish");
    rmSync(cache);
    writeChecked(cache, forged ?? "");
    // As a clone writes it: the same bytes, and even the same modification time.
    const { atime, mtime } = statSync(file);
    rmSync(file);
    writeFileSync(file, storyboard("A city"));
    utimesSync(file, atime, mtime);
    const second = await load();
    expect(second.recalled).toBe(false);
    expect(second.compiled.jobs[0]?.request.prompt).toBe("A city");
  });

  test("writes through no link that came with a project", async () => {
    const own = join(folder, "own");
    writeFileSync(own, "precious");
    mkdirSync(join(folder, ".dailies"));
    symlinkSync(own, join(folder, ".dailies", ".gitignore"));
    await load();
    expect(readFileSync(own, "utf8")).toBe("precious");
    expect((await load()).recalled).toBe(true);

    rmSync(join(folder, ".dailies"), { recursive: true });
    mkdirSync(join(folder, "home"));
    symlinkSync(join(folder, "home"), join(folder, ".dailies"));
    await load();
    expect(readdirSync(join(folder, "home"))).toEqual([]);
  });

  test("an odd file in a cache's place is neither read nor written through, and stops nothing", async () => {
    const kept = join(folder, ".dailies");
    const cache = join(kept, "film.yaml.json");
    const own = join(folder, "own");
    writeFileSync(own, "precious");
    const oddities: readonly (() => void)[] = [
      () => writeFileSync(kept, "a file"),
      () => execFileSync("mkfifo", [kept]),
      () => symlinkSync("gone", kept),
      ...[cache, `${cache}.tmp`, join(kept, ".gitignore")].flatMap((place) =>
        [
          () => mkdirSync(place),
          () => execFileSync("mkfifo", [place]),
          () => symlinkSync("/dev/zero", place),
          () => symlinkSync("gone", place),
          () => symlinkSync(own, place),
        ].map((make) => () => {
          mkdirSync(kept);
          make();
        }),
      ),
    ];
    for (const make of oddities) {
      // rmSync of Node 24 leaves a link that leads nowhere.
      await rm(kept, { recursive: true, force: true });
      make();
      expect((await load()).compiled.jobs).toHaveLength(1);
      expect((await load()).compiled.jobs).toHaveLength(1);
      expect(readFileSync(own, "utf8")).toBe("precious");
      expect(readdirSync(folder)).not.toContain("gone");
    }
  });

  test("after an edit compiles anew and still reads no unchanged picture", async () => {
    await load();
    writeFileSync(file, storyboard("Another city"));
    const second = await load();
    expect(second).toMatchObject({ recalled: false, picturesRead: 0 });
    expect(second.compiled.jobs[0]?.request.prompt).toBe("Another city");
  });

  test("after a picture changed reads it, even when its size is the same", async () => {
    const first = await load();
    const picture = join(folder, "day.png");
    writeFileSync(picture, await sameSize(readFileSync(picture).length));
    utimesSync(picture, new Date(1_700_000_000_000), new Date(1_700_000_000_000));
    const second = await load();
    expect(second).toMatchObject({ recalled: false, picturesRead: 1 });
    expect(second.compiled.jobs[0]?.fingerprint).not.toBe(first.compiled.jobs[0]?.fingerprint);
  });

  test("a picture that went away is told as if there were no cache", async () => {
    await load();
    rmSync(join(folder, "day.png"));
    await expect(load()).rejects.toThrow(/day\.png does not exist/);
  });

  test("a broken cache is an empty one", async () => {
    await load();
    for (const rubbish of ["", "{", "null", '{"key":1}', "[]"]) {
      writeFileSync(join(folder, ".dailies", "film.yaml.json"), rubbish);
      expect((await load()).compiled.jobs).toHaveLength(1);
    }
  });

  test("a cache with any byte missing or changed is an empty one", async () => {
    const first = await load();
    const cache = join(folder, ".dailies", "film.yaml.json");
    const bytes = readFileSync(cache);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.boolean(), async (at, cut) => {
        const broken = Buffer.from(bytes);
        broken.writeUInt8((broken.readUInt8(at) + 1) % 256, at);
        writeFileSync(cache, cut ? bytes.subarray(0, at) : broken);
        expect(await load()).toEqual(first);
        expect(readFileSync(cache).equals(bytes)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("many jobs and pictures come back each with its own", async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `s${index}`);
    const colours = ["gold", "navy", "teal"];
    for (const colour of colours) writeFileSync(join(folder, `${colour}.png`), await paint(colour));
    const shots = ids.map(
      (id, index) =>
        `  - id: ${id}\n    model: kling-v3\n    prompt: Ein süßer Ort, 東京 ${index}\n    first_frame: ${colours[index % 3]}.png\n`,
    );
    writeFileSync(file, `version: 1\nshots:\n${shots.join("")}`);
    const first = await load();
    const second = await load();
    expect(second.recalled).toBe(true);
    expect(second.compiled).toEqual(first.compiled);
    expect(second.compiled.jobs.map(({ pictures }) => pictures[0]?.writtenAs)).toEqual(
      ids.map((_, index) => `${colours[index % 3]}.png`),
    );
  });

  test("a model written by its alias is sent by it, from the cache, too", async () => {
    writeFileSync(
      file,
      "version: 1\nshots:\n  - { id: a, model: gemini-omni-flash, prompt: x, duration: 4 }\n  - { id: b, model: gemini_omni_flash@2026-08, prompt: x, duration: 4 }\n",
    );
    const first = await load();
    const second = await load();
    expect(second.recalled).toBe(true);
    expect(second.compiled).toEqual(first.compiled);
    const names = second.compiled.jobs.map(({ contract }) => contract.wire_model);
    expect(new Set(names).size).toBe(2);
    expect(names[0]).toBe("gemini-omni-flash");
  });

  test("the cache keeps itself out of git", async () => {
    await load();
    expect(readFileSync(join(folder, ".dailies", ".gitignore"), "utf8")).toBe("*\n");
  });
});

/** A PNG of another colour and the given length. */
async function sameSize(bytes: number): Promise<Buffer> {
  for (let red = 0; red < 256; red += 1) {
    const png = await paint(`rgb(${red}, 10, 10)`);
    if (png.length === bytes) return png;
  }
  throw new Error("no colour gives a picture of this length");
}
