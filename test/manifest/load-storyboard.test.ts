import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { success } from "../../src/base/result.ts";
import { contractLibrary } from "../../src/manifest/catalogue/contract-library.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { StoryboardCache } from "../../src/manifest/storyboard-cache.ts";
import type { PictureFacts } from "../../src/media/picture.ts";
import { pictureLimit } from "../../src/provider/providers.ts";
import { contractOf } from "../fakes/contracts.ts";

const frames = join(import.meta.dirname, "..", "..", "specs", "batches", "frames");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dailies-storyboard-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function storyboard(text: string, name = "board.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const one = "version: 1\nshots: [{ id: a, model: kling-v3, prompt: x }]\n";

async function codes(file: string): Promise<string[]> {
  const loaded = await loadStoryboard({ file, pictureLimit });
  return loaded.ok
    ? []
    : loaded.error.map(({ code, source }) => `${source.path.slice(folder.length + 1)} ${code}`);
}

describe("loading", () => {
  it("tells a missing file from a folder and from bytes that are no text", async () => {
    expect(await codes(join(folder, "none.yaml"))).toEqual(["none.yaml file_not_found"]);
    mkdirSync(join(folder, "folder.yaml"));
    expect(await codes(join(folder, "folder.yaml"))).toEqual(["folder.yaml file_unreadable"]);
    writeFileSync(join(folder, "bytes.yaml"), Buffer.from([0xff, 0xfe, 0x00]));
    expect(await codes(join(folder, "bytes.yaml"))).toEqual(["bytes.yaml file_unreadable"]);
  });

  it("survives thousands of open brackets", async () => {
    expect(await codes(storyboard(`version: 1\nshots: ${"[".repeat(200_000)}`))).toContain(
      "board.yaml yaml_syntax",
    );
  });

  it("refuses a picture that is too large, before anything else could happen", async () => {
    const jpeg = readFileSync(join(frames, "day.jpg"));
    writeFileSync(join(folder, "large.jpg"), Buffer.concat([jpeg, Buffer.alloc(10 * 1024 * 1024)]));
    const file = storyboard(
      "version: 1\nshots: [{ id: a, model: kling-v3, prompt: x, first_frame: large.jpg }]\n",
    );
    expect(await codes(file)).toEqual(["board.yaml picture_too_large"]);
  });

  it("holds a picture against the limit of each provider that takes it", async () => {
    copyFileSync(join(frames, "day.jpg"), join(folder, "day.jpg"));
    const { size } = statSync(join(folder, "day.jpg"));
    const shots = ["kling-v3", "other"].map(
      (model) => `{ id: ${model}, model: ${model}, prompt: x, first_frame: day.jpg }`,
    );
    const file = storyboard(`version: 1\nshots: [${shots.join(", ")}]\n`);
    const kling = contractOf("kling-v3@2026-05");
    const other = { ...kling, id: "other@2026-10", model: "other", revision: "2026-10", provider: "other" };
    const contracts = new Map([kling, other].map((contract) => [contract.id, contract]));
    const library = contractLibrary({
      names: [...contracts.keys()],
      read: (name) => success(contracts.get(name) ?? kling),
      stamp: () => "",
    });
    const problemsAt = async (limit: number) => {
      const pictureLimit = (provider: string | undefined) => (provider === "other" ? limit : size);
      const loaded = await loadStoryboard({ file, library, pictureLimit });
      return loaded.ok ? [] : loaded.error.map(({ message }) => message);
    };
    expect(await problemsAt(size)).toEqual([]);
    expect(await problemsAt(size - 1)).toEqual([expect.stringContaining("day.jpg")]);
  });

  it("looks at a picture once, however many shots use it", async () => {
    copyFileSync(join(frames, "day.jpg"), join(folder, "day.jpg"));
    const shots = Array.from(
      { length: 50 },
      (_, index) => `  - { id: s${index}, prompt: x, first_frame: ./day.jpg }`,
    );
    const file = storyboard(
      `version: 1\ndefaults: { model: kling-v3, last_frame: day.jpg }\nshots:\n${shots.join("\n")}\n`,
    );
    let looks = 0;
    const pictureCache = {
      get: (): undefined => {
        looks += 1;
        return undefined;
      },
      set: (_key: object, _facts: PictureFacts): void => {},
    };
    const loaded = await loadStoryboard({
      file,
      cache: { ...pictureCache, recall: () => undefined, remember: () => {} },
    });
    expect(loaded.ok && loaded.value.jobs.length).toBe(50);
    expect(looks).toBe(1);
  });

  it("puts clips where the caller says, relative to the storyboard", async () => {
    const outputs = [join(folder, "out", "x"), join(folder, "..", "beside"), folder];
    const seen = await Promise.all(
      outputs.map(async (output) => {
        const loaded = await loadStoryboard({ file: storyboard(one), overrides: { output } });
        return loaded.ok && loaded.value.output;
      }),
    );
    expect(seen).toEqual(["out/x", "../beside", "."]);
  });

  it("names no path of this machine in what is kept: inputs, fingerprint, clip", async () => {
    copyFileSync(join(frames, "day.jpg"), join(folder, "day.jpg"));
    const file = storyboard(
      `version: 1\nshots: [{ id: a, model: kling-v3, prompt: x, first_frame: ${join(folder, "day.jpg")} }]\n`,
    );
    const loaded = await loadStoryboard({ file });
    if (!loaded.ok) throw new Error("not loaded");
    const kept = loaded.value.jobs.map(({ inputs, fingerprint, clip, request }) => ({
      inputs,
      fingerprint,
      clip,
      request,
    }));
    expect(JSON.stringify(kept)).not.toContain(folder);
  });
});

describe("a storyboard, or the project file beside it, that is no plain text", () => {
  const oddities: readonly (readonly [name: string, message: string, make: (file: string) => void])[] = [
    ["a folder", "the file is a folder", (file) => mkdirSync(file)],
    ["a pipe that nobody writes", "the file is a pipe", (file) => execFileSync("mkfifo", [file])],
    ["a link to a device without end", "the file is a device", (file) => symlinkSync("/dev/zero", file)],
    ["a link to nothing", "the file is a link that leads nowhere", (file) => symlinkSync("gone", file)],
    ["larger than any", "the file is larger than 256 MB", (file) => sparse(file, 257)],
    ["full of zeros", "the file is not a text: it has NUL bytes", (file) => sparse(file, 64)],
  ];

  function sparse(file: string, megabytes: number): void {
    writeFileSync(file, "");
    truncateSync(file, megabytes * 1024 * 1024);
  }

  it.each(oddities)("%s: says so, at once", async (_name, message, make) => {
    const file = join(folder, "odd.yaml");
    make(file);
    const loaded = await loadStoryboard({ file });
    expect(loaded.ok ? [] : loaded.error).toMatchObject([{ code: "file_unreadable", message }]);

    const project = join(folder, "dailies.yaml");
    make(project);
    const beside = await loadStoryboard({ file: storyboard(one) });
    expect(beside.ok ? [] : beside.error).toMatchObject([
      { code: "file_unreadable", message, source: { path: project } },
    ]);
  });

  it("a link to a plain one is read", async () => {
    const file = storyboard(one, "original.yaml");
    symlinkSync(file, join(folder, "linked.yaml"));
    expect((await loadStoryboard({ file: join(folder, "linked.yaml") })).ok).toBe(true);
  });
});

describe("the project file", () => {
  const prices = "prices: { currency: USD, date: 2026-11-01, per_clip: { kling-v3 720P: 0.2 } }\n";

  it("prices the storyboards beside it", async () => {
    storyboard(prices, "dailies.yaml");
    const loaded = await loadStoryboard({ file: storyboard(one) });
    expect(loaded.ok && loaded.value.prices?.perClip).toEqual({ "kling-v3 720P": 0.2 });
  });

  it("gives way to prices in the storyboard", async () => {
    storyboard(prices, "dailies.yaml");
    const own = `${one}prices: { currency: EUR, date: 2026-11-02 }\n`;
    const loaded = await loadStoryboard({ file: storyboard(own) });
    expect(loaded.ok && loaded.value.prices?.currency).toBe("EUR");
  });

  it("is not looked for when the storyboard itself bears the name", async () => {
    const loaded = await loadStoryboard({ file: storyboard(one, "dailies.yaml") });
    expect(loaded.ok).toBe(true);
  });

  it("has its own diagnostics, beside the storyboard's", async () => {
    storyboard("price: 5\n", "dailies.yaml");
    expect(await codes(storyboard("version: 1\n"))).toEqual([
      "board.yaml storyboard_empty",
      "dailies.yaml key_unknown",
    ]);
  });
});

describe("a price that no clip is billed by", () => {
  const prices = (key: string) =>
    `prices: { currency: USD, date: 2026-11-01, per_second: { kling-v3 720P: 0.1, ${key}: 0.2 } }\n`;

  async function warnings(file: string, cache?: StoryboardCache) {
    const loaded = await loadStoryboard({ file, ...(cache === undefined ? {} : { cache }) });
    if (!loaded.ok) throw new Error("not loaded");
    return loaded.value.warnings.map(({ code, severity, hint, source, range }) => {
      const marked = source.text.slice(range?.start, range?.end);
      return { code, severity, hint, file: basename(source.path), marked };
    });
  }
  const warning = { code: "price_key_unknown", severity: "warning" };

  it.each([
    ["kling-v3 1080p", "did you mean `kling-v3 1080P`?"],
    ["kling_v3 1080P", "did you mean `kling-v3 1080P`?"],
    [
      "kling-v3",
      "the keys of kling-v3 are `kling-v3 720P+Sound`, `kling-v3 720P`, `kling-v3 1080P+Sound` or `kling-v3 1080P`",
    ],
    ["sora", "`dailies plan` names the keys that a storyboard needs"],
  ])("%s is named with its place and what may have been meant", async (key, hint) => {
    const found = await warnings(storyboard(`${one}${prices(key)}`));
    expect(found).toEqual([{ ...warning, hint, file: "board.yaml", marked: key }]);
  });

  it("is named in the project file too, at each look", async () => {
    storyboard(prices("kling-v3 1080"), "dailies.yaml");
    const file = storyboard(one);
    for (let look = 0; look < 2; look++) {
      expect(await warnings(file, StoryboardCache.open(file))).toMatchObject([
        { ...warning, file: "dailies.yaml", marked: "kling-v3 1080" },
      ]);
    }
  });
});

describe("a large storyboard", () => {
  it("is read shot by shot, and one bad shot among thousands is found at its place", async () => {
    const shots = Array.from(
      { length: 5000 },
      (_, index) => `  - id: s${index}\n    prompt: Shot ${index}\n`,
    );
    shots[4321] = "  - id: s4321\n    prompt: Shot\n    duration: 7\n";
    const loaded = await loadStoryboard({
      file: storyboard(`version: 1\ndefaults: { model: kling-v3 }\nshots:\n${shots.join("")}`),
    });
    expect(loaded.ok).toBe(false);
    if (loaded.ok) return;
    const [only, ...others] = loaded.error;
    expect(others).toEqual([]);
    expect(only?.source.text.slice(only.range?.start, only.range?.end)).toBe("7");
  });
});
