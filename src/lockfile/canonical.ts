import type { JsonValue } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { patterns } from "../state/patterns.ts";
import type { TakeRecord } from "../state/state.ts";
import { decodeShot } from "./decode.ts";
import { lockfileHead, lockfileTail } from "./encode.ts";
import type { StateKind } from "./paths.ts";

/** Only the end of a shot's block starts a line with four spaces and a brace. */
const blockEnd = "\n    }";

/**
 * Reads a lockfile that is laid out as `encodeLockfile` does, shot by shot, without ever holding the whole text.
 * It refuses all else, right or wrong: a file that it refuses is for `parseStrictly` to judge.
 */
export class CanonicalReader {
  readonly #state = new Map<string, readonly TakeRecord[]>();
  readonly #head: string;
  #rest = "";
  #place: "head" | "shots" | "tail" = "head";
  #refused = false;

  constructor(kind: StateKind) {
    this.#head = lockfileHead(kind);
  }

  /** Takes the next stretch of the file; `false` as soon as the layout is another. */
  push(text: string): boolean {
    if (this.#refused) return false;
    this.#rest += text;
    if (this.#place === "head" && this.#rest.length > this.#head.length) {
      if (!this.#rest.startsWith(this.#head)) return this.#refuse();
      this.#rest = this.#rest.slice(this.#head.length);
      this.#place = this.#rest.startsWith("\n") ? "shots" : "tail";
    }
    return this.#place !== "shots" || this.#readBlocks();
  }

  /** The state, once the whole file went through `push`. */
  end(): Map<string, readonly TakeRecord[]> | undefined {
    if (this.#refused || this.#place !== "tail") return undefined;
    return this.#rest === (this.#state.size === 0 ? "}\n}\n" : lockfileTail) ? this.#state : undefined;
  }

  /** Reads the shots whose blocks have arrived whole. */
  #readBlocks(): boolean {
    const rest = this.#rest;
    let end = 0;
    for (;;) {
      const found = rest.indexOf(blockEnd, end);
      const next = found + blockEnd.length;
      if (found === -1 || next >= rest.length) break;
      end = next;
      if (rest[next] !== ",") {
        this.#place = "tail";
        break;
      }
    }
    if (end > 0 && !this.#readShots(rest.slice(rest.startsWith(",") ? 1 : 0, end))) return this.#refuse();
    this.#rest = rest.slice(end);
    return true;
  }

  #readShots(text: string): boolean {
    let json: JsonValue;
    try {
      json = JSON.parse(`{${text}}`) as JsonValue;
    } catch {
      return false;
    }
    if (!isObject(json)) return false;
    // JSON.parse keeps the last of two equal keys and says nothing; a merge can leave two of them
    if (countLines(json) - 2 !== newlines(text)) return false;
    for (const [id, shot] of Object.entries(json)) {
      const takes = decodeShot(shot);
      if (takes === undefined || this.#state.has(id) || !patterns.shotId.test(id)) return false;
      this.#state.set(id, takes);
    }
    return true;
  }

  #refuse(): false {
    this.#refused = true;
    return false;
  }
}

/** How many lines a value takes when it is laid out. */
function countLines(json: JsonValue): number {
  if (typeof json !== "object" || json === null) return 1;
  let lines = 0;
  if (Array.isArray(json)) for (const item of json as readonly JsonValue[]) lines += countLines(item);
  else
    for (const key in json) lines += countLines((json as Readonly<Record<string, JsonValue>>)[key] ?? null);
  return lines === 0 ? 1 : lines + 2;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
