import { randomUUID } from "node:crypto";
import { type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Clock } from "../base/time/clock.ts";
import {
  createLock,
  type FoundLock,
  fileSystemNow,
  type LockHolder,
  readLock,
  removeLock,
  touchLock,
} from "./lock-record.ts";
import { type Machine, thisMachine } from "./machine.ts";

const heartbeatMs = 1_000;
/** A holder on another machine that gave no sign for so long is taken for dead. */
const staleMs = 10_000;
const retryMs = 250;

export interface LockHeld {
  readonly kind: "held";
  /** Absent when the lock file is empty or half-written, and too young to be given up. */
  readonly holder?: LockHolder;
  /** Unix milliseconds: since when it is held, as far as is known. */
  readonly since: number;
}

export interface LockOptions {
  /** `StatePaths.runLock` */
  readonly file: string;
  /** What the user ran, for others to read. Holds no secret. */
  readonly command: string;
  /** How long to wait for another run to end; 0: not at all. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends the waiting early; the answer is then `held`. */
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
  /** Starts the heartbeat's timer and gives back what stops it. Default: `setInterval`, not keeping the process alive. */
  readonly startTimer?: (everyMs: number, tick: () => void) => () => void;
}

/** Takes the lock of a storyboard, so that there is one run at a time; a dead run's lock is taken over. */
export async function acquireRunLock(
  options: LockOptions,
): Promise<Result<RunLock, LockHeld | WriteFailure>> {
  const { file, command, timeoutMs, clock, signal } = options;
  const machine = options.machine ?? thisMachine();
  const deadline = clock.now() + timeoutMs;
  const processStart = machine.startOf(machine.pid);
  const own: LockHolder = {
    nonce: randomUUID(),
    host: machine.host,
    machine: machine.id,
    pid: machine.pid,
    ...(processStart !== undefined && { processStart }),
    command,
    startedAt: clock.now(),
  };
  try {
    for (;;) {
      const held = await tryOnce(file, own, machine);
      if (held === undefined)
        return success(new RunLock(file, own.nonce, options.startTimer ?? unreferencedTimer));
      const left = deadline - clock.now();
      if (left <= 0 || signal?.aborted === true) return failure(held);
      await clock.sleep(Math.min(retryMs, left), signal);
    }
  } catch (cause) {
    return failure(writeFailure(file, cause));
  }
}

/** Is a living run holding the storyboard? For those who only look. */
export async function isRunLockHeld(file: string, machine: Machine = thisMachine()): Promise<boolean> {
  const found = await readLock(file).catch(() => undefined);
  return found !== undefined && !(await isStale(file, found, machine).catch(() => true));
}

/** A lock that this process holds. It sends a heartbeat until it is released, or lost. */
export class RunLock {
  readonly #file: string;
  readonly #nonce: string;
  readonly #lost = new AbortController();
  readonly #stopTimer: () => void;
  #beat: Promise<void> | undefined;
  #isReleased = false;

  constructor(file: string, nonce: string, startTimer: (everyMs: number, tick: () => void) => () => void) {
    this.#file = file;
    this.#nonce = nonce;
    this.#stopTimer = startTimer(heartbeatMs, () => void this.beat());
  }

  /** Did another run take over, as after this machine slept? Then nothing more may be submitted or written. */
  get lost(): boolean {
    return this.#lost.signal.aborted;
  }

  /** Aborts when the lock is lost. */
  get whenLost(): AbortSignal {
    return this.#lost.signal;
  }

  /** One heartbeat. The timer calls it; call it also to make sure of the lock before something that matters. */
  beat(): Promise<void> {
    this.#beat ??= this.#touch().finally(() => {
      this.#beat = undefined;
    });
    return this.#beat;
  }

  /** Gives the lock up; leaves it alone when it is another's by now. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#stopTimer();
    await this.#beat;
    try {
      await removeLock(this.#file, this.#nonce, `${this.#file}.${this.#nonce}`);
    } catch {
      // the folder is gone or read-only: the lock is recognised as a dead run's later
    }
  }

  async #touch(): Promise<void> {
    try {
      if (this.#isReleased || (await touchLock(this.#file, this.#nonce))) return;
    } catch {
      // the disk fails, which does not mean that another took the lock; the next beat shows it
      return;
    }
    this.#stopTimer();
    this.#lost.abort();
  }
}

/** `undefined`: the lock is ours now. */
async function tryOnce(file: string, own: LockHolder, machine: Machine): Promise<LockHeld | undefined> {
  if (await createLock(file, own)) return undefined;
  const found = await readLock(file);
  if (found === undefined)
    return (await createLock(file, own)) ? undefined : heldBy(await readLock(file), own);
  if (!(await isStale(file, found, machine))) return heldBy(found, own);
  if (await takeOver({ file, found, own, machine })) return undefined;
  return heldBy((await readLock(file)) ?? found, own);
}

/** Only who holds the guard may remove a stale lock; without it, two could each remove what the other just made. */
async function takeOver(attempt: {
  readonly file: string;
  readonly found: FoundLock;
  readonly own: LockHolder;
  readonly machine: Machine;
}): Promise<boolean> {
  const { file, found, own, machine } = attempt;
  const guard = `${file}.guard`;
  const aside = `${file}.${own.nonce}`;
  if (!(await createLock(guard, own))) {
    const old = await readLock(guard);
    if (old === undefined || !(await isStale(guard, old, machine))) return false;
    // somebody died in the middle of a take-over
    await removeLock(guard, old.holder?.nonce, aside);
    if (!(await createLock(guard, own))) return false;
  }
  try {
    if (!(await removeLock(file, found.holder?.nonce, aside))) return false;
    return await createLock(file, own);
  } finally {
    await removeLock(guard, own.nonce, aside);
  }
}

async function isStale(file: string, { holder, touchedAt }: FoundLock, machine: Machine): Promise<boolean> {
  if (holder !== undefined && holder.machine === machine.id) {
    // here the process table knows better than any heartbeat: a stopped process still holds its lock
    if (!machine.isAlive(holder.pid)) return true;
    const start = machine.startOf(holder.pid);
    if (start !== undefined && holder.processStart !== undefined) return start !== holder.processStart;
  }
  const now = await fileSystemNow(`${file}.probe.${machine.pid}.${randomUUID()}`);
  return now - touchedAt > staleMs;
}

function heldBy(found: FoundLock | undefined, own: LockHolder): LockHeld {
  const since = found?.holder?.startedAt ?? found?.touchedAt ?? own.startedAt;
  return found?.holder === undefined
    ? { kind: "held", since }
    : { kind: "held", holder: found.holder, since };
}

function unreferencedTimer(everyMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
