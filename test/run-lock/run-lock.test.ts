import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/base/time/clock.ts";
import { encodeHolder, type LockHolder } from "../../src/run-lock/lock-record.ts";
import { type Machine, thisMachine } from "../../src/run-lock/machine.ts";
import {
  acquireRunLock,
  isRunLockHeld,
  type LockOptions,
  type RunLock,
} from "../../src/run-lock/run-lock.ts";
import { hurriedClock } from "../fakes/hurried-clock.ts";
import { oddFiles } from "../fakes/odd-files.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

/** Time that passes by sleeping only. */
function simulatedClock(onSleep: () => void = () => {}): Clock {
  let now = 1_800_000_000_000;
  return {
    now: () => now,
    sleep: async (delayMs) => {
      now += delayMs;
      onSleep();
    },
  };
}

function machine(overrides: Partial<Machine> = {}): Machine {
  return {
    host: "studio",
    id: "studio 1",
    pid: 4711,
    isAlive: () => true,
    startOf: (pid) => `${pid}00`,
    ...overrides,
  };
}

const elsewhere = machine({ host: "laptop", id: "laptop 1", pid: 12 });

interface Bench {
  readonly file: string;
  readonly timers: (() => void)[];
  acquire(overrides?: Partial<LockOptions>): ReturnType<typeof acquireRunLock>;
}

function bench(): Bench {
  const file = join(temporaryFolder(), "film.run.lock");
  const timers: (() => void)[] = [];
  return {
    file,
    timers,
    acquire: (overrides = {}) =>
      acquireRunLock({
        file,
        command: "dailies render film.yaml",
        timeoutMs: 0,
        clock: simulatedClock(),
        machine: machine(),
        startTimer: (_everyMs, tick) => {
          timers.push(tick);
          return () => timers.splice(timers.indexOf(tick), 1);
        },
        ...overrides,
      }),
  };
}

async function held(acquired: ReturnType<Bench["acquire"]>): Promise<RunLock> {
  const outcome = await acquired;
  if (!outcome.ok) throw new Error(`not acquired: ${JSON.stringify(outcome.error)}`);
  return outcome.value;
}

function holder(file: string): LockHolder & { pid: number } {
  return JSON.parse(readFileSync(file, "utf8")) as LockHolder;
}

/** Makes a lock look as if its last heartbeat were so long ago. */
function age(file: string, seconds: number): void {
  const then = new Date(Date.now() - seconds * 1000);
  utimesSync(file, then, then);
}

describe("a run lock", () => {
  it("is there while it is held, and gone when it is released", async () => {
    const { file, acquire } = bench();
    const lock = await held(acquire());
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      host: "studio",
      pid: 4711,
      process_start: "471100",
      command: "dailies render film.yaml",
      started_at: "2027-01-15T08:00:00.000Z",
    });
    await lock.release();
    expect(readdirSync(join(file, ".."))).toEqual([]);
    await (await held(acquire())).release();
  });

  it("lets nobody else in, and says who holds it since when", async () => {
    const { acquire } = bench();
    await held(acquire());
    expect(await acquire({ machine: machine({ pid: 9 }) })).toMatchObject({
      ok: false,
      error: {
        kind: "held",
        holder: { pid: 4711, host: "studio", command: "dailies render film.yaml" },
        since: 1_800_000_000_000,
      },
    });
  });

  it("is waited for as long as is asked, and no longer", async () => {
    const { acquire } = bench();
    await held(acquire());
    let slept = 0;
    const clock = simulatedClock(() => slept++);
    const started = clock.now();
    expect(await acquire({ clock, timeoutMs: 2_100 })).toMatchObject({ ok: false, error: { kind: "held" } });
    expect(clock.now() - started).toBe(2_100);
    expect(slept).toBeGreaterThan(3);
  });

  it("is handed over to the one who waits", async () => {
    const { acquire } = bench();
    const first = await held(acquire());
    let release: Promise<void> | undefined;
    const clock: Clock = {
      ...simulatedClock(),
      sleep: async () => {
        release ??= first.release();
        await release;
      },
    };
    await (await held(acquire({ clock, timeoutMs: 60_000 }))).release();
  });

  it("is no longer waited for after an interrupt", async () => {
    const { acquire } = bench();
    await held(acquire());
    const interrupt = new AbortController();
    const clock = simulatedClock(() => interrupt.abort());
    expect(await acquire({ clock, timeoutMs: 60_000, signal: interrupt.signal })).toMatchObject({
      ok: false,
    });
  });

  it("cannot be taken where nothing can be written", async () => {
    const { file, acquire } = bench();
    writeFileSync(file, "");
    expect(await acquire({ file: join(file, "film.run.lock") })).toMatchObject({
      ok: false,
      error: { kind: "unwritable", code: "ENOTDIR" },
    });
  });
});

