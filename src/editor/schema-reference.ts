import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { packageFolder } from "./packaged-files.ts";

const schemaFile = join("specs", "schemas", "storyboard.schema.json");
const copyName = ".dailies/storyboard.schema.json";

/**
 * What a storyboard in a folder names as its JSON Schema, relative and with `/`. The line is in git, so what it names is
 * there for everybody: in a clone of this package the clone's own file, in a project that depends on the package the one in
 * `node_modules`. Elsewhere (a global package, one that npx fetched) it is a copy beside the storyboard.
 *
 * @param folder absolute
 */
export function schemaReference(
  folder: string,
  own: string = packageFolder(),
): { readonly reference: string; readonly isCopy: boolean } {
  const found = inClone(folder, own) ?? inProject(folder);
  if (found === undefined) return { reference: copyName, isCopy: true };
  return { reference: relative(folder, found).split(sep).join("/"), isCopy: false };
}

function inClone(folder: string, own: string): string | undefined {
  return `${folder}${sep}`.startsWith(`${own}${sep}`) ? join(own, schemaFile) : undefined;
}

function inProject(folder: string): string | undefined {
  let isDependency = false;
  for (let at = folder; ; at = dirname(at)) {
    isDependency ||= dependsOnDailies(join(at, "package.json"));
    const file = join(at, "node_modules", "dailies", schemaFile);
    // One that no package.json asks for is on this machine alone.
    if (existsSync(file)) return isDependency ? file : undefined;
    if (at === dirname(at)) return undefined;
  }
}

function dependsOnDailies(packageFile: string): boolean {
  try {
    const content = JSON.parse(readFileSync(packageFile, "utf8")) as Record<string, unknown>;
    return ["dependencies", "devDependencies", "optionalDependencies"].some((key) => {
      const names = content[key];
      return typeof names === "object" && names !== null && Object.hasOwn(names, "dailies");
    });
  } catch {
    return false;
  }
}
