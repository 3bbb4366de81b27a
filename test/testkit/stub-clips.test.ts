import fc from "fast-check";
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from "mediabunny";
import { expect, test } from "vitest";
import { contentLength } from "../../src/rehearsal/clips.ts";
import { clipShape } from "../../src/rehearsal/server/clip-shape.ts";
import { stubClipNote, stubClips } from "./stub-clips.ts";

const shape = { durationSeconds: 5, width: 1280, height: 720, audio: false };
const join = (content: readonly Uint8Array[]): Uint8Array => Buffer.concat(content as Uint8Array[]);

test("a stub is a small MP4 of the length and size asked for, with one H.264 frame a second", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 8, max: 960 }),
      fc.integer({ min: 8, max: 960 }),
      async (durationSeconds, halfWidth, halfHeight) => {
        const asked = { durationSeconds, width: halfWidth * 2, height: halfHeight * 2, audio: false };
        const bytes = join(await stubClips().make({ taskId: "t", body: {}, shape: asked }));
        const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
        const track = await input.getPrimaryVideoTrack();
        expect(await track?.getCodec()).toBe("avc");
        expect([await track?.getDisplayWidth(), await track?.getDisplayHeight()]).toEqual([
          asked.width,
          asked.height,
        ]);
        expect(await input.computeDuration()).toBeCloseTo(durationSeconds, 3);
        let packets = 0;
        if (track !== null) for await (const _ of new EncodedPacketSink(track).packets()) packets += 1;
        expect(packets).toBe(durationSeconds);
        input.dispose();
      },
    ),
    { numRuns: 20 },
  );
});

test("each clip notes its own task, in any script", async () => {
  const clips = stubClips();
  const first = join(await clips.make({ taskId: "one", body: { prompt: "城市" }, shape }));
  const second = join(await clips.make({ taskId: "two", body: { prompt: "город" }, shape }));
  expect(stubClipNote(first)).toEqual({ taskId: "one", body: { prompt: "城市" } });
  expect(stubClipNote(second)).toEqual({ taskId: "two", body: { prompt: "город" } });
  expect(stubClipNote(Buffer.from("no clip"))).toBeUndefined();
});

test("clips of one shape share their bytes, and cost a few kilobytes", async () => {
  const clips = stubClips();
  const [first] = await clips.make({ taskId: "one", body: {}, shape });
  const second = await clips.make({ taskId: "two", body: {}, shape });
  expect(second[0]).toBe(first);
  expect(contentLength(second)).toBeLessThan(8000);
});

test.each([
  [{}, [5, 1280, 720]],
  [{ duration: 10, aspect_ratio: "9:16" }, [10, 720, 1280]],
  [{ mode: "pro" }, [5, 1920, 1080]],
  [{ resolution: "1080p", aspect_ratio: "1:1" }, [5, 1080, 1080]],
  [{ aspect_ratio: "4:3" }, [5, 960, 720]],
  [{ duration: "nonsense", aspect_ratio: "1:100" }, [5, 1280, 720]],
])("the body %j asks for %j", (body, [durationSeconds, width, height]) => {
  expect(clipShape(body)).toEqual({ durationSeconds, width, height, audio: false });
});
