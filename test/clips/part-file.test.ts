import { createHash } from "node:crypto";
import { constants, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PartFile } from "../../src/clips/part-file.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const megabyte = 1024 * 1024;

async function newPart(): Promise<{ readonly file: string; readonly part: PartFile }> {
  const file = join(temporaryFolder(), "clip.mp4.part");
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR;
  return { file, part: new PartFile(file, await open(file, flags, 0o644)) };
}

/** Bytes that tell where they belong. */
function stretch(from: number, length: number): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(length));
  const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(length / 4));
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = from + 4 * at;
  return bytes;
}

describe("a download under way", () => {
  test("ends with exactly the bytes that came, in pieces of any size and however long they were waited for", async () => {
    const piece = fc.record({
      length: fc.oneof(fc.integer({ min: 1, max: 300_000 }), fc.constant(5 * megabyte)),
      turns: fc.integer({ min: 0, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 17 * megabyte }),
        fc.array(piece, { maxLength: 8 }),
        async (beginning, pieces) => {
          const { file, part } = await newPart();
          const hash = createHash("sha256");
          const all: Buffer[] = [];
          const append = async (length: number): Promise<void> => {
            const chunk = stretch(part.bytes, length);
            hash.update(chunk);
            all.push(chunk);
            await part.append(chunk);
          };
          if (beginning > 0) await append(beginning);
          for (const { length, turns } of pieces) {
            await append(length);
            for (let turn = 0; turn < turns; turn += 1) await setImmediate();
          }
          await part.sync();
          expect(part.sha256()).toBe(hash.digest("hex"));
          await part.close();
          expect(readFileSync(file).equals(Buffer.concat(all))).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  });

  test("can be long", async () => {
    const { file, part } = await newPart();
    const chunk = stretch(0, 8 * megabyte);
    for (let count = 0; count < 5; count += 1) await part.append(chunk);
    await part.sync();
    await part.close();
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(40 * megabyte);
    expect(part.sha256()).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  test("begins anew with nothing of what came before", async () => {
    const { file, part } = await newPart();
    for (let count = 0; count < 5; count += 1) await part.append(stretch(0, 5 * megabyte));
    await part.reset();
    const chunk = stretch(7, 1000);
    await part.append(chunk);
    await part.sync();
    await part.close();
    expect(part.bytes).toBe(1000);
    expect(readFileSync(file).equals(chunk)).toBe(true);
  });

  test.each([
    ["a short one", [1000]],
    ["a long one", [17 * megabyte, 1000]],
  ])("that the disk refuses is not taken for written: %s", async (_, lengths) => {
    const file = join(temporaryFolder(), "clip.mp4.part");
    writeFileSync(file, "");
    const part = new PartFile(file, await open(file, "r"));
    const all = async (): Promise<void> => {
      for (const length of lengths) await part.append(stretch(0, length));
      await part.sync();
    };
    await expect(all()).rejects.toMatchObject({ syscall: "write" });
    await part.close();
  });
});
