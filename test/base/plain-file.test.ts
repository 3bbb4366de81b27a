import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { plainFileProblemText, readPlainFile } from "../../src/base/files/plain-file.ts";
import { oddFiles } from "../fakes/odd-files.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const mostBytes = 1024;

describe("a file that others may have put there", () => {
  it("is read, up to its last byte, when it is a file and small enough", async () => {
    const path = join(temporaryFolder(), "file");
    for (const length of [0, 1, mostBytes]) {
      const bytes = Buffer.alloc(length, "x");
      writeFileSync(path, bytes);
      const read = await readPlainFile(path, { mostBytes });
      expect(read.ok && read.value.bytes.equals(bytes)).toBe(true);
    }
    writeFileSync(path, Buffer.alloc(mostBytes + 1));
    expect(await readPlainFile(path, { mostBytes })).toEqual({
      ok: false,
      error: { kind: "too_large", mostBytes },
    });
  });

  it.skipIf(process.platform !== "linux")("is read when it hides its length", async () => {
    const read = await readPlainFile("/proc/self/status", { mostBytes: 65_536 });
    expect(read.ok && read.value.bytes.includes("Pid:")).toBe(true);
    expect(await readPlainFile("/proc/self/status", { mostBytes: 100 })).toMatchObject({
      error: { kind: "too_large" },
    });
  });

  it.each(Object.entries(oddFiles))("is refused at once where it is %s", async (_, make) => {
    const path = join(temporaryFolder(), "file");
    make(path);
    const read = await readPlainFile(path, { mostBytes });
    expect(read.ok ? "read" : read.error.kind).toMatch(/^(?:not_a_file|too_large)$/);
    if (!read.ok)
      expect(plainFileProblemText(read.error)).toMatch(/ is in its place$|^it is larger than 1 KiB$/);
  });

  it("is refused where it is a socket or a device", async () => {
    const path = join(temporaryFolder(), "socket");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    for (const special of [path, "/dev/zero", "/dev/null"]) {
      expect(await readPlainFile(special, { mostBytes })).toEqual({
        ok: false,
        error: { kind: "not_a_file", found: "special" },
      });
    }
  });

  it("is read through a link only where links are followed", async () => {
    const folder = temporaryFolder();
    const link = join(folder, "link");
    writeFileSync(join(folder, "file"), "text");
    symlinkSync(join(folder, "file"), link);
    expect(await readPlainFile(link, { mostBytes })).toMatchObject({ error: { found: "link" } });
    expect(await readPlainFile(link, { mostBytes, links: "follow" })).toMatchObject({ ok: true });
    symlinkSync("/dev/zero", join(folder, "device"));
    expect(await readPlainFile(join(folder, "device"), { mostBytes, links: "follow" })).toMatchObject({
      error: { kind: "not_a_file", found: "special" },
    });
  });

  it("is missing only when nothing has its name", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "file"), "");
    expect(await readPlainFile(join(folder, "inner", "x"), { mostBytes })).toEqual({
      ok: false,
      error: { kind: "missing" },
    });
    expect(await readPlainFile(join(folder, "file", "x"), { mostBytes })).toEqual({
      ok: false,
      error: { kind: "unreadable", code: "ENOTDIR" },
    });
    expect(await readPlainFile(`${folder}\0`, { mostBytes })).toMatchObject({
      error: { kind: "unreadable" },
    });
  });
});
