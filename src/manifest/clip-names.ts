/** What a shot may be called: safe as a file name everywhere, and never a path. */
export const shotIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * The clip of one take. The first take bears the shot's name alone, so that asking for more takes renames nothing:
 * `sc010.mp4`, `sc010_t02.mp4`, `sc010_t03.mp4`.
 */
export function clipName(id: string, take: number): string {
  return take === 1 ? `${id}.mp4` : `${id}_t${String(take).padStart(2, "0")}.mp4`;
}

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
