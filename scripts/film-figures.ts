import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diffLines } from "diff";
import { loadStoryboard } from "../src/manifest/load-storyboard.ts";
import { filmTexts, flatForm } from "./film-forms.ts";

/** What the film of the examples costs its writer, in scenes and flat, as a table. */
export async function filmFigures(): Promise<string> {
  const before = filmTexts();
  const style = /^ {2}style: (.*)$/m.exec(before.get("salt.yaml") ?? "")?.[1] ?? "";
  const change = (text: string): string =>
    text.replace(style, style.replace("teal and amber", "green and rose"));
  const after = new Map([...before].map(([file, text]) => [file, change(text)]));
  const folder = mkdtempSync(join(tmpdir(), "dailies-figures-"));
  try {
    const flat = [await flatOf(before, folder), await flatOf(after, folder)] as const;
    const rich = [[...before.values()].join(""), [...after.values()].join("")] as const;
    return [
      "the film of examples/salt     in scenes   flat",
      row("lines", lines(rich[0]), lines(flat[0])),
      row("characters", rich[0].length, flat[0].length),
      row("diff of one style change", changed(...rich), changed(...flat)),
      "",
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function flatOf(texts: ReadonlyMap<string, string>, folder: string): Promise<string> {
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

function row(what: string, rich: number, flat: number): string {
  return `${what.padEnd(28)}${String(rich).padStart(11)}${String(flat).padStart(7)}`;
}
