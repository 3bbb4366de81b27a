import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../../base/files/file-errors.ts";
import { ignoresAll, makeMachineFolder } from "../../../base/files/machine-folder.ts";
import { storyboardSchemaText } from "../../../editor/storyboard-schema-text.ts";

/**
 * The storyboard's JSON Schema as a copy in the machine's folder, of which git ignores all else: the line that names the copy
 * is in git, too. What helps an editor is not worth a failure.
 *
 * @param folder the storyboard's, absolute
 * @param name of the copy, from that folder on
 * @returns whether it is there
 */
export async function copySchema(folder: string, name: string): Promise<boolean> {
  const file = join(folder, name);
  const ignores = join(dirname(file), ".gitignore");
  try {
    if (!makeMachineFolder(dirname(file))) return false;
    if ((await readFile(ignores, "utf8")) === ignoresAll)
      await writeAnew(ignores, `${ignoresAll}!.gitignore\n!${basename(file)}\n`);
    const { text } = await storyboardSchemaText(folder);
    await writeAnew(file, text);
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

/** Git carries links: one in the way is replaced, and not written through. */
async function writeAnew(file: string, text: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, text, { flag: "wx" });
}
