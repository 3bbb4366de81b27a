import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What may have the name of a file that dailies reads or writes. */
export const oddFiles: Readonly<Record<string, (path: string) => void>> = {
  "a folder": (path) => mkdirSync(path),
  "a pipe": (path) => void execFileSync("mkfifo", [path]),
  "a link to a device without end": (path) => symlinkSync("/dev/zero", path),
  "a link to a file": (path) => {
    const target = join(dirname(path), "elsewhere.txt");
    writeFileSync(target, "not ours");
    symlinkSync(target, path);
  },
  "a link to nothing": (path) => symlinkSync(join(dirname(path), "made-through-the-link"), path),
  "a link to itself": (path) => symlinkSync(path, path),
  "a file of many gigabytes": (path) => {
    // sparse: it takes no room
    const file = openSync(path, "w");
    ftruncateSync(file, 2 ** 36);
    closeSync(file);
  },
};
