import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

export interface TracedWrite {
  readonly file: string;
  readonly bytes: number;
}

const whole = /^(\d+) +\w+\(\d+<([^>]*)>.* = (\d+)$/;
const begun = /^(\d+) +\w+\(\d+<([^>]*)>.*<unfinished \.\.\.>$/;
const resumed = /^(\d+) +<\.\.\. \w+ resumed>.* = (\d+)$/;

/** The writes in an strace log made with `-f -y`, those that another thread interrupted put together again. */
export async function* writtenBytes(log: string): AsyncGenerator<TracedWrite> {
  const unfinished = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(log) })) {
    const [, , file, bytes] = whole.exec(line) ?? [];
    if (file !== undefined) {
      yield { file, bytes: Number(bytes) };
      continue;
    }
    const [, thread, started] = begun.exec(line) ?? [];
    if (thread !== undefined && started !== undefined) unfinished.set(thread, started);
    const [, back, ended] = resumed.exec(line) ?? [];
    const name = back === undefined ? undefined : unfinished.get(back);
    if (name !== undefined) yield { file: name, bytes: Number(ended) };
  }
}
