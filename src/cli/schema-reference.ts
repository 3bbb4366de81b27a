import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const copyName = ".dailies/storyboard.schema.json";

/**
 * What a storyboard in a folder names as its JSON Schema, relative and with `/`. A package that is installed in the
 * storyboard's own project stays where it is; of any other (a global one, one that npx fetched, a clone) a copy is made.
 *
 * @param folder absolute
 */
export function schemaReference(
  folder: string,
  installed: string = packageFolder,
): { readonly reference: string; readonly copyFrom?: string } {
  const schema = join(installed, "specs", "schemas", "storyboard.schema.json");
  const modules = `${sep}node_modules${sep}`;
  const at = installed.indexOf(modules);
  const project = at < 0 ? undefined : installed.slice(0, at);
  const isOwn = project !== undefined && `${folder}${sep}`.startsWith(`${project}${sep}`);
  // A path with spaces would end the editor's line early.
  const reference = relative(folder, schema).split(sep).join("/");
  return isOwn && !/\s/.test(reference) ? { reference } : { reference: copyName, copyFrom: schema };
}
