import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { compareTexts } from "../base/text/compare-texts.ts";
import type { RenamedShot, ShotChoice } from "./choices.ts";

/* The text of a choices file. No file is touched: the review page makes it, too. */

/** Lines are as long as they are: a note that is wrapped anew is a change that nobody made. */
export const layout = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The text of a choices file with other choices of some shots. The text must be a valid one, or empty. */
export function withChoices(text: string, choices: ReadonlyMap<string, ShotChoice>): string {
  const document = parseDocument(
    text === "" || parseDocument(text).contents === null ? `${text}version: 1\n` : text,
  );
  const shots = shotsOf(document);
  for (const [id, choice] of choices) put(document, shots, id, choice);
  return document.toString(layout);
}

/** The text of a choices file with other ids of some shots. */
export function withShotsRenamed(text: string, renames: readonly RenamedShot[]): string {
  const document = parseDocument(text);
  const shots = shotsOf(document);
  for (const { from, to } of renames) {
    const pair = shots.items.find(({ key }) => isScalar(key) && key.value === from);
    if (pair !== undefined && isScalar(pair.key)) pair.key.value = to;
  }
  return document.toString(layout);
}

/** The mapping of shots, made where there is none. */
export function shotsOf(document: Document): YAMLMap {
  const shots = document.get("shots", true);
  if (isMap(shots)) return shots;
  document.set("shots", document.createNode({}));
  const made = document.get("shots", true);
  if (!isMap(made)) throw new Error("a mapping was just made");
  return made;
}

/** In its place, where it was; among its neighbours by id, where it is new. What says nothing any more goes. */
function put(document: Document, shots: YAMLMap, id: string, choice: ShotChoice): void {
  const { by: _, ...decided } = written(choice);
  if (Object.keys(decided).length === 0) {
    shots.delete(id);
    return;
  }
  const value = document.createNode(written(choice), { flow: true });
  if (shots.has(id)) {
    shots.flow = false;
    shots.set(id, value);
    return;
  }
  insertShot(shots, id, document.createPair(id, value));
}

/** Puts a shot that is new among its neighbours by id. */
export function insertShot(shots: YAMLMap, id: string, pair: Pair): void {
  // An empty mapping is written in braces, and what is put into it would be, too.
  shots.flow = false;
  const at = shots.items.findIndex(({ key }) => compareTexts(isScalar(key) ? String(key.value) : "", id) > 0);
  shots.items.splice(at === -1 ? shots.items.length : at, 0, pair);
}

/** A choice as the file has it. */
export function written({ chosen, rejected, accepted, by, note }: ShotChoice): Record<string, unknown> {
  return {
    ...chosen,
    ...(rejected.length === 0 ? {} : { rejected }),
    ...(accepted.length === 0 ? {} : { accepted }),
    ...(by === undefined ? {} : { by }),
    ...(note === undefined ? {} : { note }),
  };
}
