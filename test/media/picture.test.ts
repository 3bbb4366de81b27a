import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { inspectPicture, type PictureCache, type PictureFacts } from "../../src/media/picture.ts";
import { sniffPicture, structureFault } from "../../src/media/picture-structure.ts";

const frames = join(import.meta.dirname, "..", "..", "specs", "batches", "frames");
const folder = mkdtempSync(join(tmpdir(), "dailies-pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

class MemoryCache implements PictureCache {
  readonly facts = new Map<string, PictureFacts>();
  hits = 0;
  get(key: object): PictureFacts | undefined {
    const found = this.facts.get(JSON.stringify(key));
    if (found !== undefined) this.hits += 1;
    return found;
  }
  set(key: object, facts: PictureFacts): void {
    this.facts.set(JSON.stringify(key), facts);
  }
}

describe("a picture", () => {
  it.each([
    ["day.jpg", "image/jpeg"],
    ["night.png", "image/png"],
    ["misnamed.jpg", "image/png"],
    ["still.webp", "image/webp"],
    ["still.gif", "image/gif"],
  ])("%s is %s by content, 64 by 36 pixels", async (name, mimeType) => {
    const content = readFileSync(join(frames, name));
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(await inspectPicture(join(frames, name))).toEqual({
      ok: true,
      value: { sha256, bytes: content.length, mimeType, width: 64, height: 36 },
    });
  });

  it("of 10 MB is taken, of one byte more refused", async () => {
    const jpeg = readFileSync(join(frames, "day.jpg"));
    const padded = (bytes: number): Uint8Array => Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)]);
    const limit = 10 * 1024 * 1024;
    expect((await inspectPicture(written("limit.jpg", padded(limit)), { maxBytes: limit })).ok).toBe(true);
    expect(await inspectPicture(written("large.jpg", padded(limit + 1)), { maxBytes: limit })).toEqual({
      ok: false,
      error: { kind: "too_large", bytes: limit + 1 },
    });
  });

  it("that is missing, or lies under a file, is missing", async () => {
    expect(await inspectPicture(join(folder, "none.jpg"))).toEqual({ ok: false, error: { kind: "missing" } });
    expect(await inspectPicture(join(frames, "day.jpg", "none.jpg"))).toEqual({
      ok: false,
      error: { kind: "missing" },
    });
  });

  it("that is a folder is told so", async () => {
    mkdirSync(join(folder, "folder.jpg"));
    const result = await inspectPicture(join(folder, "folder.jpg"));
    expect(result).toEqual({ ok: false, error: { kind: "unreadable", reason: "is a folder" } });
  });

  it.each([
    ["a pipe that nobody writes", "is a pipe", (file: string) => execFileSync("mkfifo", [file])],
    ["a device without end", "is a device", (file: string) => symlinkSync("/dev/zero", file)],
    ["a link to nothing", "is a link that leads nowhere", (file: string) => symlinkSync("gone", file)],
    [
      "a link to itself",
      "cannot be read: a link is in its place (ELOOP)",
      (file: string) => symlinkSync(file, file),
    ],
  ])("that is %s is told so at once", async (name, reason, make) => {
    const file = join(folder, `${name}.jpg`);
    make(file);
    expect(await inspectPicture(file)).toEqual({ ok: false, error: { kind: "unreadable", reason } });
  });

  it("that is a link to a picture is that picture", async () => {
    const file = join(folder, "linked.jpg");
    symlinkSync(join(frames, "day.jpg"), file);
    expect(await inspectPicture(file)).toEqual(await inspectPicture(join(frames, "day.jpg")));
  });

  it("with a whole thumbnail inside, but itself cut off, is not whole", () => {
    const jpeg = readFileSync(join(frames, "day.jpg"));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(jpeg.length + 2);
    const withThumbnail = Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xe1]),
      length,
      jpeg,
      jpeg.subarray(2),
    ]);
    expect(structureFault("jpeg", withThumbnail)).toBeUndefined();
    expect(structureFault("jpeg", withThumbnail.subarray(0, -10))).toBe("is cut off before its end");
  });

  it.each(["day.jpg", "night.png", "still.webp", "still.gif"])("%s cut off anywhere is refused", (name) => {
    const content = readFileSync(join(frames, name));
    const format = sniffPicture(content);
    if (format === undefined) throw new Error("no format");
    fc.assert(
      fc.property(fc.nat(content.length - 21), (lost) => {
        // A GIF's picture data may hold the trailer's byte by chance; these do not.
        expect(structureFault(format, content.subarray(0, content.length - 1 - lost))).toBeDefined();
      }),
    );
  });

  it("of any bytes at all gives an answer", async () => {
    const start = fc.constantFrom(
      [0xff, 0xd8, 0xff],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      [0x47, 0x49, 0x46, 0x38, 0x39, 0x61],
      [],
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ minLength: 1, maxLength: 60 }), async (first, rest) => {
        const file = written("any", Buffer.concat([Buffer.from(first), rest]));
        expect((await inspectPicture(file)).ok).toBeTypeOf("boolean");
      }),
      { numRuns: 200 },
    );
  });
});

