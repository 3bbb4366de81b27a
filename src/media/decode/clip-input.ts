import { stat } from "node:fs/promises";
import type { Input } from "mediabunny";
import { withPatience } from "../patience.ts";

/**
 * Opens a clip for decoding, or for its packets, with the whole of the library; what only reads its tracks is
 * `readTracks`. What cannot be read throws, here or later. `dispose` closes it.
 */
export async function openInput(file: string): Promise<Input> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import("mediabunny");
  // What is wrong with a file is said by whoever asked for it, not printed by the library.
  Logging.level = LogLevel.Silent;
  // A file that is not there is for the library to find.
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  return new Input({ formats: ALL_FORMATS, source: withPatience(new FilePathSource(file), bytes) });
}
