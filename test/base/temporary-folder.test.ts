import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTemporaryFolder } from "../../src/base/files/temporary-folder.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

/** The id of a process that was, and is not. */
function deadProcess(): number {
  const { pid, status } = spawnSync(process.execPath, ["-e", ""]);
  expect(status).toBe(0);
  return pid;
}

/** A folder's name as another process would have made it. */
function nameOf(made: string, pid: number): string {
  return made.replace(`-${process.pid}-`, `-${pid}-`);
}

test("what a process that was killed left behind is removed by the next one that needs a folder", () => {
  const root = temporaryFolder();
  const left = nameOf(makeTemporaryFolder("font", root), deadProcess());
  mkdirSync(left);
  writeFileSync(join(left, "unifontex.ttf"), "a font");
  const made = makeTemporaryFolder("slates", root);
  expect(existsSync(left)).toBe(false);
  expect(existsSync(made)).toBe(true);
});

test("folders of processes that run, of other machines and of other programs stay", () => {
  const root = temporaryFolder();
  const own = makeTemporaryFolder("font", root);
  const running = nameOf(own, process.ppid);
  const elsewhere = nameOf(own, deadProcess()).replace(/font-[0-9a-f]{8}/, "font-00000000");
  const other = join(root, `dailies-notes-00000000-${deadProcess()}-x`);
  for (const folder of [running, elsewhere, other]) mkdirSync(folder);
  const made = makeTemporaryFolder("font", root);
  expect(
    readdirSync(root)
      .map((name) => join(root, name))
      .toSorted(),
  ).toEqual([own, running, elsewhere, other, made].toSorted());
});

test("a link in the place of a folder is not followed", () => {
  const [root, precious] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(precious, "clip.mp4"), "paid for");
  const pid = deadProcess();
  const link = nameOf(makeTemporaryFolder("font", root), pid);
  symlinkSync(precious, link);
  const withLink = nameOf(makeTemporaryFolder("slates", root), pid);
  mkdirSync(withLink);
  symlinkSync(precious, join(withLink, "link"));
  makeTemporaryFolder("font", root);
  expect(existsSync(link)).toBe(true);
  expect(existsSync(withLink)).toBe(false);
  expect(readdirSync(precious)).toEqual(["clip.mp4"]);
});
