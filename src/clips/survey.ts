import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { errorCode } from "../base/files/file-errors.ts";
import { groupBy } from "../base/group-by.ts";
import { unreachable } from "../base/unreachable.ts";
import { comparable, isPartName, privateFolder, supersededFolder } from "./clip-names.ts";
import type { ClipOnDisk, ClipSurvey, RecordedClip, UnrecordedClip } from "./clip-on-disk.ts";
import type { Content, DigestMemory } from "./digest-memory.ts";
import { look, type Seen } from "./seen.ts";

/** Files looked at and read at once: enough to keep a disk busy, and few enough for the table of descriptors. */
const looksAtOnce = 64;
const digestsAtOnce = 4;

/**
 * Holds records against the files of an output folder. Files are opened only where their digest is not known yet; a clip
 * that is not in its place is looked for in `superseded/`, among parts, and in the places of other clips. Throws what
 * the disk says: a folder that cannot be read is not an empty one.
 */
export async function surveyClips(
  folder: string,
  memory: DigestMemory,
  records: Iterable<RecordedClip>,
): Promise<ClipSurvey> {
  return await new Survey(folder, memory, [...records]).make();
}

class Survey {
  readonly #folder: string;
  readonly #memory: DigestMemory;
  readonly #records: readonly RecordedClip[];
  readonly #digests = pLimit(digestsAtOnce);
  /** What is at each recorded place; a file's digest is known where its size is a record's. */
  readonly #places = new Map<string, Content | Seen>();
  /** Where clips are that are not in their place, by digest. */
  readonly #elsewhere = new Map<string, string>();
  /** Places with a clip whose record names another one. */
  readonly #lent = new Set<string>();
  /** Digests of the records of each place. */
  readonly #recorded: ReadonlyMap<string, readonly RecordedClip[]>;

  constructor(folder: string, memory: DigestMemory, records: readonly RecordedClip[]) {
    this.#folder = folder;
    this.#memory = memory;
    this.#records = records;
    this.#recorded = groupBy(records, ({ file }) => file);
  }

