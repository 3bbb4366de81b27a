import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { readClipFacts } from "../../src/media/clip.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { brokenMatroska } from "../testkit/broken-matroska.ts";
import { type OtherContainer, stubClips } from "../testkit/stub-clips.ts";

let clip: Buffer;
beforeAll(async () => {
  const shape = { durationSeconds: 10, width: 1080, height: 1920, audio: false };
  clip = Buffer.concat(
    (await stubClips().make({ taskId: "t", body: { prompt: "p" }, shape })) as Uint8Array[],
  );
});

async function factsOf(bytes: Uint8Array | string) {
  const file = join(temporaryFolder(), "clip.mp4");
  writeFileSync(file, bytes);
  return readClipFacts(file);
}

/** The box of this type at the top level: where it starts, and how long it is. */
function boxAt(type: string): { start: number; size: number } {
  for (let start = 0; start + 8 <= clip.length; ) {
    const size = clip.readUInt32BE(start);
    if (clip.toString("latin1", start + 4, start + 8) === type) return { start, size };
    start += size;
  }
  throw new Error(`the clip has no box ${type}`);
}

test("a clip's length, size and tracks are read", async () => {
  expect(await factsOf(clip)).toEqual({
    ok: true,
    value: {
      bytes: clip.length,
      durationSeconds: 10,
      width: 1080,
      height: 1920,
      hasAudio: false,
      container: "mp4",
    },
  });
});

describe.each<OtherContainer>(["mov", "webm", "mkv", "ts"])("a clip that comes as %s", (container) => {
  const shape = { durationSeconds: 5, width: 1280, height: 720, audio: false };
  const facts = { durationSeconds: 5, width: 1280, height: 720, hasAudio: false, container };
  let bytes: Buffer;
  beforeAll(async () => {
    const request = { taskId: "t", body: { prompt: "p" }, shape };
    bytes = Buffer.concat((await stubClips().makeIn(container, request)) as Uint8Array[]);
  });

  test("is a clip", async () => {
    expect(await factsOf(bytes)).toEqual({ ok: true, value: { bytes: bytes.length, ...facts } });
  });

  test("is one with a text behind its end, too", async () => {
    const text = "Made with the free plan.";
    expect(await factsOf(Buffer.concat([bytes, Buffer.from(text)]))).toMatchObject({
      ok: true,
      value: facts,
    });
  });

  test("is one when it is too large to be read in one go", async () => {
    const padding = container === "ts" ? nullPackets(600_000) : Buffer.alloc(600_000);
    expect(await factsOf(Buffer.concat([bytes, padding]))).toMatchObject({ ok: true, value: facts });
  });

  test("is truncated, wherever it ends", async () => {
    // The note at the end is not a part of the clip.
    const end = bytes.indexOf("dailies-rehearsal:") - 20;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 400, max: end }), async (length) => {
        // Between two packets of a stream nothing says that more was to come.
        fc.pre(container !== "ts" || length % 188 > 0);
        const cut = await factsOf(bytes.subarray(0, length));
        expect(cut).toMatchObject({ ok: false, error: { code: "truncated" } });
      }),
      { numRuns: 40 },
    );
  });

  test("gives a failure, never an exception, with rubbish inside", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        async (at, rubbish) => {
          const broken = Buffer.from(bytes);
          broken.set(rubbish.subarray(0, broken.length - at), at);
          const read = await factsOf(broken);
          if (!read.ok) expect(read.error.code).not.toBe("unreadable");
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Padding of a transport stream. */
function nullPackets(length: number): Buffer {
  const packet = Buffer.alloc(188, 0xff);
  packet.set([0x47, 0x1f, 0xff, 0x10]);
  return Buffer.concat(Array.from({ length: Math.ceil(length / 188) }, () => packet));
}

describe("what players pass over does not make a clip another thing:", () => {
  const facts = { durationSeconds: 10, width: 1080, height: 1920, container: "mp4" };
  test.each(["free", "skip", "wide"])("a %s box before everything", async (type) => {
    const box = Buffer.from(`\0\0\0\x0c${type}....`, "latin1");
    expect(await factsOf(Buffer.concat([box, clip]))).toMatchObject({ ok: true, value: facts });
  });

  test("no file type at all", async () => {
    expect(await factsOf(clip.subarray(boxAt("ftyp").size))).toMatchObject({ ok: true, value: facts });
  });

  test.each(["thank you for using our service", "<!-- cached -->", "\0\0\0\0\0\0\0\0\0\0", "end"])(
    "%j behind the last box",
    async (text) => {
      expect(await factsOf(Buffer.concat([clip, Buffer.from(text)]))).toMatchObject({
        ok: true,
        value: facts,
      });
    },
  );
});

test("a text with a box's name in the right place is not a video", async () => {
  expect(await factsOf("not free of charge")).toMatchObject({ ok: false, error: { code: "not_a_video" } });
});

test("facts are read from the file that is open, whatever has its name by now", async () => {
  const file = join(temporaryFolder(), "clip.mp4");
  const padding = Buffer.alloc(600_000);
  writeFileSync(file, Buffer.concat([clip, padding]));
  const descriptor = openSync(file, "r");
  rmSync(file);
  writeFileSync(file, "another file");
  const facts = await readClipFacts(file, descriptor);
  closeSync(descriptor);
  expect(facts).toMatchObject({ ok: true, value: { durationSeconds: 10 } });
});

test("a clip too large to be read in one go has the same facts", async () => {
  const padding = Buffer.alloc(600_000);
  padding.writeUInt32BE(padding.length, 0);
  padding.write("free", 4, "latin1");
  const facts = await factsOf(Buffer.concat([clip, padding]));
  expect(facts).toMatchObject({ ok: true, value: { durationSeconds: 10, width: 1080, height: 1920 } });
});

test("an index at the end of the file is found", async () => {
  const { start, size } = boxAt("moov");
  const moved = Buffer.concat([
    clip.subarray(0, start),
    clip.subarray(start + size),
    clip.subarray(start, start + size),
  ]);
  expect(await factsOf(moved)).toMatchObject({ ok: true, value: { durationSeconds: 10 } });
});

describe("a file that is no video is refused with a glimpse of what it is", () => {
  test.each([
    ["<!DOCTYPE html><html><title>502</title><body>Bad  gateway</body>", 'an HTML page: "502 Bad gateway"'],
    ['{"error": {"message": "expired"}}', 'a JSON text: "{"error": {"message": "expired"}}"'],
    ["<Error><Code>AccessDenied</Code></Error>", 'an XML text: "<Error><Code>AccessDenied</Code></Error>"'],
    ["try again later", 'a text: "try again later"'],
  ])("%s", async (content, glimpse) => {
    expect(await factsOf(content)).toMatchObject({
      ok: false,
      error: { code: "not_a_video", message: `not a video but ${glimpse}` },
    });
  });

  test("bytes", async () => {
    const facts = await factsOf(Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
    expect(facts).toMatchObject({ ok: false, error: { code: "not_a_video", looksLike: "png" } });
    expect(JSON.stringify(facts)).toContain("89504e470d0a1a0a");
  });

  test("a long text, which is cut", async () => {
    const facts = await factsOf(`oh ${"no ".repeat(1000)}`);
    expect(facts.ok ? "" : facts.error.message.length).toBeLessThan(150);
  });

  test("and no control character reaches the message", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), async (bytes) => {
        const facts = await factsOf(bytes);
        expect(facts.ok).toBe(false);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(facts.ok ? "" : facts.error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 50 },
    );
  });
});

test("a file that ends early is truncated, wherever it ends", async () => {
  const { start } = boxAt("free");
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: start - 1 }), async (length) => {
      const facts = await factsOf(clip.subarray(0, length));
      expect(facts).toMatchObject({ ok: false, error: { code: "truncated" } });
    }),
    { numRuns: 60 },
  );
});

