import type { ClipEye, ClipLook } from "../../src/media/look/clip-eye.ts";
import { similarity } from "../../src/media/look/compare.ts";
import { blackShare, stillShare } from "../../src/media/look/movement.ts";
import { readSketch, sketchOf } from "../../src/media/look/sketch.ts";
import { thresholds } from "../../src/media/look/thresholds.ts";
import type { Motion, Studio, Subject } from "./made-clips.ts";

/** What one check measured on clips of one kind. */
export interface Trial {
  readonly check: string;
  readonly kind: string;
  /** Is this what the check is to point out? */
  readonly isFault: boolean;
  readonly figures: readonly number[];
  /** How many of them the threshold points out. */
  readonly pointedOut: number;
}

interface Kinds {
  readonly good: Readonly<Record<string, Motion>>;
  readonly bad: Readonly<Record<string, Motion>>;
}

const zoom: Motion = (part) => ({ view: 1 - 0.15 * part });
const slowZoom: Motion = (part) => ({ view: 1 - 0.04 * part });
const pan: Motion = (part) => ({ view: 0.85, across: 2 * part - 1 });
const still: Motion = () => ({});

const black: Kinds = {
  good: {
    "a slow zoom": slowZoom,
    "at a quarter of the light": (part) => ({ ...slowZoom(part), brightness: 0.25 }),
    "a fade from black over a quarter": (part) => ({ ...zoom(part), brightness: Math.min(1, part * 4) }),
  },
  bad: {
    "black throughout": () => ({ brightness: 0 }),
    "black with grain": () => ({ brightness: 0, grain: 12 }),
    "black from 0.4 of its length on": (part) => ({ ...zoom(part), brightness: part < 0.4 ? 1 : 0 }),
  },
};

const frozen: Kinds = {
  good: {
    "a zoom by 4% in 2 s": slowZoom,
    "a pan": pan,
    "still, but for a small square that crosses": (part) => ({ squareAt: part }),
    "a still start, moving from 0.4 on": (part) => zoom(Math.max(0, part - 0.4)),
  },
  bad: {
    "still throughout": still,
    "still, with grain": () => ({ grain: 6 }),
    "still from 0.3 of its length on": (part) => zoom(Math.min(part, 0.3)),
  },
};

/** How a frame that was wanted comes back, and how it does not. */
const frames: Record<string, Motion> = {
  "the frame itself": zoom,
  "the frame, nearer by 3%": (part) => ({ view: 0.97 - 0.15 * part }),
  "the frame, darker by a tenth": (part) => ({ ...zoom(part), brightness: 0.9 }),
  "the frame, with grain": (part) => ({ ...zoom(part), grain: 10 }),
};

const again: Record<string, Motion> = {
  "the same clip, encoded anew with grain": (part) => ({ ...zoom(part), grain: 4 }),
  "the same clip, lighter by 2%": (part) => ({ ...zoom(part), brightness: 1.02 }),
};
const others: Record<string, Motion> = {
  "a pan in place of a zoom": pan,
  "a zoom half as fast": (part) => zoom(part / 2),
  "a zoom away in place of a zoom in": (part) => zoom(1 - part),
};

/** Every check on clips that it should and should not point out. */
export async function runTrials(studio: Studio, eye: ClipEye): Promise<readonly Trial[]> {
  return [
    ...(await onOneClip(studio, {
      check: "black",
      kinds: black,
      measure: blackShare,
      over: thresholds.blackShare,
    })),
    ...(await onOneClip(studio, {
      check: "frozen",
      kinds: frozen,
      measure: stillShare,
      over: thresholds.stillShare,
    })),
    ...(await onFrames(studio, eye)),
    ...(await onTakes(studio)),
  ];
}

async function onOneClip(
  studio: Studio,
  {
    check,
    kinds,
    measure,
    over,
  }: {
    readonly check: string;
    readonly kinds: Kinds;
    readonly measure: (pictures: ClipLook["pictures"]) => number;
    readonly over: number;
  },
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [isFault, motions] of [[false, kinds.good] as const, [true, kinds.bad] as const]) {
    for (const [kind, motion] of Object.entries(motions)) {
      const figures: number[] = [];
      for (const subject of someOf(studio))
        figures.push(measure((await studio.shoot(subject, motion)).pictures));
      trials.push({ check, kind, isFault, figures, pointedOut: figures.filter((one) => one > over).length });
    }
  }
  return trials;
}

