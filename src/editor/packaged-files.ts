import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ending = ".schema.json";

/** Of this package, absolute. */
export function packageFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "specs", "schemas"))) return folder;
    if (folder === dirname(folder)) throw new Error("this installation of dailies lacks its schemas");
  }
}

/** `storyboard`, `lockfile`, `check` and so on. */
export function schemaNames(): string[] {
  return readdirSync(join(packageFolder(), "specs", "schemas"))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
}

/** @param name one of `schemaNames` */
export function packagedSchema(name: string): string {
  return readFileSync(join(packageFolder(), "specs", "schemas", `${name}${ending}`), "utf8");
}
