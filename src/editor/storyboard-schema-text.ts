import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { openContracts } from "../manifest/catalogue/project-contracts.ts";
import { packagedSchema } from "./packaged-files.ts";
import { schemaText } from "./schema-text.ts";

/**
 * The storyboard's JSON Schema for the storyboards of a folder: the packaged one, or one made anew where the folder has
 * contracts of its own.
 *
 * @returns with what is wrong with these contracts; a broken one is left out
 */
export async function storyboardSchemaText(
  folder: string,
): Promise<{ readonly text: string; readonly broken: readonly Diagnostic[] }> {
  const library = await openContracts(join(folder, "storyboard.yaml"));
  if (library.project === undefined) return { text: packagedSchema("storyboard"), broken: [] };
  const { storyboardJsonSchema } = await import("./storyboard-json-schema.ts");
  return { text: schemaText(storyboardJsonSchema(library)), broken: library.project.broken() };
}
