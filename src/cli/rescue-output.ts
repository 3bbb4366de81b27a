import { dirname, relative, resolve, sep } from "node:path";
import { loadStoryboard } from "../manifest/load-storyboard.ts";
import { defaultOutput } from "../manifest/read/output-folder.ts";
import type { CliContext } from "./context.ts";
import type { FolderFlags } from "./flags/flags.ts";
import { type OutputPlace, outputPlace } from "./load.ts";

/** Where rescued clips go: as the command line says, as the storyboard says where it still can be read, or else the default. */
export async function rescueOutput(
  context: CliContext,
  file: string,
  flags: FolderFlags,
): Promise<OutputPlace> {
  if (flags.output !== undefined) {
    const folder = resolve(context.cwd, dirname(file));
    const beside = relative(folder, resolve(context.cwd, flags.output)).split(sep).join("/");
    return outputPlace(context, file, beside === "" ? "." : beside);
  }
  const loaded = await loadStoryboard({ file });
  return outputPlace(context, file, loaded.ok ? loaded.value.output : defaultOutput);
}