/** Every fourth picture: enough to differ, and few enough to wait for. */
function someOf({ subjects }: Studio): readonly Subject[] {
  return subjects.filter((_, index) => index % 4 === 0);
}

async function onFrames(studio: Studio, eye: ClipEye): Promise<Trial[]> {
  const wanted = new Map<string, number[]>();
  const seams = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, kind: string, figure: number): void => {
    to.set(kind, [...(to.get(kind) ?? []), figure]);
  };
  const firsts = new Map<Subject, Picture>();
  for (const subject of studio.subjects) firsts.set(subject, firstOf(await studio.shoot(subject, still)));
  const some = someOf(studio);
  for (const [subject, own] of firsts) {
    if (!some.includes(subject)) continue;
    for (const [kind, motion] of Object.entries(frames)) {
      const first = firstOf(await studio.shoot(subject, motion));
      add(wanted, kind, (await eye.similarityToFrame(first, subject.file)) ?? 0);
      add(seams, kind, sketchSimilarity(own, first));
    }
  }
  const strangers = "a picture of another place";
  const relatives = "the same place in another light";
  for (const [a, first] of firsts) {
    for (const [b, second] of firsts) {
      if (a === b) continue;
      const kind = placeOf(a) === placeOf(b) ? relatives : strangers;
      add(seams, kind, sketchSimilarity(first, second));
      if (some.includes(a)) add(wanted, kind, (await eye.similarityToFrame(first, b.file)) ?? 0);
    }
  }
  const trials = (check: string, measured: Map<string, number[]>, least: number): Trial[] =>
    [...measured].map(([kind, figures]) => ({
      check,
      kind,
      isFault: kind === strangers || kind === relatives,
      figures,
      pointedOut: figures.filter((one) => one < least).length,
    }));
  return [
    ...trials("first_frame_differs, last_frame_differs", wanted, thresholds.frameSimilarity),
    ...trials("jump", seams, thresholds.seamSimilarity),
  ];
}

/** `coast` of `coast_dusk_lit.jpg`. */
function placeOf({ name }: Subject): string | undefined {
  return name.split("_")[0];
}

async function onTakes(studio: Studio): Promise<Trial[]> {
  const trials: Trial[] = [];
  const firsts = new Map<Subject, ClipLook>();
  for (const subject of someOf(studio)) firsts.set(subject, await studio.shoot(subject, zoom));
  for (const [isFault, motions] of [[false, others] as const, [true, again] as const]) {
    for (const [kind, motion] of Object.entries(motions)) {
      const figures: number[] = [];
      for (const [subject, first] of firsts) {
        const second = await studio.shoot(subject, motion);
        figures.push(
          Math.min(
            sketchSimilarity(middleOf(first), middleOf(second)),
            sketchSimilarity(lastOf(first), lastOf(second)),
          ),
        );
      }
      const pointedOut = figures.filter((one) => one >= thresholds.takeSimilarity).length;
      trials.push({ check: "takes_alike", kind, isFault, figures, pointedOut });
    }
  }
  return trials;
}

type Picture = ClipLook["pictures"][number];

function sketchSimilarity(a: Picture, b: Picture): number {
  return similarity(readSketch(sketchOf(a)), readSketch(sketchOf(b)));
}

function firstOf({ pictures }: ClipLook): Picture {
  return at(pictures, 0);
}

function middleOf({ pictures }: ClipLook): Picture {
  return at(pictures, Math.floor(pictures.length / 2));
}

function lastOf({ pictures }: ClipLook): Picture {
  return at(pictures, pictures.length - 1);
}

function at(pictures: readonly Picture[], index: number): Picture {
  const picture = pictures[index];
  if (picture === undefined) throw new Error("a look has pictures");
  return picture;
}
