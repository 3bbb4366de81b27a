import type { Cause } from "../../base/cause.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/events.ts";
import { overLimitsText, stopText } from "../text/phrases.ts";
import { junitXml } from "./junit-xml.ts";
import { TakeResults } from "./take-results.ts";

export interface JunitNames {
  /** `render`. */
  readonly command: string;
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** A run as JUnit's XML, which can be asked for at any moment: what is not over yet has the plan's word. */
export class JunitReport {
  readonly #names: JunitNames;
  readonly #results = new TakeResults();
  #stopped: Cause | undefined;

  constructor(names: JunitNames) {
    this.#names = names;
  }

  planned(plan: Plan): void {
    this.#results.planned(plan);
  }

  handle(event: RunEvent): void {
    this.#results.handle(event);
    switch (event.type) {
      case "refused":
        this.#stopped = { code: event.reason, message: refusalText(event) };
        break;
      case "over_limits":
        this.#stopped = { code: "budget", message: overLimitsText(event) };
        break;
      case "stopping":
        this.#stopped = { code: event.reason, message: stopText(event) };
        break;
      case "run_finished":
        if (event.stopped !== undefined)
          this.#stopped ??= { code: event.stopped, message: "The run stopped before its end." };
        break;
      default:
        break;
    }
  }

  /** @param endedAt Unix milliseconds */
  text(endedAt: number): string {
    return junitXml({ ...this.#names, endedAt, results: this.#results.list(), stopped: this.#stopped });
  }
}

function refusalText({ message, diagnostics }: Extract<RunEvent, { type: "refused" }>): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const lines = errors.map(({ file, start, message: text }) => `${file}:${start.line}: ${text}`);
  return [message, ...lines].join("\n");
}
