import fc from "fast-check";
import { rational } from "../../src/cut/time/rational.ts";
import type { Timeline, TimelineMedia, TimelineShot } from "../../src/cut/timeline/timeline.ts";
import { digestOf } from "./film-file.ts";

/** Text that breaks formats which do not take care: markup, quotes, line breaks, controls, half characters. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        "]]>",
        "<!--",
        "&amp;",
        '"',
        "'",
        "\n",
        "\r\n",
        "\t",
        "\u0000",
        "\u001b[31m",
        "\ud800",
        "\ufffe",
      ),
      fc.constantFrom(
        "2000 people walk through the old town by night",
        "\n001  AX       V     C        00:00:00:00",
        "* FROM CLIP NAME: x",
        "<marker/>",
        "中文 🎬",
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

export const rates = fc.constantFrom(
  ...[24n, 25n, 30n, 60n].map((rate) => rational(rate)),
  rational(24_000n, 1001n),
  rational(30_000n, 1001n),
);

const mediaOf = (id: string, take: number): fc.Arbitrary<TimelineMedia> =>
  fc
    .record({
      rate: rates,
      frames: fc.integer({ min: 1, max: 500 }),
      hasSound: fc.boolean(),
      taskId: hostileText,
    })
    .map(({ rate, frames, hasSound, taskId }) => ({
      take,
      key: digestOf(`${id} ${take}`).slice(0, 32),
      name: `${id}_t${take}.mp4`,
      url: `file:///film/clips/${encodeURIComponent(id)}_t${take}.mp4`,
      sha256: digestOf(`${id} ${take} content`),
      taskId,
      rate,
      frames,
      width: 1280,
      height: 720,
      ...(hasSound ? { sound: { channels: 2, sampleRate: 48_000 } } : {}),
    }));

const shotOf = (index: number): fc.Arbitrary<Omit<TimelineShot, "startFrame">> => {
  const id = `sc${index}`;
  return fc
    .record({
      isMissing: fc.boolean(),
      frames: fc.integer({ min: 1, max: 500 }),
      sourceFrame: fc.integer({ min: 0, max: 200 }),
      media: mediaOf(id, 1),
      alternates: fc.tuple(mediaOf(id, 2), mediaOf(id, 3)).chain((all) => fc.subarray(all)),
      prompt: hostileText,
      note: hostileText,
    })
    .map(({ isMissing, frames, sourceFrame, media, alternates, prompt, note }) => ({
      id,
      frames,
      sourceFrame: isMissing ? 0 : sourceFrame,
      isTrimmed: !isMissing && sourceFrame > 0,
      alternates,
      ...(isMissing ? {} : { media }),
      remarks: [
        { about: "prompt", text: prompt },
        { about: "note", text: note },
      ],
    }));
};

/** Timelines of up to six shots, laid end to end. */
export const timelines: fc.Arbitrary<Timeline> = fc
  .record({ rate: rates, name: hostileText, count: fc.integer({ min: 0, max: 6 }) })
  .chain(({ rate, name, count }) =>
    fc.tuple(...Array.from({ length: count }, (_, index) => shotOf(index))).map((list): Timeline => {
      let frames = 0;
      const shots = list.map((shot) => {
        const startFrame = frames;
        frames += shot.frames;
        return { ...shot, startFrame };
      });
      const hasSound = shots.some(({ media }) => media?.sound !== undefined);
      return { name, rate, width: 1280, height: 720, hasSound, frames, shots };
    }),
  );

/** As every timeline of a film is: names and remarks are one line each. */
export function oneLined(timeline: Timeline): Timeline {
  const line = (text: string): string => text.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, " ");
  const shots = timeline.shots.map((shot) => ({
    ...shot,
    remarks: shot.remarks.map(({ about, text }) => ({ about, text: line(text) })),
  }));
  return { ...timeline, name: line(timeline.name), shots };
}