describe("a dead run's lock", () => {
  it("is taken over at once when its process is gone from this machine", async () => {
    const { file, acquire } = bench();
    await held(acquire());
    const next = machine({ pid: 5000, isAlive: (pid) => pid !== 4711 });
    await held(acquire({ machine: next }));
    expect(holder(file).pid).toBe(5000);
    expect(readdirSync(join(file, ".."))).toEqual(["film.run.lock"]);
  });

  it("is taken over when its process id belongs to another process by now", async () => {
    const { acquire } = bench();
    await held(acquire());
    await held(acquire({ machine: machine({ pid: 5000, startOf: () => "later" }) }));
  });

  it("is not taken over while its process lives, however old the heartbeat: it may only be stopped", async () => {
    const { file, acquire } = bench();
    await held(acquire());
    age(file, 3_600);
    expect(await acquire({ machine: machine({ pid: 9 }) })).toMatchObject({ ok: false });
  });

  it("is judged by its heartbeat when it is another machine's", async () => {
    const { file, acquire } = bench();
    await held(acquire({ machine: elsewhere }));
    age(file, 5);
    expect(await acquire()).toMatchObject({ ok: false, error: { holder: { host: "laptop" } } });
    age(file, 30);
    await held(acquire());
    expect(holder(file).pid).toBe(4711);
  });

  it("is judged by the file system's clock, so that machines with wrong clocks agree", async () => {
    const { file, acquire } = bench();
    const dayAhead: Clock = { ...simulatedClock(), now: () => Date.now() + 86_400_000 };
    const lock = await held(acquire({ machine: elsewhere, clock: dayAhead }));
    await lock.beat();
    const dayBehind: Clock = { ...simulatedClock(), now: () => Date.now() - 86_400_000 };
    expect(await acquire({ clock: dayBehind })).toMatchObject({ ok: false });
    age(file, 30);
    await held(acquire({ clock: dayBehind }));
  });

  it.each(["", '{"nonce":"x","host":"lap', "null", '{"nonce":"n","pid":"x"}'])(
    "is given time, then taken over, when it holds rubbish: %s",
    async (rubbish) => {
      const { file, acquire } = bench();
      writeFileSync(file, rubbish);
      const young = await acquire();
      expect(young).toMatchObject({ ok: false, error: { kind: "held" } });
      expect(young).not.toHaveProperty("error.holder");
      age(file, 30);
      await held(acquire());
    },
  );

  it("is taken over even after a crash in the middle of a take-over", async () => {
    const { file, acquire } = bench();
    await held(acquire());
    writeFileSync(`${file}.guard`, readFileSync(file));
    await held(acquire({ machine: machine({ pid: 5000, isAlive: (pid) => pid !== 4711 }) }));
    expect(readdirSync(join(file, ".."))).toEqual(["film.run.lock"]);
  });

  it("is left to another who is taking it over just now", async () => {
    const { file, acquire } = bench();
    await held(acquire());
    const rival = {
      ...holder(file),
      nonce: "rival",
      machine: "studio 1",
      pid: 6000,
      startedAt: 0,
      processStart: "600000",
    };
    writeFileSync(`${file}.guard`, encodeHolder(rival));
    const late = machine({ pid: 5000, isAlive: (pid) => pid !== 4711 });
    expect(await acquire({ machine: late })).toMatchObject({ ok: false, error: { kind: "held" } });
    expect(holder(file).pid).toBe(4711);
  });

  it.each(["no", "a dead"])("goes to exactly one of many who want it, with %s guard about", async (guard) => {
    const { file, acquire } = bench();
    await held(acquire({ machine: elsewhere }));
    if (guard === "a dead") writeFileSync(`${file}.guard`, "");
    for (const old of readdirSync(join(file, ".."))) age(join(file, "..", old), 60);
    const rivals = Array.from({ length: 12 }, (_, index) =>
      acquire({ machine: machine({ pid: 100 + index }) }),
    );
    const winners = (await Promise.all(rivals)).filter(({ ok }) => ok);
    expect(winners).toHaveLength(1);
    expect(holder(file).pid).toBeGreaterThanOrEqual(100);
    expect(existsSync(`${file}.guard`)).toBe(false);
  });

  it("never lets two in at once, with many who come, wait and go", async () => {
    const { file, acquire } = bench();
    await held(acquire({ machine: elsewhere }));
    age(file, 60);
    let inside = 0;
    const visit = async (pid: number) => {
      const lock = await held(
        acquire({ machine: machine({ pid }), clock: hurriedClock(100), timeoutMs: 600_000 }),
      );
      inside += 1;
      expect(inside).toBe(1);
      await lock.beat();
      expect(lock.lost).toBe(false);
      inside -= 1;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => visit(100 + index)));
  });

  it("is recognised by the real process table", async () => {
    const { file, acquire } = bench();
    const real = thisMachine();
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    const dead: LockHolder = { ...real, nonce: "n", machine: real.id, pid: gone, command: "", startedAt: 0 };
    writeFileSync(file, encodeHolder(dead));
    await held(acquire({ machine: real }));
    expect(holder(file).pid).toBe(process.pid);
    expect(await acquire({ machine: real })).toMatchObject({ ok: false, error: { kind: "held" } });
  });
});

