/** A command line that somebody is typing. */
export interface Line {
  /** Whole words before the one at the cursor, without the command's own name. */
  readonly before: readonly string[];
  /** What is typed of the word at the cursor. */
  readonly current: string;
  /** Words behind it. */
  readonly after: readonly string[];
}

/** What can come next. */
export type Answer =
  | { readonly kind: "values"; readonly values: readonly Value[] }
  /** Files that end so, or all; folders lead to them. */
  | { readonly kind: "files"; readonly endings: readonly string[] }
  | { readonly kind: "folders" };

export interface Value {
  readonly text: string;
  /** What it is for, in a few words. */
  readonly brief?: string;
}

export const noAnswer: Answer = { kind: "values", values: [] };
