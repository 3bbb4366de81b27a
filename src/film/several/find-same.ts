import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { statePaths } from "../../lockfile/paths.ts";

/** Two storyboards that cannot be worked on together. */
export type SameFilm =
  /** They are one file, perhaps by way of a link or in another spelling. */
  | { readonly kind: "same_storyboard"; readonly files: readonly [string, string] }
  /** `film.yaml` and `film.yml` keep their record in one file. */
  | {
      readonly kind: "same_lockfile";
      readonly files: readonly [string, string];
      /** As the user would type it. */
      readonly lockfile: string;
    };

/** The first of the storyboards that is one with another; a file that is not there is for others to report. */
export async function findSame(files: readonly string[]): Promise<SameFilm | undefined> {
  const storyboards = new Map<string, string>();
  const lockfiles = new Map<string, string>();
  for (const file of files) {
    const identity = await identityOf(file);
    const same = storyboards.get(identity);
    if (same !== undefined) return { kind: "same_storyboard", files: [same, file] };
    storyboards.set(identity, file);
    const { lockfile } = statePaths(file, { rehearsal: false });
    const place = await placeOf(lockfile);
    const sharing = lockfiles.get(place);
    if (sharing !== undefined) return { kind: "same_lockfile", files: [sharing, file], lockfile };
    lockfiles.set(place, file);
  }
  return undefined;
}

/** What the file system knows the file by, whatever it is called. */
async function identityOf(file: string): Promise<string> {
  const seen = await stat(file, { bigint: true }).catch(() => undefined);
  return seen === undefined ? resolve(file) : `${seen.dev} ${seen.ino}`;
}

async function placeOf(file: string): Promise<string> {
  const path = resolve(file);
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}
