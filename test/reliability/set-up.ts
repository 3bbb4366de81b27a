import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pageName } from "../../src/clips/register-file.ts";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { encodeHolder, type LockHolder } from "../../src/run-lock/lock-record.ts";
import { thisMachine } from "../../src/run-lock/machine.ts";
import type { Attempt } from "../../src/state/state.ts";
import type { ClipDamage, Damage, LockOwner, SetUp } from "./fault-row.ts";
import { filesBelow } from "./promises.ts";
import type { World } from "./world.ts";

/** Does to the disk what a row asks for. What concerns a run itself (`no_listener`, `disk_full`) is not done here. */
export function setUp(world: World, steps: readonly SetUp[]): void {
  for (const step of steps) apply(world, step);
}

function apply(world: World, step: SetUp): void {
  switch (step.kind) {
    case "file":
      mkdirSync(dirname(join(world.folder, step.path)), { recursive: true });
      writeFileSync(join(world.folder, step.path), step.text);
      return;
    case "write_over": {
      const file = join(world.folder, step.path);
      const { atime, mtime } = statSync(file);
      writeFileSync(file, step.text);
      utimesSync(file, atime, mtime);
      return;
    }
    case "folder":
      mkdirSync(join(world.folder, step.path), { recursive: true });
      return;
    case "pipe":
      execFileSync("mkfifo", [join(world.folder, step.path)]);
      return;
    case "pulled_lockfile":
      writeFileSync(world.paths.lockfile, encodeLockfile(pulled, "render"));
      return;
    case "remove":
      rmSync(join(world.folder, step.path), { recursive: true, force: true });
      return;
    case "link_outside":
      mkdirSync(dirname(join(world.folder, step.path)), { recursive: true });
      symlinkSync(
        step.to === "file" ? join(world.outside, "file") : world.outside,
        join(world.folder, step.path),
      );
      return;
    case "break": {
      const file = join(world.folder, step.path);
      const bytes = readFileSync(file);
      writeFileSync(`${file}.kept`, bytes);
      writeFileSync(file, damaged(bytes, step.how));
      return;
    }
    case "restore": {
      const file = join(world.folder, step.path);
      writeFileSync(file, readFileSync(`${file}.kept`));
      return;
    }
    case "take_away":
      renameSync(join(world.folder, step.path), `${join(world.folder, step.path)}.kept`);
      return;
    case "rename":
      renameSync(join(world.folder, step.path), join(world.folder, step.to));
      return;
    case "swap":
      swap(join(world.folder, step.path), join(world.folder, step.with));
      return;
    case "damage":
      damageClip(join(world.folder, step.path), step.how);
      return;
    case "link_to_itself":
      symlinkSync(join(world.folder, step.path), join(world.folder, step.path));
      return;
    case "exchange_part": {
      const part = partOfA(world);
      if (part === undefined) throw new Error("there is no part to exchange");
      rmSync(part.path);
      writeFileSync(part.path, "not the part");
      return;
    }
    case "other_storyboard":
      claimForOther(world, step.claims);
      return;
    case "lock":
      leaveLock(world.paths.runLock, step.of);
      return;
    case "unlock":
      rmSync(world.paths.runLock, { force: true });
      return;
    case "no_listener":
    case "disk_full":
    case "journal_full":
      return;
  }
}

/** A colleague's clips, which are on the colleague's machine. */
const pulled = new Map(
  ["a", "z"].map((id) => {
    const attempt: Attempt = {
      attemptId: `colleague-${id}`,
      state: "done",
      taskId: `task-of-a-colleague-${id}`,
      fingerprint: "v1:0000000000000000",
      inputs: {},
      submittedAt: 1,
      finishedAt: 2,
      clip: {
        file: `${id}.mp4`,
        sha256: "0".repeat(64),
        bytes: 1,
        durationSeconds: 5,
        width: 1280,
        height: 720,
      },
    };
    return [id, [{ take: 1, attempts: [attempt] }]];
  }),
);

function swap(one: string, other: string): void {
  renameSync(one, `${one}.swapped`);
  renameSync(other, one);
  renameSync(`${one}.swapped`, other);
}

