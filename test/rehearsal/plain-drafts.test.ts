import fc from "fast-check";
import { BufferSource, Input, MP4, VideoSampleSink } from "mediabunny";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { loadDraftEncoder } from "../../src/rehearsal/drafts/draft-encoder.ts";
import { plainDrafts } from "../../src/rehearsal/drafts/plain-drafts.ts";
import { blockFont } from "../../src/rehearsal/slate/block-font.ts";
import type { I420Picture } from "../../src/rehearsal/slate/i420.ts";
import { drawSlate } from "../../src/rehearsal/slate/slate.ts";
import { stillClip } from "../../src/rehearsal/still/still-clip.ts";
import { stillH264 } from "../../src/rehearsal/still/still-h264.ts";

beforeAll(async () => {
  // The decoder that the tests look with; what is tested needs none.
  expect((await loadDraftEncoder()).ok).toBe(true);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Every frame of a clip, as its planes. */
async function frames(clip: Uint8Array): Promise<Uint8Array[]> {
  const input = new Input({ source: new BufferSource(clip), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error("no video track");
  const decoded: Uint8Array[] = [];
  for await (const sample of new VideoSampleSink(track).samples()) {
    const data = new Uint8Array(sample.allocationSize());
    await sample.copyTo(data);
    decoded.push(data);
    sample.close();
  }
  input.dispose();
  return decoded;
}

test("a picture without an encoder decodes to exactly itself, and is held to the end", {
  timeout: 60_000,
}, async () => {
  const pictures = fc
    .record({
      width: fc.integer({ min: 8, max: 60 }),
      height: fc.integer({ min: 8, max: 60 }),
      // Near to each other, too, where a decoder would smooth the edges between blocks.
      colours: fc.oneof(
        fc.array(fc.integer({ min: 16, max: 235 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 100, max: 104 }), { minLength: 2, maxLength: 4 }),
      ),
      block: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ width: half, height: halfHeight, colours, block }): I420Picture => {
      const [width, height] = [half * 2, halfHeight * 2];
      const data = Uint8Array.from(
        { length: (width * height * 3) / 2 },
        (_, at) => colours[Math.floor(at / block) % colours.length] ?? 16,
      );
      return { width, height, data };
    });
  await fc.assert(
    fc.asyncProperty(pictures, async (picture) => {
      const clip = await stillClip(stillH264(picture), { ...picture, durationSeconds: 3 });
      const decoded = await frames(clip);
      expect(decoded).toHaveLength(3);
      for (const frame of decoded) expect(Buffer.from(frame)).toEqual(Buffer.from(picture.data));
    }),
    { numRuns: 30 },
  );
});

test("a plain draft shows the shot's id in clear pixels, in a few dozen kilobytes", async () => {
  const shape = { durationSeconds: 5, width: 1280, height: 720, audio: false };
  const words = { title: "sc010_sh0010", facts: "kling-v3  5 s  1280x720", text: "" };
  const size = { width: 640, height: 360 };
  const card = drawSlate(size, words, blockFont);
  expect(Buffer.from(card.data)).not.toEqual(
    Buffer.from(drawSlate(size, { ...words, title: "sc010_sh0011" }, blockFont).data),
  );
  const clip = await stillClip(stillH264(card), { ...size, durationSeconds: shape.durationSeconds });
  expect(Buffer.from((await frames(clip))[4] ?? [])).toEqual(Buffer.from(card.data));
  expect(clip.length).toBeLessThan(120_000);

  const maker = await plainDrafts({ title: () => "sc010_sh0010" });
  const made = Buffer.concat(
    (await maker.make({ taskId: "t", body: { model: "kling-v3", prompt: "雨夜" }, shape })) as Uint8Array[],
  );
  expect(await frames(made)).toHaveLength(5);
});

test("the font of last resort knows what an id is made of, and marks what it does not know", () => {
  const known = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const drawn = new Set([...known].map((character) => JSON.stringify(blockFont.glyph(character).rows)));
  expect(drawn.size).toBe(known.length);
  expect(blockFont.glyph("a")).toEqual(blockFont.glyph("A"));
  expect(drawn.has(JSON.stringify(blockFont.glyph("雨").rows))).toBe(false);
});
