import type { JournalFile } from "../../src/lockfile/journal/journal-file.ts";

export type Fault = "ENOSPC" | "EIO" | "EROFS";

/** A disk for one journal, in memory: what was written, what of it is durable, and faults on demand. */
export class FakeDisk {
  /** What a crash of the machine would leave for certain. */
  durable = Buffer.alloc(0);
  /** What a crash of the process alone would leave. */
  written = Buffer.alloc(0);
  readonly calls: string[] = [];
  /** The next call of this kind fails; a failing append leaves half of its bytes behind. */
  readonly faults: { readonly call: "open" | "append" | "sync" | "truncate"; readonly code: Fault }[] = [];
  isLinked = true;
  /** Tests hold writes back here, to see what gathers behind them. */
  gate: Promise<void> = Promise.resolve();

  readonly open = async (): Promise<JournalFile> => {
    this.#call("open");
    return {
      append: async (bytes) => {
        await this.gate;
        try {
          this.#call("append");
        } catch (cause) {
          this.written = Buffer.concat([this.written, bytes.subarray(0, bytes.length >> 1)]);
          throw cause;
        }
        this.written = Buffer.concat([this.written, bytes]);
      },
      sync: async () => {
        this.#call("sync");
        this.durable = this.written;
      },
      truncate: async (bytes) => {
        this.#call("truncate");
        this.written = this.written.subarray(0, bytes);
      },
      look: async () => ({ bytes: this.written.length, isLinked: this.isLinked }),
      close: async () => {
        this.calls.push("close");
      },
    };
  };

  #call(call: "open" | "append" | "sync" | "truncate"): void {
    this.calls.push(call);
    const index = this.faults.findIndex((fault) => fault.call === call);
    const [fault] = index === -1 ? [] : this.faults.splice(index, 1);
    if (fault !== undefined) throw Object.assign(new Error(fault.code), { code: fault.code });
  }
}
