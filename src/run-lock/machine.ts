import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What a run lock must know of the machine and its processes; tests bring their own. */
export interface Machine {
  readonly host: string;
  /**
   * Tells whether two processes see the same process ids: the boot and the process namespace where they can be read,
   * so that two containers, or two hosts of one name, are not taken for one.
   */
  readonly id: string;
  readonly pid: number;
  isAlive(pid: number): boolean;
  /** When a process started, in the system's own words, to distinguish it from a later one with the same id. */
  startOf(pid: number): string | undefined;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const host = hostname();
  const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return { host, id: [host, boot, namespace].filter(Boolean).join(" "), pid: process.pid, isAlive, startOf };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // a process of another user is one, too
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  // the second field, the name, is in brackets and may hold anything; the start is the 22nd
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
