import type { AttemptState, LockState, TakeRecord } from "../state/state.ts";

const slabBytes = 1024 * 1024;
const lengthBytes = 4;

const over: ReadonlySet<AttemptState> = new Set(["done", "failed"]);

/**
 * The state of a run, which is written to. A shot that a change brought to its end is kept as JSON outside of the heap
 * from then on, where nothing has to be collected around it: a long run ends with little more memory than it began with.
 * It is read as before, and made anew for whoever reads it.
 */
export class ShotTable implements LockState {
  /** As read from the lockfile, or still moving. */
  readonly #open: Map<string, readonly TakeRecord[]>;
  /** Where each shot stands that has come to its end: slabs are counted through. */
  readonly #places = new Map<string, number>();
  readonly #slabs: Buffer[] = [];
  #used = slabBytes;

  constructor(shots: Map<string, readonly TakeRecord[]>) {
    this.#open = shots;
  }

  get size(): number {
    return this.#open.size + this.#places.size;
  }

  get(id: string): readonly TakeRecord[] | undefined {
    const place = this.#places.get(id);
    return place === undefined ? this.#open.get(id) : this.#read(place);
  }

  has(id: string): boolean {
    return this.#open.has(id) || this.#places.has(id);
  }

  *keys(): IterableIterator<string> {
    yield* this.#open.keys();
    yield* this.#places.keys();
  }

  *[Symbol.iterator](): IterableIterator<[string, readonly TakeRecord[]]> {
    yield* this.#open;
    for (const [id, place] of this.#places) yield [id, this.#read(place)];
  }

  /** Puts a shot's takes in place of those that were there; none at all removes the shot. */
  set(id: string, takes: readonly TakeRecord[]): void {
    this.#open.delete(id);
    this.#places.delete(id);
    if (takes.length === 0) return;
    if (takes.every(({ attempts }) => attempts.every(({ state }) => over.has(state)))) this.#put(id, takes);
    else this.#open.set(id, takes);
  }

  #put(id: string, takes: readonly TakeRecord[]): void {
    const text = JSON.stringify(takes);
    const length = Buffer.byteLength(text);
    if (this.#used + lengthBytes + length > slabBytes) {
      this.#slabs.push(Buffer.allocUnsafeSlow(Math.max(slabBytes, lengthBytes + length)));
      this.#used = 0;
    }
    const slab = this.#slabs.at(-1);
    if (slab === undefined) throw new Error("there is a slab with room");
    this.#places.set(id, (this.#slabs.length - 1) * slabBytes + this.#used);
    slab.writeUInt32LE(length, this.#used);
    slab.write(text, this.#used + lengthBytes);
    this.#used += lengthBytes + length;
  }

  #read(place: number): readonly TakeRecord[] {
    const slab = this.#slabs[Math.floor(place / slabBytes)];
    if (slab === undefined) throw new Error("a place is in a slab");
    const start = (place % slabBytes) + lengthBytes;
    const end = start + slab.readUInt32LE(place % slabBytes);
    return JSON.parse(slab.toString("utf8", start, end)) as readonly TakeRecord[];
  }
}
