import { comparableName } from "../../base/shot-name.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import { clipName } from "../job.ts";

export interface ClipOwner {
  readonly id: string;
  readonly place: () => Required<Place>;
}

/** Finds takes of any shots that would write one file, on file systems that ignore case too. */
export class ClipNames {
  private readonly owners = new Map<string, ClipOwner>();

  /** Claims a shot's clips; gives the shot that has one of them already. `place` is where the id is written. */
  claim(id: string, takes: number, place: () => Required<Place>): ClipOwner | undefined {
    const names = Array.from({ length: takes }, (_, index) => comparableName(clipName(id, index + 1)));
    for (const name of names) {
      const owner = this.owners.get(name);
      if (owner !== undefined) return owner;
    }
    const owner = { id, place };
    for (const name of names) this.owners.set(name, owner);
    return undefined;
  }
}
