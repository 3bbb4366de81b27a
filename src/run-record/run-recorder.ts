import { dirname } from "node:path";
import { makeMachineFolder } from "../base/files/machine-folder.ts";
import type { Clock } from "../base/time/clock.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Plan } from "../plan/plan.ts";
import type { VideoProvider } from "../provider/provider.ts";
import type { RunEvent } from "../run/events.ts";
import { RequestTally } from "./count-requests.ts";
import { LineFile } from "./line-file.ts";
import {
  mostRecordBytes,
  mostRecords,
  newRecordFile,
  type RecordSubject,
  removeOldRecords,
} from "./record-files.ts";
import { plainCode, type RecordLine, recordVersion } from "./record-line.ts";

/** Requests are written down this often at most while a run goes on, and at its end. */
const requestsEveryMs = 30_000;
/** Kept free for the last lines. */
const roomForTheEnd = 4096;

export interface RecorderOptions extends RecordSubject {
  /** `dailies render` */
  readonly command: string;
  readonly clock: Pick<Clock, "now">;
  /** The largest file, bytes; `mostRecordBytes` unless given. */
  readonly mostBytes?: number;
}

/**
 * Keeps what a run did and when, for `dailies report`: a file of this machine's own beside the storyboard, written as the
 * run goes on. A run that is killed leaves whole lines and perhaps a broken last one. It begins with the first work:
 * a run with nothing to do leaves no record, and none that went before is given up for it.
 */
export class RunRecorder {
  readonly #options: RecorderOptions;
  readonly #requests = new RequestTally();
  #plan: Plan | undefined;
  #started: Extract<RecordLine, { type: "run" }> | undefined;
  #file: LineFile | undefined;
  #room: number;
  #isFull = false;
  #requestsWrittenAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#room = options.mostBytes ?? mostRecordBytes;
  }

  /** The provider, whose requests are counted; `close` closes it where others use it, too. */
  counted(provider: VideoProvider, close?: () => Promise<void>): VideoProvider {
    return this.#requests.counted(provider, close);
  }

  /** What is going to be done, before the first event. */
  planned(plan: Plan): void {
    this.#plan = plan;
  }

  handle(event: RunEvent): void {
    const at = this.#options.clock.now();
    if (event.type === "run_started") {
      const { command } = this.#options;
      const { concurrency } = event;
      this.#started = { type: "run", version: recordVersion, at, command, concurrency };
      return;
    }
    const line = lineOf(event, at);
    if (line === undefined) return;
    if (this.#file === undefined) {
      if (line.type === "end" || line.type === "stopping" || this.#started === undefined) return;
      this.#begin(this.#started);
    }
    const isEnd = line.type === "end";
    if (isEnd || at - this.#requestsWrittenAt >= requestsEveryMs) {
      this.#requestsWrittenAt = at;
      this.#write({ type: "requests", at, counts: this.#requests.counts }, isEnd);
    }
    this.#write(line, isEnd);
  }

  /** Resolves when the record is on disk, or cannot be. */
  async close(): Promise<void> {
    await this.#file?.close();
  }

  #begin(started: Extract<RecordLine, { type: "run" }>): void {
    this.#started = undefined;
    const file = newRecordFile(this.#options, started.at);
    if (!isPlaceFor(file)) return;
    removeOldRecords(this.#options, mostRecords - 1);
    this.#file = new LineFile(file);
    this.#requestsWrittenAt = started.at;
    this.#write(started);
    for (const { id, take, action, job } of this.#plan?.items ?? []) {
      if (action === "none") continue;
      const needs = (job?.needs ?? []).map((need) => ({ id: need.id, take: need.take }));
      this.#write({ type: "planned", id, take, action, needs });
    }
    this.#plan = undefined;
  }

  #write(line: RecordLine, isOfTheEnd = false): void {
    if (this.#isFull && !isOfTheEnd) return;
    const text = `${JSON.stringify(line)}\n`;
    const bytes = Buffer.byteLength(text);
    if (!isOfTheEnd && this.#room - bytes < roomForTheEnd) {
      this.#isFull = true;
      this.#file?.write(`${JSON.stringify({ type: "full", at: this.#options.clock.now() })}\n`);
      return;
    }
    this.#room -= bytes;
    this.#file?.write(text);
  }
}

/** False for a folder that cannot be made, or is a link: the run goes on without a record. */
function isPlaceFor(file: string): boolean {
  try {
    return makeMachineFolder(dirname(file));
  } catch {
    return false;
  }
}

/** `undefined` for what a report has no use for. */
function lineOf(event: RunEvent, at: number): RecordLine | undefined {
  switch (event.type) {
    case "shot_state":
      return { type: "state", at, id: event.id, take: event.take, state: event.state };
    case "shot_retrying": {
      const { id, take, step, delayMs, cause } = event;
      return { type: "retry", at, id, take, step, delayMs: Math.round(delayMs), code: plainCode(cause.code) };
    }
    case "shot_done":
      return { type: "done", at, id: event.id, take: event.take, bytes: event.clip.bytes };
    case "shot_failed":
    case "shot_uncertain":
    case "shot_unfetched": {
      const type = (
        { shot_failed: "failed", shot_uncertain: "uncertain", shot_unfetched: "unfetched" } as const
      )[event.type];
      return { type, at, id: event.id, take: event.take, code: plainCode(event.error.code) };
    }
    case "picture_uploaded":
      return { type: "uploaded", at, bytes: event.bytes };
    case "stopping":
      return { type: "stopping", at, reason: event.reason };
    case "run_finished": {
      const { counts, spent, exitCode } = event;
      return { type: "end", at, counts, spent, exitCode };
    }
    case "run_started":
    case "balance":
    case "concurrency":
    case "shot_progress":
    case "warning":
    case "refused":
    case "over_limits":
      return undefined;
    default:
      return unreachable(event);
  }
}
