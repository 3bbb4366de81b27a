import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../src/base/seeded-random.ts";
import type { ClipEye, ClipLook } from "../../src/media/look/clip-eye.ts";
import { type DraftEncoder, loadDraftEncoder } from "../../src/rehearsal/drafts/draft-encoder.ts";
import { rgbToI420 } from "../../src/rehearsal/slate/i420.ts";

/** What a made clip shows at one moment. */
export interface Moment {
  /** Part of the picture that is in view, its middle unless moved; 1 all of it. */
  readonly view?: number;
  /** Where the view is, from -1 (left) to 1 (right). */
  readonly across?: number;
  /** Of every level. */
  readonly brightness?: number;
  /** Most that a level is changed by chance. */
  readonly grain?: number;
  /** A bright square a twentieth of the width wide, at this part of the width. */
  readonly squareAt?: number;
}

/** A way in which clips are made from a picture; `part` runs from 0 at the first picture to 1 at the last. */
export type Motion = (part: number) => Moment;

/** A drawn picture, by its name, and its file. */
export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly rgb: Uint8Array;
}

const size = { width: 320, height: 180 };
/** The pictures are kept larger than clips, so that a narrower view has something to show. */
const kept = { width: 640, height: 360 };
const frameCount = 48;

/** Makes clips whose faults are known, from the pictures of the example. The same on every call. */
export class Studio {
  readonly subjects: readonly Subject[];
  readonly #encoder: DraftEncoder;
  readonly #eye: ClipEye;
  readonly #folder: string;
  #made = 0;

  private constructor(about: {
    readonly subjects: readonly Subject[];
    readonly encoder: DraftEncoder;
    readonly eye: ClipEye;
    readonly folder: string;
  }) {
    this.subjects = about.subjects;
    this.#encoder = about.encoder;
    this.#eye = about.eye;
    this.#folder = about.folder;
  }

  /** @param folder for the clips; whose it is takes it away */
  static async open(folder: string, eye: ClipEye): Promise<Studio> {
    const loaded = await loadDraftEncoder();
    if (!loaded.ok) throw new Error(loaded.error.message);
    const encoder = loaded.value;
    const frames = join(import.meta.dirname, "../../examples/film/frames");
    const subjects: Subject[] = [];
    for (const name of readdirSync(frames).sort()) {
      const file = join(frames, name);
      subjects.push({ name, file, rgb: await encoder.decodePicture(readFileSync(file), kept) });
    }
    return new Studio({ subjects, encoder, eye, folder });
  }

  /** Makes a clip of 2 s, and looks at it. */
  async shoot(subject: Subject, motion: Motion): Promise<ClipLook> {
    const random = seededRandom(this.#made + 1);
    const bytes = await this.#encoder.encode({
      size,
      frameCount,
      audio: false,
      frame: (index) => rgbToI420(drawn(subject, motion(index / (frameCount - 1)), random), size),
    });
    const file = join(this.#folder, `${this.#made}.mp4`);
    this.#made += 1;
    writeFileSync(file, bytes);
    const look = await this.#eye.look(file);
    if (!look.ok) throw new Error(look.error.message);
    return look.value;
  }

  get made(): number {
    return this.#made;
  }
}

function drawn(
  { rgb }: Subject,
  { view = 1, across = 0, brightness = 1, grain = 0, squareAt }: Moment,
  random: () => number,
): Uint8Array {
  const picture = new Uint8Array(size.width * size.height * 3);
  const left = ((1 - view) * kept.width * (1 + across)) / 2;
  const top = ((1 - view) * kept.height) / 2;
  const side = size.width / 20;
  for (let row = 0; row < size.height; row += 1) {
    const y = Math.min(kept.height - 1, Math.floor(top + (row * view * kept.height) / size.height));
    for (let column = 0; column < size.width; column += 1) {
      const x = Math.min(kept.width - 1, Math.floor(left + (column * view * kept.width) / size.width));
      const isInSquare =
        squareAt !== undefined &&
        Math.abs(column - squareAt * size.width) < side / 2 &&
        Math.abs(row - size.height / 2) < side / 2;
      const noise = grain === 0 ? 0 : (random() * 2 - 1) * grain;
      for (let channel = 0; channel < 3; channel += 1) {
        const level = isInSquare ? 235 : (rgb[(y * kept.width + x) * 3 + channel] ?? 0) * brightness;
        picture[(row * size.width + column) * 3 + channel] = Math.max(
          0,
          Math.min(255, Math.round(level + noise)),
        );
      }
    }
  }
  return picture;
}
