import { clipName } from "./job.ts";

/** What a shot may be called: safe as a file name everywhere, and never a path. */
export const shotIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Keeps watch that no two takes of any shots would write one file, on file systems that ignore case too. */
export class ClipNames {
  private readonly owners = new Map<string, string>();

  /** Claims a shot's clips; gives the shot that has one of them already. */
  claim(id: string, takes: number): string | undefined {
    const names = Array.from({ length: takes }, (_, index) => clipName(id, index + 1).toLowerCase());
    for (const name of names) {
      const owner = this.owners.get(name);
      if (owner !== undefined) return owner;
    }
    for (const name of names) this.owners.set(name, id);
    return undefined;
  }
}
