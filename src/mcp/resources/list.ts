import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Resource } from "@modelcontextprotocol/sdk/types.js";
import { readPlainFileSync } from "../../base/files/plain-file-sync.ts";
import { compareTexts } from "../../base/text/compare-texts.ts";
import type { Root } from "../session/root.ts";
import { kindOf, uriOf } from "./resource.ts";

/** A folder of films has no more; what is beyond is found by its path. */
const mostListed = 200;
const mostEntries = 20_000;
const deepest = 8;

const others: ReadonlySet<string> = new Set(["node_modules", "superseded"]);

/** The storyboards inside the root, and the pages and sheets beside them, by path. Links are not followed. */
export async function listResources(root: Root): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const path of (await pathsIn(root.folder)).sort(compareTexts)) {
    const kind = kindOf(path);
    if (kind === undefined || found.length === mostListed) continue;
    if (kind.name === "storyboard" && !isStoryboard(join(root.folder, path), kind.mostBytes)) continue;
    found.push({ uri: uriOf(path), name: path, mimeType: kind.mimeType });
  }
  return found;
}

/** Of files with names of resources, relative to the folder. */
async function pathsIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  let entries = 0;
  const visit = async (inside: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(join(folder, inside))) {
      entries += 1;
      if (entries > mostEntries) return;
      const path = join(inside, entry.name);
      if (entry.isFile() && kindOf(path) !== undefined) paths.push(path);
      const isOwn = !entry.name.startsWith(".") && !others.has(entry.name);
      if (entry.isDirectory() && isOwn && depth < deepest) await visit(path, depth + 1);
    }
  };
  await visit("", 0);
  return paths;
}

/** Empty for a folder that cannot be read. */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** By its two keys, which a file of choices has, too; whether it is valid is `check`'s to say. */
function isStoryboard(file: string, mostBytes: number): boolean {
  if (/\.picks\.ya?ml$/i.test(file)) return false;
  const read = readPlainFileSync(file, { mostBytes, links: "refuse" });
  if (!read.ok) return false;
  const text = read.value.toString("utf8");
  return /^["']?version["']?:/m.test(text) && /^["']?(shots|scenes)["']?:/m.test(text);
}
