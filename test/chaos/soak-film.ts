import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clipName } from "../../src/manifest/job.ts";
import type { Dice } from "../fakes/dice.ts";
import { tinyPng } from "../fakes/tiny-png.ts";

/** A shot of the film that a soak renders, as it is now. */
export interface SoakShot {
  readonly id: string;
  readonly model: "kling-v3" | "seedance-2";
  /** Number of the local picture that it begins with. */
  readonly frame?: number;
  /** Which of its prompts is written. */
  version: number;
  takes: number;
}

/** One clip that the storyboard asks for. */
export interface WantedClip {
  readonly id: string;
  readonly take: number;
  readonly inputs: string;
  readonly clip: string;
}

const mostTakes = 3;

/** A film whose author keeps changing it: the storyboard and the local pictures beside it. */
export class SoakFilm {
  readonly file: string;
  readonly #folder: string;
  readonly #dice: Dice;
  readonly #shots: SoakShot[];
  readonly #away: SoakShot[] = [];
  /** For each picture: which version of it is on disk. */
  readonly #frames: number[];
  /** For all inputs that were ever asked for: how many takes of them at most. */
  readonly #wanted = new Map<string, number>();
  #edits = 0;

  constructor(folder: string, shots: number, dice: Dice) {
    this.#folder = folder;
    this.#dice = dice;
    this.file = join(folder, "film.yaml");
    const frames = Math.ceil(shots / 50);
    this.#frames = Array.from({ length: frames }, () => 0);
    this.#shots = Array.from({ length: shots }, (_, index) => {
      const id = `s${String(index + 1).padStart(4, "0")}`;
      if (index % 5 === 4) return { id, model: "seedance-2", version: 0, takes: 1 };
      const frame = index % 5 === 0 ? { frame: Math.floor(index / 5) % frames } : {};
      return { id, model: "kling-v3", ...frame, version: 0, takes: 1 };
    });
    mkdirSync(join(folder, "frames"));
    for (const frame of this.#frames.keys()) this.#writeFrame(frame);
    this.#write();
  }

  /** Changes of prompts, pictures, takes and order, and shots that went or came back. */
  get edits(): number {
    return this.#edits;
  }

  /** How many tasks of these inputs may have been paid for, failed ones aside. */
  wantedTakes(inputs: string): number {
    return this.#wanted.get(inputs) ?? 0;
  }

  /** Everything that the storyboard asks for now. */
  clips(): WantedClip[] {
    return this.#shots.flatMap((shot) =>
      Array.from({ length: shot.takes }, (_, index) => ({
        id: shot.id,
        take: index + 1,
        inputs: this.#inputsOf(shot),
        clip: clipName(shot.id, index + 1),
      })),
    );
  }

  /** A day's work of the author, on a small share of the shots. */
  change(): void {
    const dice = this.#dice;
    const shots = this.#shots;
    const some = (share: number): SoakShot[] => dice.sample(shots, dice.share(shots.length, share));
    const prompts = some(0.012);
    // A third of the changes is taken back later.
    for (const shot of prompts) shot.version += shot.version > 0 && dice.chance(0.33) ? -1 : 1;
    const raised = some(0.004);
    for (const shot of raised) shot.takes = Math.min(mostTakes, shot.takes + 1 + dice.below(2));
    const lowered = shots.filter(({ takes }) => takes > 1 && dice.chance(0.2));
    for (const shot of lowered) shot.takes -= 1;
    const gone = some(0.004);
    for (const shot of gone) this.#away.push(...shots.splice(shots.indexOf(shot), 1));
    const back = this.#away.filter(() => dice.chance(0.3));
    for (const shot of back) {
      this.#away.splice(this.#away.indexOf(shot), 1);
      shots.splice(dice.below(shots.length + 1), 0, shot);
    }
    const moved = some(0.01);
    for (const shot of moved) {
      shots.splice(shots.indexOf(shot), 1);
      shots.splice(dice.below(shots.length + 1), 0, shot);
    }
    const frames = dice.sample([...this.#frames.keys()], dice.share(this.#frames.length, 0.02));
    for (const frame of frames) {
      const version = this.#frames[frame] ?? 0;
      this.#frames[frame] = version > 0 && dice.chance(0.33) ? version - 1 : version + 1;
      this.#writeFrame(frame);
    }
    this.#edits += [prompts, raised, lowered, gone, back, moved, frames].flat().length;
    this.#write();
  }

  #inputsOf(shot: SoakShot): string {
    const { frame } = shot;
    if (frame === undefined) return inputsText(promptOf(shot), []);
    const content = frameContent(frame, this.#frames[frame] ?? 0);
    return inputsText(promptOf(shot), [createHash("sha256").update(content).digest("hex")]);
  }

  #write(): void {
    for (const shot of this.#shots) {
      const inputs = this.#inputsOf(shot);
      this.#wanted.set(inputs, Math.max(this.#wanted.get(inputs) ?? 0, shot.takes));
    }
    const blocks = this.#shots.map((shot) => {
      const { id, model, frame, takes } = shot;
      const picture = frame === undefined ? "" : `    first_frame: ${frameName(frame)}\n`;
      return `  - id: ${id}\n    model: ${model}\n    prompt: ${promptOf(shot)}\n    duration: 5\n    takes: ${takes}\n${picture}`;
    });
    // A run may be reading it.
    writeFileSync(`${this.file}.new`, `version: 1\nshots:\n${blocks.join("")}`);
    renameSync(`${this.file}.new`, this.file);
  }

  /** Half of the time in place, as some painting programs write, else as most do: beside it, and renamed. */
  #writeFrame(frame: number): void {
    const path = join(this.#folder, frameName(frame));
    const content = frameContent(frame, this.#frames[frame] ?? 0);
    const isInPlace = this.#dice.chance(0.5);
    writeFileSync(isInPlace ? path : `${path}.new`, content);
    if (!isInPlace) renameSync(`${path}.new`, path);
  }
}

/** What tells one clip's inputs from another's: the prompt, and the pictures by the head of their digests. */
export function inputsText(prompt: string, sha256s: readonly string[]): string {
  return [prompt, ...sha256s.map((sha256) => sha256.slice(0, 8))].join(" ");
}

function promptOf({ id, version }: SoakShot): string {
  return `what happens in ${id}, version ${version}.`;
}

function frameName(frame: number): string {
  return `frames/f${String(frame).padStart(2, "0")}.png`;
}

/** Versions of one picture are of one length, so that only their content says which it is. */
function frameContent(frame: number, version: number): Buffer {
  return tinyPng(`frame ${frame}, version ${String(version).padStart(4, "0")}`);
}
