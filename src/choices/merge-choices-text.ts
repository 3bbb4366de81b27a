import {
  type Document,
  isCollection,
  isNode,
  isPair,
  isScalar,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { conflictText } from "../base/text/conflict-text.ts";
import type { Choices } from "./choices.ts";
import { insertShot, layout, shotsOf, withShotsRenamed, written } from "./choices-text.ts";
import { type Dispute, mergeChoices, renamesOf, sameChoice, unionOf } from "./merge-choices.ts";

/** A choices file: its text, which is valid, and what it says. */
export interface ChoicesVersion {
  readonly text: string;
  readonly choices: Choices;
}

export interface MergedChoicesText {
  /** Where anything is disputed, with the marks of a conflict around it. */
  readonly text: string;
  readonly disputes: readonly Dispute[];
}

/**
 * One choices file as two branches have it, made one: what both decided, with the comments of both, in our layout.
 * `undefined` where the files repeat parts of themselves (YAML aliases): what is moved would lose its meaning.
 */
export function mergeChoicesText(
  base: ChoicesVersion | undefined,
  ours: ChoicesVersion,
  theirs: ChoicesVersion,
): MergedChoicesText | undefined {
  if (hasAliases(ours.text) || hasAliases(theirs.text)) return undefined;
  const known = base === undefined || hasAliases(base.text) ? nothing : base;
  const sides = aligned({ base: known, ours, theirs });
  const merged = mergeChoices({
    base: sides.base.choices,
    ours: sides.ours.choices,
    theirs: sides.theirs.choices,
  });
  const text = textOf(sides, merged.ours);
  if (merged.disputes.length === 0) return { text, disputes: [] };
  return { text: conflictText(text, textOf(sides, merged.theirs)), disputes: merged.disputes };
}

const nothing: ChoicesVersion = { text: "", choices: new Map() };

interface Sides {
  readonly base: ChoicesVersion;
  readonly ours: ChoicesVersion;
  readonly theirs: ChoicesVersion;
}

/** All three under the ids that shots have since a branch renamed them. */
function aligned({ base, ours, theirs }: Sides): Sides {
  const renames = renamesOf({ base: base.choices, ours: ours.choices, theirs: theirs.choices });
  const moved = (side: ChoicesVersion): ChoicesVersion => {
    const here = renames.filter(({ from, to }) => side.choices.has(from) && !side.choices.has(to));
    if (here.length === 0) return side;
    const ids = new Map(here.map(({ from, to }) => [from, to]));
    return {
      text: withShotsRenamed(side.text, here),
      choices: new Map([...side.choices].map(([id, choice]) => [ids.get(id) ?? id, choice])),
    };
  };
  return { base: moved(base), ours: moved(ours), theirs: moved(theirs) };
}

/** Our text, changed to say these choices. What the other branch wrote is taken as it wrote it. */
function textOf({ base, ours, theirs }: Sides, choices: Choices): string {
  const [document, other, before] = [parsed(ours.text), parsed(theirs.text), parsed(base.text)];
  const shots = shotsOf(document);
  const [fromOther, fromBase] = [shotsOf(other), shotsOf(before)];
  const wanted = commentsOfAll(before, document, other);
  for (const id of new Set([...ours.choices.keys(), ...theirs.choices.keys()])) {
    const choice = choices.get(id);
    const [mine, their] = [pairOf(shots, id), pairOf(fromOther, id)];
    if (choice === undefined) {
      shots.delete(id);
      continue;
    }
    const comments = commentsOfAll(pairOf(fromBase, id), mine, their);
    let pair = mine;
    if (mine === undefined || !sameChoice(choice, ours.choices.get(id))) {
      const isTheirs = their !== undefined && sameChoice(choice, theirs.choices.get(id));
      pair = isTheirs ? their : document.createPair(id, document.createNode(written(choice), { flow: true }));
      if (mine === undefined) insertShot(shots, id, pair);
      else shots.items[shots.items.indexOf(mine)] = pair;
    }
    if (pair !== undefined) addComments(pair, comments);
  }
  const present = new Set(commentsOf(document));
  const missing = wanted.filter((line) => !present.has(line));
  if (missing.length > 0) {
    document.commentBefore = [document.commentBefore, ...missing]
      .filter((line) => line !== null && line !== undefined)
      .join("\n");
  }
  return document.toString(layout);
}

function parsed(text: string): Document {
  return parseDocument(parseDocument(text).contents === null ? `${text}version: 1\n` : text);
}

function pairOf(shots: YAMLMap, id: string): Pair | undefined {
  return shots.items.find(({ key }) => isScalar(key) && String(key.value) === id);
}

function addComments(pair: Pair, wanted: readonly string[]): void {
  const { key } = pair;
  const present = new Set(commentsOf(pair));
  const missing = wanted.filter((line) => !present.has(line));
  if (missing.length === 0 || !isNode(key)) return;
  key.commentBefore = [...(key.commentBefore ? [key.commentBefore] : []), ...missing].join("\n");
}

/** The comments of both sides, but for those that one side took away. */
function commentsOfAll(
  base: Document | Pair | undefined,
  ours: Document | Pair | undefined,
  theirs: Document | Pair | undefined,
): readonly string[] {
  const [before, left, right] = [base, ours, theirs].map((one) => (one === undefined ? [] : commentsOf(one)));
  return unionOf(before ?? [], left ?? [], right ?? [], (line) => line);
}

/** Every line of comment in a part of a file, as it is behind the `#`. */
function commentsOf(part: Document | Pair): readonly string[] {
  const lines: string[] = [];
  const add = (text: string | null | undefined): void => {
    if (text) lines.push(...text.split("\n").filter((line) => line.trim() !== ""));
  };
  if (!isPair(part)) {
    add(part.commentBefore);
    add(part.comment);
  }
  const look = (node: unknown): void => {
    if (!isNode(node)) return;
    add(node.commentBefore);
    add(node.comment);
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (isPair(item)) {
        look(item.key);
        look(item.value);
      } else look(item);
    }
  };
  if (isPair(part)) {
    look(part.key);
    look(part.value);
  } else look(part.contents);
  return lines;
}

function hasAliases(text: string): boolean {
  let found = false;
  visit(parseDocument(text), {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
