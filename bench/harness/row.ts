import type { Chart } from "./plot.ts";

/** One line of the table in RESULTS.md. */
export interface Row {
  /** What `--row` takes. */
  readonly name: string;
  /** What is measured. */
  readonly what: string;
  readonly goal: string;
  measure(bench: Bench): Promise<Measured>;
}

export interface Measured {
  /** The goals, each with what came out. */
  readonly verdicts: readonly Verdict[];
  /** Every number behind it, as JSON. */
  readonly raw: unknown;
  readonly charts: readonly Chart[];
  /** Sentences for RESULTS.md: how it was measured, what the limit is where a goal is missed. */
  readonly notes: readonly string[];
}

export interface Verdict {
  /** `1.02 x the ideal`. */
  readonly figure: string;
  /** `p-limit and fetch: 1.18; GNU parallel: 6.9`. */
  readonly rival: string;
  readonly goal: string;
  readonly met: boolean;
}

/** What a row works with. */
export interface Bench {
  /** Smaller numbers, for trying out: nothing of it is written to RESULTS.md. */
  readonly quick: boolean;
  /** An empty folder for this row. What is left in it goes when everything has been measured. */
  readonly folder: string;
  /** The repository. */
  readonly root: string;
  /** The built command line, `dist/cli/bin.js`. */
  readonly dailies: string;
  log(line: string): void;
}
