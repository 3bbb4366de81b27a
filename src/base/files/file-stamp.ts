import type { BigIntStats } from "node:fs";

/**
 * What shows that a file is still the one that was looked at: its size, the times of its content and of its entry in
 * nanoseconds, and where it is stored. The entry's time (`ctime`) is the system's own: whoever writes a file in place can
 * set the time of its content back, but not this one. Of no meaning but that it differs when one of them does.
 */
export function fileStamp({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino} ${dev}`;
}
