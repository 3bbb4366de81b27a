import { constants } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { errorCode, isMissing } from "../base/files/file-errors.ts";
import { readPlainFile } from "../base/files/plain-file.ts";
import type { JsonValue } from "../base/json.ts";
import { isCount, isObject, isText } from "../base/json.ts";
import { cleanText } from "../base/text/clean-text.ts";
import { toIsoTime } from "../base/time/calendar.ts";
import { unreachable } from "../base/unreachable.ts";

/** Who holds a lock, as the lock file says. */
export interface LockHolder {
  readonly nonce: string;
  readonly host: string;
  /** `Machine.id` of the holder. */
  readonly machine: string;
  readonly pid: number;
  /** `Machine.startOf` of the holder, where it could be read. */
  readonly processStart?: string;
  /** What the user ran: `dailies render city.yaml`. */
  readonly command: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** A lock file as found. */
export interface FoundLock {
  /** Absent when the file is empty or half-written. */
  readonly holder?: LockHolder;
  /** The file system's own time of the last heartbeat, Unix milliseconds. */
  readonly touchedAt: number;
}

export function encodeHolder(holder: LockHolder): string {
  const { nonce, host, machine, pid, processStart, command, startedAt } = holder;
  return `${JSON.stringify({
    nonce,
    host,
    machine,
    pid,
    process_start: processStart,
    command,
    started_at: toIsoTime(startedAt),
  })}\n`;
}

function decodeHolder(text: string): LockHolder | undefined {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isObject(json)) return undefined;
  const { nonce, host, machine, pid, process_start: processStart, command, started_at } = json;
  if (!isText(nonce) || !isText(host) || !isText(machine) || !isCount(pid) || pid === 0) return undefined;
  if (!isText(started_at) || typeof command !== "string") return undefined;
  const startedAt = Date.parse(started_at);
  if (Number.isNaN(startedAt)) return undefined;
  // both are shown, and others may have written them
  const shown = { host: cleanText(host), command: cleanText(command) };
  const holder = { nonce, machine, pid, startedAt, ...shown };
  return isText(processStart) ? { ...holder, processStart } : holder;
}

/** What dailies writes is far shorter. */
const mostBytes = 64 * 1024;

/** The lock, or `undefined` when there is none. Throws a system error where something else is in its place. */
export async function readLock(file: string): Promise<FoundLock | undefined> {
  // opening, unlike stat, makes a network file system ask its server
  const read = await readPlainFile(file, { mostBytes });
  if (read.ok) {
    const { bytes, stats } = read.value;
    const holder = decodeHolder(bytes.toString("utf8"));
    return holder === undefined ? { touchedAt: stats.mtimeMs } : { holder, touchedAt: stats.mtimeMs };
  }
  const { error } = read;
  switch (error.kind) {
    case "missing":
      return undefined;
    case "not_a_file":
      throw systemError("not_a_file");
    case "too_large":
      throw systemError("EFBIG");
    case "unreadable":
      throw systemError(error.code);
    default:
      return unreachable(error);
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** What file systems without hard links answer. */
const withoutLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/**
 * Creates a lock file; `false` when there is one. It appears with its content, so that a process that is killed here
 * leaves no lock without a name, which others could only wait for.
 */
export async function createLock(file: string, holder: LockHolder): Promise<boolean> {
  const draft = `${file}.${holder.nonce}.new`;
  try {
    await createWhole(draft, holder);
    await link(draft, file);
    return true;
  } catch (cause) {
    const code = errorCode(cause) ?? "";
    if (code === "EEXIST") return false;
    if (!withoutLinks.has(code)) throw cause;
    return await createInPlace(file, holder);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function createInPlace(file: string, holder: LockHolder): Promise<boolean> {
  try {
    await createWhole(file, holder);
    return true;
  } catch (cause) {
    if (errorCode(cause) === "EEXIST") return false;
    throw cause;
  }
}

async function createWhole(file: string, holder: LockHolder): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(encodeHolder(holder));
  } catch (cause) {
    await rm(file, { force: true }).catch(() => undefined);
    throw cause;
  } finally {
    await handle.close();
  }
}

/** The lock's name is free, or something else has it: a folder, a link, a pipe. */
const gone: ReadonlySet<string> = new Set(["ENOENT", "EISDIR", "ELOOP", "ENXIO"]);

/**
 * One heartbeat; `false` when the lock is no longer ours. The byte that is written is the one that is there:
 * a write, unlike utimes, is stamped with the file system's clock, which all hosts share.
 */
export async function touchLock(file: string, nonce: string): Promise<boolean> {
  const { O_RDWR, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let handle: FileHandle;
  try {
    handle = await open(file, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    if (gone.has(errorCode(cause) ?? "")) return false;
    throw cause;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > mostBytes) return false;
    if (decodeHolder(await handle.readFile("utf8"))?.nonce !== nonce) return false;
    await handle.write("{", 0);
    return true;
  } finally {
    await handle.close();
  }
}

/**
 * Removes a lock if it still is the one with this nonce (`undefined`: an unreadable one). It is moved aside first
 * and looked at there, so that a lock that took its place in the meantime is put back, not lost.
 */
export async function removeLock(file: string, nonce: string | undefined, aside: string): Promise<boolean> {
  const found = await readLock(file);
  if (found === undefined || found.holder?.nonce !== nonce) return false;
  try {
    await rename(file, aside);
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
  const moved = await readLock(aside);
  const isTheOne = moved?.holder?.nonce === nonce;
  if (!isTheOne) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isTheOne;
}

/** What time it is for the file system, Unix milliseconds. */
export async function fileSystemNow(probe: string): Promise<number> {
  const handle = await open(probe, "w");
  try {
    await handle.writeFile(".");
    await handle.sync();
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}