  async make(): Promise<ClipSurvey> {
    const listing = await listFolder(this.#folder);
    await this.#lookAtPlaces(listing);
    const lost = this.#records.filter((record) => !this.#isInPlace(record));
    if (lost.length > 0) await this.#search(lost, listing);
    const strangers = await this.#strangers(listing);
    return {
      clipOnDisk: (clip) => this.#clipOnDisk(clip),
      unrecordedAt: (name) => strangers.get(comparable(name)),
    };
  }

  async #lookAtPlaces(listing: Listing): Promise<void> {
    const there = new Set([...listing.clips, ...listing.superseded, ...listing.parts].map(comparable));
    for (const name of [...this.#memory.names()]) if (!there.has(comparable(name))) this.#memory.forget(name);
    const files = [...this.#recorded].filter(([file]) => there.has(comparable(file)));
    await eachOf(files, looksAtOnce, async ([file, records]) => {
      const seen = await look(join(this.#folder, file));
      const isRightSize = seen.kind === "file" && records.some(({ bytes }) => bytes === seen.bytes);
      const content = isRightSize ? await this.#read(file, seen) : seen;
      this.#places.set(file, content);
      const owner = records.find((record) => isContent(content, record));
      if (owner?.fingerprint !== undefined) this.#memory.own(file, owner.fingerprint);
    });
  }

  /** A known digest is at hand at once; only reading takes a turn. */
  #read(file: string, seen: Seen & { readonly kind: "file" }): Promise<Content> {
    if (this.#memory.get(file)?.stamp === seen.stamp) return this.#memory.contentOf(file, seen);
    return this.#digests(() => this.#memory.contentOf(file, seen));
  }

  #isInPlace(record: RecordedClip): boolean {
    return isContent(this.#places.get(record.file), record);
  }

  #isOwned(file: string): boolean {
    return this.#recorded.get(file)?.some((record) => this.#isInPlace(record)) === true;
  }

  async #search(lost: readonly RecordedClip[], { clips, superseded, parts }: Listing): Promise<void> {
    const sizes = new Set(lost.map(({ bytes }) => bytes));
    const wanted = new Map(lost.map((record) => [record.sha256, record]));
    const places = clips.filter((name) => isOldPart(name) || this.#isKnown(name));
    const candidates = [...superseded, ...parts, ...places].filter((file) => !this.#isOwned(file));
    const found = new Map<string, RecordedClip>();
    await eachOf(candidates, looksAtOnce, async (file) => {
      const seen = await look(join(this.#folder, file));
      if (seen.kind !== "file" || !sizes.has(seen.bytes)) return;
      const content = await this.#read(file, seen);
      const record = content.kind === "file" ? wanted.get(content.sha256) : undefined;
      if (record !== undefined) found.set(file, record);
    });
    // The first in order, not the first that was read.
    for (const file of candidates) {
      const record = found.get(file);
      if (record === undefined || this.#elsewhere.has(record.sha256)) continue;
      this.#elsewhere.set(record.sha256, file);
      this.#lent.add(file);
      if (record.fingerprint !== undefined) this.#memory.own(file, record.fingerprint);
    }
  }

  /** A file that somebody keeps for themselves among the clips is left alone, whatever is in it. */
  #isKnown(name: string): boolean {
    return this.#recorded.has(name) || this.#memory.get(name)?.fingerprint !== undefined;
  }

  async #strangers({ clips }: Listing): Promise<ReadonlyMap<string, UnrecordedClip>> {
    const strangers = new Map<string, UnrecordedClip>();
    const own = new Set<string>();
    for (const record of this.#records) {
      if (this.#isInPlace(record)) own.add(record.file);
      const elsewhere = this.#elsewhere.get(record.sha256);
      if (elsewhere !== undefined) own.add(elsewhere);
    }
    const unexplained = clips.filter((name) => !own.has(name));
    await eachOf(unexplained, looksAtOnce, async (file) => {
      const fingerprint = await this.#knownFingerprint(file);
      strangers.set(comparable(file), fingerprint === undefined ? { file } : { file, fingerprint });
    });
    return strangers;
  }

  /** The register's word, where the file is still the one that it is about. */
  async #knownFingerprint(file: string): Promise<string | undefined> {
    const known = this.#memory.get(file);
    if (known?.fingerprint === undefined) return undefined;
    const seen = await look(join(this.#folder, file));
    if (seen.kind !== "file") return undefined;
    const content = await this.#read(file, seen);
    return content.kind === "file" && content.sha256 === known.sha256 ? known.fingerprint : undefined;
  }

  #clipOnDisk(clip: RecordedClip): ClipOnDisk {
    if (this.#isInPlace(clip)) return { kind: "intact", file: clip.file };
    const elsewhere = this.#elsewhere.get(clip.sha256);
    if (elsewhere !== undefined) return { kind: "intact", file: elsewhere };
    const place = this.#places.get(clip.file);
    if (place === undefined || place.kind === "nothing") return { kind: "missing" };
    const isOthers = this.#isOwned(clip.file) || this.#lent.has(clip.file);
    return isOthers ? { kind: "missing" } : { kind: "differs", found: foundText(place, clip) };
  }
}

function isContent(content: Content | Seen | undefined, { sha256 }: RecordedClip): boolean {
  return content?.kind === "file" && "sha256" in content && content.sha256 === sha256;
}

function foundText(place: Content | Seen, { bytes }: RecordedClip): string {
  switch (place.kind) {
    case "folder":
      return "a folder";
    case "other":
      return "not a regular file";
    case "nothing":
      return "nothing";
    case "file":
      if (place.bytes === 0) return "an empty file";
      if (place.bytes !== bytes) return `a file of ${place.bytes} bytes, not ${bytes}`;
      return "another file of the same size";
    default:
      return unreachable(place);
  }
}

interface Listing {
  /** Names that are not folders. */
  readonly clips: readonly string[];
  /** With `superseded/` before the name. */
  readonly superseded: readonly string[];
  /** With `.dailies/` before the name. */
  readonly parts: readonly string[];
}

/** Links are not followed: a folder that is a link has nothing in it. */
async function listFolder(folder: string): Promise<Listing> {
  const clips = await namesIn(folder);
  const [superseded, parts] = await Promise.all(
    [supersededFolder, privateFolder].map(async (name) => {
      if ((await look(join(folder, name))).kind !== "folder") return [];
      return (await namesIn(join(folder, name))).map((file) => `${name}/${file}`);
    }),
  );
  return { clips, superseded: superseded ?? [], parts: (parts ?? []).filter(isPartName) };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** The part of a release that named them after the clip alone. */
export function isOldPart(name: string): boolean {
  return name.endsWith(".mp4.part");
}

async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
