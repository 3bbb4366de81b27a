import { unreachable } from "../base/unreachable.ts";
import type { RunEvent } from "../run/events.ts";

/** Longer lists are cut; `status` names every shot. */
const mostRows = 20;

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** What the end of a run reports, gathered from its events. Memory follows what went wrong, not the storyboard. */
export class RunRecord {
  readonly failed = new CutList<EventOf<"shot_failed">>();
  readonly uncertain = new CutList<EventOf<"shot_uncertain">>();
  readonly unfetched = new CutList<EventOf<"shot_unfetched">>();
  /** Tasks that an interruption left at the provider: nothing is wrong with them, so they are only counted. */
  leftAtProvider = 0;
  readonly warnings = new CutList<EventOf<"warning">>();
  balanceBefore: EventOf<"balance"> | undefined;
  balanceAfter: EventOf<"balance"> | undefined;
  concurrency: EventOf<"concurrency"> | undefined;
  overLimits: EventOf<"over_limits"> | undefined;
  stopping: EventOf<"stopping"> | undefined;
  finished: EventOf<"run_finished"> | undefined;

  add(event: RunEvent): void {
    switch (event.type) {
      case "balance":
        if (event.when === "before") this.balanceBefore = event;
        else this.balanceAfter = event;
        break;
      case "shot_failed":
        this.failed.add(event);
        break;
      case "shot_uncertain":
        this.uncertain.add(event);
        break;
      case "shot_unfetched":
        if (event.error.code === "interrupted") this.leftAtProvider += 1;
        else this.unfetched.add(event);
        break;
      case "warning":
        this.warnings.add(event);
        break;
      case "over_limits":
        this.overLimits = event;
        break;
      case "stopping":
        this.stopping = event;
        break;
      case "run_finished":
        this.finished = event;
        break;
      case "concurrency":
        this.concurrency = event;
        break;
      case "refused":
      case "run_started":
      case "picture_uploaded":
      case "shot_state":
      case "shot_progress":
      case "shot_retrying":
      case "shot_done":
        break;
      default:
        unreachable(event);
    }
  }
}

/** The first events of a kind whole, the rest as a number. */
class CutList<E> {
  readonly rows: E[] = [];
  #more = 0;

  add(event: E): void {
    if (this.rows.length < mostRows) this.rows.push(event);
    else this.#more += 1;
  }

  /** A title and a line each; empty when there is nothing to list. */
  section(title: string, textOf: (event: E) => string): string {
    if (this.rows.length === 0) return "";
    const more = this.#more === 0 ? [] : [`  … and ${this.#more} more`];
    return [title, ...this.rows.map((event) => `  ${textOf(event)}`), ...more].join("\n");
  }
}
