import { stat } from "node:fs/promises";
import { fileStamp } from "../../base/files/file-stamp.ts";
import type { Clock } from "../../base/time/clock.ts";

export interface Following {
  readonly files: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called after one of them came, changed or went; the next look waits for it. */
  readonly onChange: () => Promise<void>;
}

/** Between two looks. A few calls to the system, which every file system answers, as not every one reports changes. */
const intervalMs = 400;

/** Looks at files until the signal. */
export async function followFiles({ files, clock, signal, onChange }: Following): Promise<void> {
  let before = await stampOf(files);
  while (!signal.aborted) {
    await clock.sleep(intervalMs, signal);
    const now = await stampOf(files);
    if (signal.aborted || now === before) continue;
    before = now;
    await onChange();
  }
}

async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) => stat(file, { bigint: true }).then(fileStamp, () => "none")),
  );
  return stamps.join("\n");
}
