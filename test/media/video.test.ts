import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { VideoFacts } from "../../src/media/clip-facts.ts";
import type { PictureCache, PictureFacts } from "../../src/media/picture.ts";
import { inspectVideo } from "../../src/media/video.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";
import { type OtherContainer, stubClips } from "../testkit/stub-clips.ts";

const shape = { durationSeconds: 4, width: 1280, height: 720, audio: false };
const request = { taskId: "t", body: { prompt: "p" }, shape };

async function videoIn(container: OtherContainer | "mp4"): Promise<Buffer> {
  const content =
    container === "mp4" ? await stubClips().make(request) : await stubClips().makeIn(container, request);
  return Buffer.concat(content as Uint8Array[]);
}

function fileOf(bytes: Uint8Array | string): string {
  // The name counts for nothing.
  const file = join(temporaryFolder(), "video.png");
  writeFileSync(file, bytes);
  return file;
}

test.each([
  ["mp4", "video/mp4"],
  ["mov", "video/quicktime"],
  ["webm", "video/webm"],
] as const)(
  "a video that is %s by its content is read, and its content counts",
  async (container, mimeType) => {
    const bytes = await videoIn(container);
    const found = await inspectVideo(fileOf(bytes));
    expect(found).toMatchObject({
      ok: true,
      value: {
        sha256: createHash("sha256").update(bytes).digest("hex"),
        bytes: bytes.length,
        mimeType,
        width: 1280,
        height: 720,
        durationSeconds: 4,
        codec: "avc",
      },
    });
    if (found.ok) expect(found.value.frameRate).toBeGreaterThan(0);
  },
);

test.each<[string, () => Uint8Array | string | Promise<Uint8Array>, string]>([
  ["a picture", () => tinyPng("x"), "is not an MP4, a WebM or a MOV by its content"],
  ["a text", () => "<html></html>", "is not an MP4, a WebM or a MOV by its content"],
  ["a Matroska file", () => videoIn("mkv"), "is not an MP4, a WebM or a MOV by its content"],
  ["a transport stream", () => videoIn("ts"), "is not an MP4, a WebM or a MOV by its content"],
  ["nothing", () => "", "is empty"],
])("%s is not a video that is uploaded", async (_what, make, reason) => {
  expect(await inspectVideo(fileOf(await make()))).toEqual({
    ok: false,
    error: { kind: "unreadable", reason },
  });
});

test("a video that is cut off is refused, with what is wrong", async () => {
  const bytes = await videoIn("mp4");
  const found = await inspectVideo(fileOf(bytes.subarray(0, bytes.length - 40)));
  expect(found).toMatchObject({ ok: false, error: { kind: "unreadable" } });
  if (!found.ok && found.error.kind === "unreadable") expect(found.error.reason).toMatch(/^cannot be used: /);
});

test("a missing one, a folder and one that is too large are distinguished, and none is read", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "videos"));
  expect(await inspectVideo(join(folder, "no.mp4"))).toEqual({ ok: false, error: { kind: "missing" } });
  expect(await inspectVideo(join(folder, "videos"))).toMatchObject({
    ok: false,
    error: { kind: "unreadable", reason: "is a folder" },
  });
  const bytes = await videoIn("mp4");
  expect(await inspectVideo(fileOf(bytes), { maxBytes: bytes.length - 1 })).toEqual({
    ok: false,
    error: { kind: "too_large", bytes: bytes.length },
  });
});

test("what is known of a video holds until its file changes", async () => {
  const known = new Map<string, PictureFacts | VideoFacts>();
  const cache: PictureCache = {
    get: ({ file, stamp }) => known.get(`${file} ${stamp}`),
    set: ({ file, stamp }, facts) => void known.set(`${file} ${stamp}`, facts),
  };
  const file = fileOf(await videoIn("mp4"));
  const first = await inspectVideo(file, { cache });
  expect(first.ok).toBe(true);
  const [key = ""] = known.keys();
  const facts = known.get(key);
  if (facts !== undefined) known.set(key, { ...facts, sha256: "from the cache" });
  expect(await inspectVideo(file, { cache })).toMatchObject({
    ok: true,
    value: { sha256: "from the cache" },
  });
  appendFileSync(file, Buffer.from("\0\0\0\x08free", "latin1"));
  const again = await inspectVideo(file, { cache });
  expect(again.ok && again.value.sha256).not.toBe("from the cache");
});