/** Size and times are kept where they can be. */
function damageClip(file: string, how: ClipDamage): void {
  const bytes = readFileSync(file);
  const { atime, mtime } = statSync(file);
  switch (how) {
    case "emptied":
      writeFileSync(file, "");
      break;
    case "cut in half":
      writeFileSync(file, bytes.subarray(0, bytes.length / 2));
      break;
    case "another content of the same size":
      writeFileSync(file, Buffer.alloc(bytes.length, "x"));
      break;
  }
  utimesSync(file, atime, mtime);
}

function claimForOther(world: World, names: readonly string[]): void {
  writeFileSync(join(world.folder, "other.yaml"), "version: 1\n");
  const page = { storyboard: "../other.yaml", kind: "render" as const };
  const content = { register_version: 1, ...page, is_running: true, names, clips: {} };
  mkdirSync(join(world.clips, ".dailies"), { recursive: true });
  writeFileSync(join(world.clips, ".dailies", pageName(page)), JSON.stringify(content));
}

/** The part of `a`'s clip that is being fetched. */
export function partOfA(world: World): { readonly path: string; readonly bytes: number } | undefined {
  const parts = filesBelow(join(world.clips, ".dailies"));
  const path = parts.find((file) => /\/a\.[0-9a-f]{16}\.part$/.test(file));
  return path === undefined ? undefined : { path, bytes: statSync(path).size };
}

function damaged(bytes: Buffer, how: Damage): Buffer | string {
  const text = bytes.toString("utf8");
  switch (how) {
    case "emptied":
      return "";
    case "cut in half":
      return text.slice(0, text.length / 2);
    case "conflict markers":
      return text.replace(/^(.*"a".*)$/m, "<<<<<<< ours\n$1\n=======\n$1\n>>>>>>> theirs");
    case "newer version":
      return text.replace(/(version": ?)1/, "$199");
    case "another kind":
      return text.replace('"render"', '"rehearsal"');
    case "not UTF-8":
      return Buffer.concat([bytes.subarray(0, 40), Buffer.from([0xff, 0xfe]), bytes.subarray(40)]);
    case "half a line at the end":
      return `${text}{"shot":"b","take":1,"attempt_id":"x","ty`;
    case "zeros at the end":
      return Buffer.concat([bytes, Buffer.alloc(512)]);
    case "garbage in the middle":
      return text.replace("\n", "\n{broken\n");
    case "another storyboard's header":
      return text.replace("film.yaml", "other.yaml");
    case "another account":
      return text.replace(/"account": ?"[^"]*"/g, '"account": "5a17:00000000"');
    case "no account":
      return text.replace(/ *"account": ?"[^"]*",\n?/g, "");
    case "submitted two days ago":
      return text.replace(/("submitted_at": ")([^"]*)"/g, (_all, key: string, time: string) => {
        return `${key}${new Date(Date.parse(time) - 48 * 3_600_000).toISOString()}"`;
      });
  }
}

function leaveLock(file: string, of: LockOwner): void {
  writeFileSync(file, lockText(of));
  const isOld = of === "another host, silent for a minute" || of === "nobody: an empty file, a minute old";
  if (!isOld) return;
  const then = new Date(Date.now() - 60_000);
  utimesSync(file, then, then);
}

function lockText(of: LockOwner): string {
  const here = thisMachine();
  const start = here.startOf(here.pid);
  const holder: LockHolder = {
    nonce: "somebody",
    host: here.host,
    machine: here.id,
    pid: here.pid,
    ...(start === undefined ? {} : { processStart: start }),
    command: "dailies render film.yaml",
    startedAt: Date.now(),
  };
  switch (of) {
    case "a live run":
      return encodeHolder(holder);
    case "a dead process":
      return encodeHolder({
        ...holder,
        pid: spawnSync(process.execPath, ["--version"]).pid,
        processStart: "1",
      });
    case "a reused process id":
      return encodeHolder({ ...holder, processStart: "1" });
    case "another host, alive":
    case "another host, silent for a minute":
      return encodeHolder({ ...holder, host: "elsewhere", machine: "elsewhere" });
    case "nobody: an empty file, just made":
    case "nobody: an empty file, a minute old":
      return "";
  }
}
