import { scrambled, seededRandom } from "../../src/base/seeded-random.ts";

/** A number from 0 to 1 that a text and a seed decide alone, in whatever order they are asked about. */
export function chanceOf(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return scrambled(hash);
}

/** Choices that a seed decides. */
export class Dice {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** A whole number from 0 to before `end`. */
  below(end: number): number {
    return Math.floor(this.random() * end);
  }

  /** `undefined` of an empty list. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** So many different ones, or all where there are not as many. */
  sample<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    const chosen: T[] = [];
    while (chosen.length < count && left.length > 0) chosen.push(...left.splice(this.below(left.length), 1));
    return chosen;
  }

  /** About this share of a number: what is left over a whole number is decided by chance. */
  share(of: number, share: number): number {
    return Math.floor(of * share + this.random());
  }
}
