import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** What temporary folders are for; the word is in their names. */
export type TemporaryPurpose = "font" | "slates";

/**
 * A folder for what exists as files only as long as this process needs it, readable by this user alone. Whoever makes it removes
 * it; what a killed process could not remove, the next one does.
 *
 * @param root the folder that it is made in; the system's for temporary files unless given
 */
export function makeTemporaryFolder(purpose: TemporaryPurpose, root: string = tmpdir()): string {
  removeLeftOvers(root);
  return mkdtempSync(join(root, `dailies-${purpose}-${machine()}-${process.pid}-`));
}

/** Says whose process ids are meant: containers may share a folder for temporary files, and have ids of their own. */
function machine(): string {
  return createHash("sha256").update(`${hostname()} ${processNamespace()}`).digest("hex").slice(0, 8);
}

/** Empty where the system has none. */
function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

const ownName = /^dailies-(?:font|slates)-([0-9a-f]{8})-(\d{1,9})-[^-]+$/;

/** Removes the folders of this machine's processes that are no more. Whatever cannot be removed stays. */
function removeLeftOvers(root: string): void {
  for (const name of namesIn(root)) {
    const [, of, pid] = ownName.exec(name) ?? [];
    if (of !== machine() || isRunning(Number(pid))) continue;
    const folder = join(root, name);
    try {
      // Others may make what they like there. A link is not a folder, and in a folder of one's own none is followed.
      const found = lstatSync(folder);
      const isOwn = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
      if (isOwn) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process was faster, or has it open.
    }
  }
}

function namesIn(root: string): readonly string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
