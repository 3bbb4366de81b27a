/** A small generator of numbers from 0 to 1 (mulberry32), so that a seed says the whole story. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return scrambled(state);
  };
}

/** A number from 0 to 1 that a text and a seed decide alone, in whatever order they are asked about. */
export function chanceOf(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return scrambled(hash);
}

function scrambled(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** Choices that a seed decides. */
export class Dice {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
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
