// Preloaded into the built command (`node --import`), so that production code has no such hook. It numbers every step
// by which a process changes the disk, and kills the process with SIGKILL at the one that DAILIES_CHAOS_CRASH_AT names:
// each open, write, sync, truncate, rename, removal, link and mkdir counts before and after, each write also halfway.
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";

const promises = createRequire(import.meta.url)("node:fs/promises");
const crashAt = Number(process.env.DAILIES_CHAOS_CRASH_AT ?? 0);
const countFile = process.env.DAILIES_CHAOS_COUNT_FILE;
let points = 0;

function point() {
  points += 1;
  return points === crashAt;
}

function die() {
  process.kill(process.pid, "SIGKILL");
  // The signal may need a moment; nothing more may happen until then.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

async function guarded(change) {
  if (point()) die();
  const result = await change();
  if (point()) die();
  return result;
}

function guardedNow(change) {
  if (point()) die();
  const result = change();
  if (point()) die();
  return result;
}

function bytesOf(data, offset = 0, length) {
  if (typeof data === "string") return Buffer.from(data);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes.subarray(offset, length === undefined ? undefined : offset + length);
}

function watch(handle) {
  const { write, writeFile } = handle;
  handle.write = (data, offset, length, position) =>
    guarded(async () => {
      if (point()) {
        const bytes = bytesOf(data, offset ?? 0, length ?? undefined);
        // A text is followed by its place at once.
        const at = (typeof data === "string" ? offset : position) ?? null;
        await write.call(handle, bytes, 0, Math.ceil(bytes.length / 2), at);
        die();
      }
      return await write.call(handle, data, offset, length, position);
    });
  handle.writeFile = (data) =>
    guarded(async () => {
      if (point()) {
        const bytes = bytesOf(data);
        await write.call(handle, bytes, 0, Math.ceil(bytes.length / 2), null);
        die();
      }
      await writeFile.call(handle, data);
    });
  for (const name of ["sync", "datasync", "truncate"]) {
    const change = handle[name];
    handle[name] = (...parameters) => guarded(() => change.apply(handle, parameters));
  }
  return handle;
}

function isForReading(flags) {
  return typeof flags === "number" ? (flags & 3) === fs.constants.O_RDONLY : (flags ?? "r") === "r";
}

const { open } = promises;
promises.open = async (file, flags, mode) =>
  isForReading(flags) ? await open(file, flags, mode) : watch(await guarded(() => open(file, flags, mode)));
for (const name of ["rename", "rm", "unlink", "link", "mkdir"]) {
  const change = promises[name];
  promises[name] = (...parameters) => guarded(() => change(...parameters));
}

const openSync = fs.openSync;
fs.openSync = (file, flags, mode) =>
  isForReading(flags) ? openSync(file, flags, mode) : guardedNow(() => openSync(file, flags, mode));
const writeSync = fs.writeSync;
fs.writeSync = (file, data, offset, length, position) =>
  guardedNow(() => {
    if (point()) {
      const bytes = bytesOf(data, offset ?? 0, length ?? undefined);
      writeSync(file, bytes, 0, Math.ceil(bytes.length / 2), position ?? null);
      die();
    }
    return writeSync(file, data, offset, length, position);
  });
for (const name of ["renameSync", "rmSync", "unlinkSync", "linkSync", "mkdirSync", "ftruncateSync"]) {
  const change = fs[name];
  fs[name] = (...parameters) => guardedNow(() => change(...parameters));
}
// Production code asks for these as promises.
const openLater = promisify(fs.open);
fs.open = Object.assign(() => {}, {
  [promisify.custom]: async (file, flags, mode) =>
    isForReading(flags)
      ? await openLater(file, flags, mode)
      : await guarded(() => openLater(file, flags, mode)),
});
const fdatasync = promisify(fs.fdatasync);
fs.fdatasync = Object.assign(() => {}, { [promisify.custom]: (file) => guarded(() => fdatasync(file)) });
const writevLater = promisify(fs.writev);
fs.writev = Object.assign(() => {}, {
  [promisify.custom]: (file, chunks, position) =>
    guarded(async () => {
      if (point()) {
        const bytes = Buffer.concat(chunks);
        writeSync(file, bytes, 0, Math.ceil(bytes.length / 2), position ?? null);
        die();
      }
      return await writevLater(file, chunks, position);
    }),
});
syncBuiltinESMExports();

if (countFile !== undefined) process.on("exit", () => fs.writeFileSync(countFile, String(points)));
