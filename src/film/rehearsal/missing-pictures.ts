import { rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { makeTemporaryFolder } from "../../base/files/temporary-folder.ts";
import { slatePicture } from "../../rehearsal/slate/slate-picture.ts";

/** Cards for the pictures that a storyboard names and that are not there yet, for as long as one rehearsal takes. */
export class MissingPictures {
  #folder: string | undefined;
  readonly #slates = new Map<string, string>();

  /** The card that stands in for a missing picture; both are absolute paths. */
  async standIn(file: string): Promise<string> {
    const known = this.#slates.get(file);
    if (known !== undefined) return known;
    this.#folder ??= makeTemporaryFolder("slates");
    const slate = join(this.#folder, `${this.#slates.size}.png`);
    this.#slates.set(file, slate);
    writeFileSync(slate, await slatePicture(basename(file)));
    return slate;
  }

  /** The pictures that are missing, as absolute paths. */
  get files(): readonly string[] {
    return [...this.#slates.keys()];
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
