import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeFailure } from "../../base/files/file-errors.ts";

/**
 * A file that another program reads when a run is over: there whole, or not at all. Written without waiting, since the
 * process may be on its way out.
 */
export class ResultFile {
  readonly #path: string;
  readonly #part: string;

  /** @param path absolute */
  constructor(path: string) {
    this.#path = path;
    this.#part = `${path}.part`;
  }

  /** Removes what an earlier run left, so that nobody takes it for this one's. Gives what is wrong with the place. */
  clear(): string | undefined {
    return this.#attempt(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#writePart("");
      rmSync(this.#part);
      rmSync(this.#path, { force: true });
    });
  }

  /** Gives why it could not be written. */
  write(text: string): string | undefined {
    return this.#attempt(() => {
      this.#writePart(text);
      renameSync(this.#part, this.#path);
    });
  }

  /** Never through a link. */
  #writePart(text: string): void {
    rmSync(this.#part, { force: true });
    writeFileSync(this.#part, text, { flag: "wx" });
  }

  #attempt(step: () => void): string | undefined {
    try {
      step();
      return undefined;
    } catch (cause) {
      return writeFailure(this.#path, cause).message;
    }
  }
}
