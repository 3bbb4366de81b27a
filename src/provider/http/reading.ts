import type { Clean } from "./network-cause.ts";

/** What it takes to read an answer. */
export interface Reading {
  /** The API's host, for messages. */
  readonly host: string;
  readonly clean: Clean;
  /** Whether a text would carry the key out. */
  readonly holdsKey: (text: string) => boolean;
  /** Unix milliseconds. */
  readonly now: number;
}
