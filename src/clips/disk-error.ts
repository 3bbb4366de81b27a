import type { Cause } from "../base/cause.ts";

/** An error of the file system, while clips are written, in the run's terms. */
export function diskError(error: unknown, path: string): Cause {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { code: "disk_full", message: `There is no room for the clip (${code}).` };
    case "EEXIST":
      return {
        code: "clip_path_blocked",
        message: "Something else is where a clip or a folder for clips belongs.",
      };
    case "EMFILE":
    case "ENFILE":
      return { code: "too_many_open_files", message: `No further file can be opened now (${code}).` };
    case "EISDIR":
    case "ENOTEMPTY":
      return { code: "clip_path_blocked", message: `A folder is where the clip belongs (${code}).` };
    default:
      return { code: "output_unwritable", message: `The output folder cannot be written (${code}): ${path}` };
  }
}

/** The same for a folder that cannot be looked into. What is in it is not known, which is not the same as nothing. */
export function readError(error: unknown, path: string): Cause {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  if (code === "ENOTDIR") return diskError(error, path);
  return { code: "output_unreadable", message: `The output folder cannot be read (${code}): ${path}` };
}