describe("in a lock's place", () => {
  it.each(Object.entries(oddFiles))("%s is refused at once, and left as it is", async (_, make) => {
    const { file, acquire } = bench();
    make(file);
    const before = readdirSync(join(file, ".."));
    expect(await acquire()).toMatchObject({ ok: false, error: { kind: "unwritable", file } });
    expect(await isRunLockHeld(file, machine())).toBe(false);
    expect(readdirSync(join(file, ".."))).toEqual(before);
  });

  it.each(Object.entries(oddFiles))(
    "%s does not stop a take-over from ending, as a guard",
    async (_, make) => {
      const { file, acquire } = bench();
      await held(acquire());
      make(`${file}.guard`);
      const late = machine({ pid: 5000, isAlive: (pid) => pid !== 4711 });
      expect(await acquire({ machine: late })).toMatchObject({ ok: false, error: { kind: "unwritable" } });
    },
  );

  it.each(Object.entries(oddFiles))(
    "%s means that the lock is lost, when it comes later",
    async (_, make) => {
      const { file, acquire } = bench();
      const lock = await held(acquire());
      rmSync(file);
      make(file);
      await lock.beat();
      expect(lock.lost).toBe(true);
      await lock.release();
    },
  );

  it("a text of others is shown without what would move the cursor", async () => {
    const { file, acquire } = bench();
    await held(acquire());
    const evil = {
      ...holder(file),
      host: "\u001b[2Jstudio",
      command: "dailies\u001b]0;x\u0007 render\u202e",
    };
    writeFileSync(file, JSON.stringify({ ...evil, process_start: "471100", machine: "studio 1" }));
    const found = await acquire();
    expect(found).toMatchObject({ error: { holder: { host: "studio", command: "dailies render" } } });
  });
});

describe("a heartbeat", () => {
  it("renews the lock's time", async () => {
    const { file, timers, acquire } = bench();
    const lock = await held(acquire());
    age(file, 60);
    const before = readFileSync(file, "utf8");
    timers[0]?.();
    await lock.beat();
    expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(30_000);
    expect(readFileSync(file, "utf8")).toBe(before);
    await lock.release();
    expect(timers).toEqual([]);
  });

  it("finds that the lock was taken over, as after a long sleep, and leaves it to its new holder", async () => {
    const { file, timers, acquire } = bench();
    const lock = await held(acquire({ machine: elsewhere }));
    age(file, 60);
    await held(acquire());
    expect(lock.lost).toBe(false);
    await lock.beat();
    expect(lock.lost).toBe(true);
    expect(lock.whenLost.aborted).toBe(true);
    expect(timers).toHaveLength(1);
    await lock.release();
    expect(holder(file).pid).toBe(4711);
  });

  it("finds that the lock was deleted", async () => {
    const { file, acquire } = bench();
    const lock = await held(acquire());
    rmSync(file);
    await lock.beat();
    expect(lock.lost).toBe(true);
  });
});
