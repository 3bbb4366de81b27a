import { type FileHandle, open } from "node:fs/promises";

/**
 * A new file that is written line by line, in the order of the calls and without anybody waiting for the disk. Whatever
 * goes wrong ends the writing: what a run has to say of itself must never be in the way of the run.
 */
export class LineFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #isBroken = false;

  constructor(path: string) {
    this.#path = path;
  }

  write(line: string): void {
    if (this.#isBroken) return;
    this.#waiting.push(line);
    this.#writing ??= this.#drain();
  }

  /** Resolves when all lines are written, or cannot be. */
  async close(): Promise<void> {
    await this.#writing;
    this.#isBroken = true;
    await this.#handle?.close().catch(() => undefined);
  }

  async #drain(): Promise<void> {
    try {
      // A file that is there, or a link, is somebody else's.
      this.#handle ??= await open(this.#path, "ax");
      while (this.#waiting.length > 0) {
        const lines = this.#waiting.join("");
        this.#waiting = [];
        await this.#handle.appendFile(lines);
      }
    } catch {
      this.#isBroken = true;
      this.#waiting = [];
    }
    this.#writing = undefined;
  }
}
