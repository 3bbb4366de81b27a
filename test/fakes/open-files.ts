import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";

/** Files of this folder that this process has open. Known on Linux alone; elsewhere there are none. */
export function openFilesIn(folder: string): string[] {
  const descriptors = "/proc/self/fd";
  if (process.platform !== "linux") return [];
  const top = realpathSync(folder) + sep;
  return readdirSync(descriptors).flatMap((name) => {
    try {
      const file = readlinkSync(join(descriptors, name));
      return file.startsWith(top) ? [file] : [];
    } catch {
      // The one that the folder of descriptors itself was read with.
      return [];
    }
  });
}
