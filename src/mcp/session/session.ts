import pLimit from "p-limit";
import type { CommandLine } from "../command-line.ts";
import type { SpendingCeiling } from "./ceiling.ts";
import type { Root } from "./root.ts";
import type { RunWatch } from "./run-watch.ts";

/** A run that this server started, the newest of its storyboard. */
export interface SessionRun {
  readonly watch: RunWatch;
  /** `undefined` while it goes on. */
  exitCode: number | undefined;
  readonly ended: Promise<unknown>;
}

/** What all tools of one server share, from its start to its end. */
export class Session {
  readonly commandLine: CommandLine;
  readonly root: Root;
  readonly ceiling: SpendingCeiling;
  /** Renders agree on money one after the other, so that each sees what the one before has reserved. */
  readonly agreeing = pLimit(1);
  readonly #runs = new Map<string, SessionRun>();
  readonly #closing = new AbortController();

  constructor(parts: {
    readonly commandLine: CommandLine;
    readonly root: Root;
    readonly ceiling: SpendingCeiling;
  }) {
    this.commandLine = parts.commandLine;
    this.root = parts.root;
    this.ceiling = parts.ceiling;
  }

  /** Aborted when the server ends: runs save their state then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** @param real the storyboard's path without links */
  run(kind: "render" | "rehearsal", real: string): SessionRun | undefined {
    return this.#runs.get(`${kind} ${real}`);
  }

  keep(real: string, run: SessionRun): void {
    this.#runs.set(`${run.watch.kind} ${real}`, run);
  }

  /** Ends what goes on; resolves when all of it is saved. */
  async close(): Promise<void> {
    this.#closing.abort();
    // A render that is being agreed on begins, and ends at once.
    await this.agreeing(() => {});
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended));
  }
}
