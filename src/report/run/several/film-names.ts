import { basename, extname } from "node:path";

/** What each of several storyboards is called beside its shots: as short as tells them apart. */
export function filmNames(files: readonly string[]): ReadonlyMap<string, string> {
  const stems = files.map((file) => basename(file, extname(file)));
  const paths = files.map((file) => file.slice(0, file.length - extname(file).length));
  const names = [stems, paths, files].find((some) => new Set(some).size === files.length) ?? files;
  return new Map(files.map((file, index) => [file, names[index] ?? file]));
}

/** `reel-1/sh0010`: the shot of one of several films. */
export function nameInFilm(film: string, id: string): string {
  return `${film}/${id}`;
}
