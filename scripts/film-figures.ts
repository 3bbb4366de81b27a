/** Prints what the film of the examples costs its writer, in scenes and flat: `npm run figures:film`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diffLines } from "diff";
import { loadStoryboard } from "../src/manifest/load-storyboard.ts";
import { filmTexts, flatForm } from "./film-forms.ts";

const before = filmTexts();
const main = before.get("salt.yaml") ?? "";
const style = /^ {2}style: (.*)$/m.exec(main)?.[1] ?? "";
const change = (text: string): string =>
  text.replace(style, style.replace("teal and amber", "green and rose"));
const after = new Map([...before].map(([file, text]) => [file, change(text)]));

const folder = mkdtempSync(join(tmpdir(), "dailies-figures-"));
try {
  const flat = [await flatOf(before), await flatOf(after)] as const;
  const rich = [[...before.values()].join(""), [...after.values()].join("")] as const;
  console.log("the film of examples/salt     in scenes   flat");
  row("lines", lines(rich[0]), lines(flat[0]));
  row("characters", rich[0].length, flat[0].length);
  row("diff of one style change", changed(...rich), changed(...flat));
} finally {
  rmSync(folder, { recursive: true });
}

async function flatOf(texts: ReadonlyMap<string, string>): Promise<string> {
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const loaded = await loadStoryboard({ file: join(folder, "salt.yaml") });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  return flatForm(loaded.value.jobs, loaded.value.title ?? "");
}

function lines(text: string): number {
  return text.split("\n").length - 1;
}

/** Lines with `+` or `-`, as git shows them. */
function changed(one: string, other: string): number {
  return diffLines(one, other)
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { count }) => sum + count, 0);
}

function row(what: string, rich: number, flat: number): void {
  console.log(`${what.padEnd(28)}${String(rich).padStart(11)}${String(flat).padStart(7)}`);
}
