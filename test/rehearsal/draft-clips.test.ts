import { BufferSource, Input, MP4, VideoSampleSink } from "mediabunny";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClipMaker, ClipRequest } from "../../src/rehearsal/clips.ts";
import { draftClips } from "../../src/rehearsal/drafts/draft-clips.ts";
import { greyH264 } from "../testkit/grey-h264.ts";
import { stubClips } from "../testkit/stub-clips.ts";

let maker: ClipMaker;
let titles: string[];
beforeAll(async () => {
  titles = [];
  const drafts = await draftClips({
    title: (body) => {
      titles.push(String(body.prompt));
      return "sc010_sh0010";
    },
  });
  if (!drafts.ok) throw new Error(drafts.error.message);
  maker = drafts.value;
});

afterAll(async () => {
  await maker.close?.();
});

const shape = { durationSeconds: 1, width: 1280, height: 720, audio: false };

async function make(request: Partial<ClipRequest>, from: ClipMaker = maker): Promise<Uint8Array> {
  const body = { model: "kling-v3", prompt: "城市从白天自然过渡到夜晚" };
  return Buffer.concat((await from.make({ taskId: "t", body, shape, ...request })) as Uint8Array[]);
}

async function uploaded(colour: { r: number; g: number; b: number }) {
  const bytes = await sharp({ create: { width: 320, height: 180, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return { kind: "uploaded", url: "http://127.0.0.1/files/uploads/a.png", bytes } as const;
}

/** Decodes a clip: how many frames there are, and the mean luma and chroma of its upper half, frame by frame. */
async function look(clip: Uint8Array) {
  const input = new Input({ source: new BufferSource(clip), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error("no video track");
  const means: { y: number; u: number; v: number }[] = [];
  for await (const sample of new VideoSampleSink(track).samples()) {
    const data = new Uint8Array(sample.allocationSize());
    await sample.copyTo(data);
    const pixels = sample.codedWidth * sample.codedHeight;
    const mean = (start: number, length: number): number => {
      let sum = 0;
      for (let at = start; at < start + length; at += 1) sum += data[at] ?? 0;
      return sum / length;
    };
    means.push({
      y: mean(0, pixels / 2),
      u: mean(pixels, pixels / 8),
      v: mean((pixels * 5) / 4, pixels / 8),
    });
    sample.close();
  }
  const facts = {
    codec: await track.getCodec(),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: await track.computeDuration(),
    audio: await (await input.getPrimaryAudioTrack())?.getCodec(),
  };
  input.dispose();
  return {
    ...facts,
    frames: means.length,
    first: means[0],
    middle: means[means.length >> 1],
    last: means.at(-1),
  };
}

const red = { r: 220, g: 20, b: 20 };
const blue = { r: 20, g: 20, b: 220 };

describe("a draft", () => {
  test("goes from the first frame to the last, and is a mix of both in the middle", async () => {
    const clip = await look(await make({ firstFrame: await uploaded(red), lastFrame: await uploaded(blue) }));
    expect(clip).toMatchObject({ codec: "avc", width: 640, height: 360, frames: 24 });
    expect(clip.durationSeconds).toBeCloseTo(1, 2);
    // BT.601, video range: red is (85, 99, 216), blue is (53, 216, 114).
    expect(clip.first?.y).toBeCloseTo(85, -1);
    expect(clip.first?.v).toBeGreaterThan(200);
    expect(clip.last?.u).toBeGreaterThan(200);
    expect(clip.last?.v).toBeLessThan(130);
    expect(clip.middle?.v).toBeGreaterThan(140);
    expect(clip.middle?.u).toBeGreaterThan(140);
  });

  test("of a first frame alone stays with it", async () => {
    const { first, last } = await look(await make({ firstFrame: await uploaded(red) }));
    expect(last?.v).toBeCloseTo(first?.v ?? 0, 0);
  });

  test.each([
    [1080, 1920, 360, 640],
    [720, 720, 360, 360],
    [960, 720, 480, 360],
  ])("keeps the aspect ratio of %d by %d", async (width, height, draftWidth, draftHeight) => {
    const clip = await look(await make({ shape: { ...shape, width, height } }));
    expect([clip.width, clip.height]).toEqual([draftWidth, draftHeight]);
  });

  test("without frames is a dark slate", async () => {
    const { first, frames } = await look(await make({}));
    expect(frames).toBe(24);
    expect(first?.y).toBeLessThan(90);
  });

  test("has a card where a picture lives elsewhere, since a rehearsal has no network", async () => {
    const remote = { kind: "remote", url: "https://example.com/day.jpg" } as const;
    const { first, last } = await look(await make({ firstFrame: remote, lastFrame: await uploaded(blue) }));
    expect(first?.y).toBeLessThan(90);
    expect(last?.u).toBeGreaterThan(200);
  });

  test("has sound where it is asked for", async () => {
    const { audio, frames } = await look(await make({ shape: { ...shape, audio: true } }));
    expect([audio, frames]).toEqual(["aac", 24]);
  });

  test("is titled by its body", async () => {
    await make({ body: { model: "kling-v3", prompt: "which shot?" } });
    expect(titles).toContain("which shot?");
  });

  test("is encoded once for identical requests at a time", async () => {
    const [first, second] = await Promise.all([
      maker.make({ taskId: "a", body: { prompt: "same" }, shape }),
      maker.make({ taskId: "b", body: { prompt: "same" }, shape }),
    ]);
    expect(second?.[0]).toBe(first?.[0]);
  });

  test("of a picture that cannot be decoded fails by itself, and the next one succeeds", async () => {
    const broken = { kind: "uploaded", url: "u", bytes: Buffer.from("no picture") } as const;
    await expect(make({ firstFrame: broken })).rejects.toThrow();
    expect((await look(await make({}))).frames).toBe(24);
  });
});

test("the stubs' hand-made H.264 decodes to even grey, frame after frame", async () => {
  const clip = await make(
    { shape: { ...shape, width: 1080, height: 606, durationSeconds: 20 } },
    stubClips(),
  );
  const { frames, first, last } = await look(clip);
  expect(frames).toBe(20);
  for (const frame of [first, last]) expect(frame).toEqual({ y: 128, u: 128, v: 128 });
  expect(greyH264({ width: 16, height: 16 }).keyFrame.length).toBeLessThan(12);
});
