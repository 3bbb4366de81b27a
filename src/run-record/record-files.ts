import { readdirSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { isOwnFolder, machineFolder } from "../base/files/machine-folder.ts";
import { toIsoTime } from "../base/time/calendar.ts";

/** Older runs' records are removed when a new one begins. */
export const mostRecords = 10;

/** The largest record, bytes: some hundred thousand events. */
export const mostRecordBytes = 16 * 1024 * 1024;

/** What a run's record is found by. */
export interface RecordSubject {
  /** The storyboard's path. */
  readonly file: string;
  /** Runs of the two never mix. */
  readonly kind: "render" | "rehearsal";
}

/** `film/.dailies/city.yaml.render.20261124T210305123Z.ndjson`: in the order of their names is in the order of time. */
export function newRecordFile(subject: RecordSubject, startedAt: number): string {
  const time = toIsoTime(startedAt).replaceAll(/[-:.]/g, "");
  return join(machineFolder(subject.file), `${prefixOf(subject)}${time}.ndjson`);
}

/** Paths of the records that are there, the newest first; none where the folder cannot be read. */
export function recordFiles(subject: RecordSubject): readonly string[] {
  const folder = machineFolder(subject.file);
  const prefix = prefixOf(subject);
  try {
    if (!isOwnFolder(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && /^\d{8}T\d{9}Z\.ndjson$/.test(name.slice(prefix.length)))
      .sort()
      .reverse()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Removes the oldest, so that `keep` are left. What cannot be removed stays. */
export function removeOldRecords(subject: RecordSubject, keep: number): void {
  for (const file of recordFiles(subject).slice(keep)) {
    try {
      unlinkSync(file);
    } catch {
      // A folder of that name, or one of somebody else's: it costs nothing.
    }
  }
}

function prefixOf({ file, kind }: RecordSubject): string {
  return `${basename(file)}.${kind}.`;
}