test("an empty file is told apart", async () => {
  expect(await factsOf("")).toEqual({ ok: false, error: { code: "empty", message: "the file is empty" } });
});

test("an index without tracks has no video track", async () => {
  const { start } = boxAt("moov");
  const broken = Buffer.from(clip);
  // Renames the first track, so that a reader passes over it.
  broken.write("skip", broken.indexOf("trak", start), "latin1");
  expect(await factsOf(broken)).toMatchObject({ ok: false, error: { code: "no_video_track" } });
});

test("an index that is rubbish gives a failure, never an exception", async () => {
  const { start, size } = boxAt("moov");
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 8, max: size - 1 }),
      fc.integer({ min: 0, max: 255 }),
      async (at, byte) => {
        const broken = Buffer.from(clip);
        broken[start + at] = byte;
        const facts = await factsOf(broken);
        if (!facts.ok) expect(["corrupt", "no_video_track", "no_pictures"]).toContain(facts.error.code);
      },
    ),
    { numRuns: 100 },
  );
});

test("a missing file and a folder cannot be read, and the message names no path", async () => {
  const folder = temporaryFolder();
  for (const file of [join(folder, "none.mp4"), folder]) {
    const facts = await readClipFacts(file);
    expect(facts).toMatchObject({ ok: false, error: { code: "unreadable" } });
    expect(JSON.stringify(facts)).not.toContain(folder);
  }
});

test.each(["webm", "mkv"] as const)(
  "garbage among the elements of a %s is found, and not searched for ever",
  async (container) => {
    const broken = await brokenMatroska(container);
    expect(await factsOf(broken)).toMatchObject({ ok: false, error: { code: "corrupt" } });
  },
);
