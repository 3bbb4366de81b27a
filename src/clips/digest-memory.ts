import { join } from "node:path";
import { type Digest, digestFile } from "./digest-file.ts";
import type { KnownClip } from "./register-file.ts";
import { look, type Seen } from "./seen.ts";

/** What is at a clip's place: its digest where it is a regular file that keeps still. */
export type Content = Exclude<Seen, { readonly kind: "file" }> | FileContent;

export interface FileContent extends Digest {
  readonly kind: "file";
  readonly bytes: number;
}

interface Remembered extends Digest {
  /** Known for this storyboard's own clips. */
  readonly fingerprint?: string;
}

/** The digests of an output folder's files, each made once for as long as the file's stamp stays the same. */
export class DigestMemory {
  readonly #folder: string;
  readonly #files = new Map<string, Remembered>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes over what a register says. A stamp that does not fit makes it worthless, and no worse. */
  learn(clips: ReadonlyMap<string, KnownClip>): void {
    for (const [name, clip] of clips) this.#files.set(name, clip);
  }

  /** Reads the file only where no remembered digest fits its stamp. Throws what the disk says. */
  async contentOf(name: string, seen?: Seen): Promise<Content> {
    const path = join(this.#folder, name);
    const found = seen ?? (await look(path));
    if (found.kind !== "file") return found;
    const remembered = this.#files.get(name);
    if (remembered?.stamp === found.stamp) return { ...found, sha256: remembered.sha256 };
    const digest = await digestFile(path);
    if (digest === undefined) return { kind: "other" };
    const isSame = remembered?.sha256 === digest.sha256;
    this.#files.set(name, isSame ? { ...remembered, ...digest } : digest);
    return { kind: "file", bytes: found.bytes, ...digest };
  }

  /** A file that this run wrote or moved, whose digest needs no reading. */
  async remember(
    name: string,
    clip: { readonly sha256: string; readonly fingerprint?: string },
  ): Promise<void> {
    const found = await look(join(this.#folder, name));
    if (found.kind !== "file") return;
    const { sha256, fingerprint } = clip;
    this.#files.set(name, {
      sha256,
      stamp: found.stamp,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    });
  }

  /** These inputs made this file: it is the storyboard's own. */
  own(name: string, fingerprint: string): void {
    const known = this.#files.get(name);
    if (known !== undefined && known.fingerprint !== fingerprint)
      this.#files.set(name, { ...known, fingerprint });
  }

  forget(name: string): void {
    this.#files.delete(name);
  }

  get(name: string): Remembered | undefined {
    return this.#files.get(name);
  }

  names(): Iterable<string> {
    return this.#files.keys();
  }

  /** The storyboard's own clips among them. */
  ownClips(): Map<string, KnownClip> {
    const clips = new Map<string, KnownClip>();
    for (const [name, { sha256, stamp, fingerprint }] of this.#files) {
      if (fingerprint !== undefined) clips.set(name, { sha256, stamp, fingerprint });
    }
    return clips;
  }
}
