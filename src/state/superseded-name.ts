import { clipStem } from "./clip-file.ts";

/** Where clips are kept that newer ones replace, inside the output folder. */
const folder = "superseded";

/** What the name of every clip in it begins with. */
export const supersededPrefix = `${folder}/`;

/** File systems take names of 255 bytes; tag, number and ending need some of them. */
const mostStemCharacters = 200;

/** `superseded/STEM.TAG.mp4`, or from the second of that name on `superseded/STEM.TAG-N.mp4`; the ending stays the file's. */
export function supersededName(file: string, tag: string, nth = 1): string {
  const stem = clipStem(file);
  const ending = file.slice(stem.length);
  const name = stem.replace(/^superseded\//, "").slice(0, mostStemCharacters);
  return `${folder}/${name}.${tag}${nth === 1 ? "" : `-${nth}`}${ending === "" ? ".mp4" : ending}`;
}

/** A short name for an attempt's inputs, the same on every machine: the head of its fingerprint's digest. */
export function tagOf({ fingerprint }: { readonly fingerprint: string }): string {
  const digest = fingerprint.replace(/^v\d+:/, "").replace(/[^A-Za-z0-9_-]/g, "");
  return digest.slice(0, 8) || "older";
}
