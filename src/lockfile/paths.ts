import path from "node:path";

/** A real render's state, or a rehearsal's: they never mix. */
export const stateKinds = ["render", "rehearsal"] as const;

export type StateKind = (typeof stateKinds)[number];

/** Where the state of one storyboard lives: all files are beside it. */
export interface StatePaths {
  /** The storyboard's file name without folder; the journal names it. */
  readonly storyboard: string;
  readonly kind: StateKind;
  readonly lockfile: string;
  readonly journal: string;
  readonly runLock: string;
}

/** `film/city.yaml` -> `film/city.lock.json`, `film/city.journal`, ...; a rehearsal's have `.rehearsal` in the name. */
export function statePaths(storyboardFile: string, options: { readonly rehearsal: boolean }): StatePaths {
  const { dir, base, name } = path.parse(storyboardFile);
  const stem = path.join(dir, options.rehearsal ? `${name}.rehearsal` : name);
  return {
    storyboard: base,
    kind: options.rehearsal ? "rehearsal" : "render",
    lockfile: `${stem}.lock.json`,
    journal: `${stem}.journal`,
    runLock: `${stem}.run.lock`,
  };
}