describe("a picture seen before", () => {
  it("is not read again while size, time and inode are unchanged", async () => {
    const cache = new MemoryCache();
    const file = written("cached.png", readFileSync(join(frames, "night.png")));
    const first = await inspectPicture(file, { cache });
    expect(cache.hits).toBe(0);
    expect(await inspectPicture(file, { cache })).toEqual(first);
    expect(cache.hits).toBe(1);
  });

  it("is read again when it was touched", async () => {
    const cache = new MemoryCache();
    const file = written("touched.png", readFileSync(join(frames, "night.png")));
    await inspectPicture(file, { cache });
    utimesSync(file, new Date(0), new Date(1000));
    await inspectPicture(file, { cache });
    expect(cache.hits).toBe(0);
    expect(cache.facts.size).toBe(2);
  });

  it("is read again when it was written over in place, with its size and time set back", async () => {
    const cache = new MemoryCache();
    const night = readFileSync(join(frames, "night.png"));
    const file = written("in-place.png", night);
    const then = new Date("2026-11-01T12:00:00Z");
    utimesSync(file, then, then);
    const before = await inspectPicture(file, { cache });
    writeFileSync(file, lightened(night));
    utimesSync(file, then, then);
    expect(statSync(file)).toMatchObject({ size: night.length, mtime: then });
    const after = await inspectPicture(file, { cache });
    expect(cache.hits).toBe(0);
    expect(after.ok && before.ok && after.value.sha256 !== before.value.sha256).toBe(true);
  });

  it("is remembered only after the clock has moved on, so that no change hides behind the same time", async () => {
    const file = written("young.png", readFileSync(join(frames, "night.png")));
    const madeAt = statSync(file).ctimeMs;
    const slept: number[] = [];
    const clockAt = (now: number) => ({
      now: () => now,
      sleep: async (delayMs: number) => void slept.push(delayMs),
    });
    await inspectPicture(file, { cache: new MemoryCache(), clock: clockAt(madeAt + 5) });
    expect(slept).toEqual([20]);
    await inspectPicture(file, { cache: new MemoryCache(), clock: clockAt(madeAt + 1000) });
    await inspectPicture(file, { clock: clockAt(madeAt + 5) });
    expect(slept).toHaveLength(1);
  });

  it("is not remembered when it is bad", async () => {
    const cache = new MemoryCache();
    await inspectPicture(join(frames, "cut.png"), { cache });
    expect(cache.facts.size).toBe(0);
  });
});

/** The same PNG with one more byte of meaning and one fewer of nothing: another picture of the same size. */
function lightened(png: Buffer): Buffer {
  const other = Buffer.from(png);
  // The last four bytes of the header's chunk before its sum: depth, colour, filter; the sum is made anew.
  const end = 8 + 8 + 13;
  other.writeUInt8(other.readUInt8(end - 1) === 0 ? 1 : 0, end - 1);
  other.writeUInt32BE(crc32(other.subarray(12, end)), end);
  return other;
}
