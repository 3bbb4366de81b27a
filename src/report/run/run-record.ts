import { unreachable } from "../../base/unreachable.ts";
import type { RunEvent } from "../../run/events.ts";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

type Balances = Readonly<Record<"before" | "after", Map<string | undefined, EventOf<"balance">>>>;

/** What the end of a run reports, gathered from its events. Memory follows what went wrong, not the storyboard. */
export class RunRecord {
  readonly failed: EventOf<"shot_failed">[] = [];
  readonly uncertain: EventOf<"shot_uncertain">[] = [];
  readonly unfetched: EventOf<"shot_unfetched">[] = [];
  /** Tasks that an interruption left at the provider: nothing is wrong with them, so they are only counted. */
  leftAtProvider = 0;
  readonly warnings: EventOf<"warning">[] = [];
  /** Of each provider that the events name; of the only one where they name none. */
  readonly balances: Balances = { before: new Map(), after: new Map() };
  readonly concurrency = new Map<string | undefined, EventOf<"concurrency">>();
  readonly stopping = new Map<string | undefined, EventOf<"stopping">>();
  overLimits: EventOf<"over_limits"> | undefined;
  finished: EventOf<"run_finished"> | undefined;

  add(event: RunEvent): void {
    switch (event.type) {
      case "balance":
        this.balances[event.when].set(event.provider, event);
        break;
      case "shot_failed":
        this.failed.push(event);
        break;
      case "shot_uncertain":
        this.uncertain.push(event);
        break;
      case "shot_unfetched":
        if (event.error.code === "interrupted") this.leftAtProvider += 1;
        else this.unfetched.push(event);
        break;
      case "warning":
        this.warnings.push(event);
        break;
      case "over_limits":
        this.overLimits = event;
        break;
      case "stopping":
        this.stopping.set(event.provider, event);
        break;
      case "run_finished":
        this.finished = event;
        break;
      case "concurrency":
        this.concurrency.set(event.provider, event);
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
