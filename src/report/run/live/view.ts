import stringWidth from "fast-string-width";
import {
  DefaultRenderer,
  Listr,
  type ListrDefaultRendererOptions,
  ListrLogger,
  ProcessOutput,
  Spinner,
} from "listr2";
import { sum } from "../../../base/money.ts";
import { visibleText } from "../../../base/text/visible-text.ts";
import type { Clock } from "../../../base/time/clock.ts";
import type { Price } from "../../../plan/plan.ts";
import type { RunEvent } from "../../../run/events.ts";
import type { PlanFacts } from "../../plan/plan-facts.ts";
import type { Palette } from "../../text/palette.ts";
import { plannedText } from "../../text/phrases.ts";
import { shotText } from "../../text/text.ts";
import type { Reporter } from "../run-reporter.ts";
import { RunTally } from "../run-tally.ts";
import { frameRows, type Money } from "./frame.ts";
import { heldLine, lastingLine } from "./lasting-lines.ts";

const frameEveryMs = 150;

export interface LiveOptions {
  /** The terminal; nobody else writes to it while the view is open. */
  readonly terminal: NodeJS.WriteStream;
  readonly clock: Pick<Clock, "now">;
  /** The storyboard as the user wrote it, for `storyboard.yaml:12`. */
  readonly file: string;
  readonly palette: Palette;
  /** What the events do not say; known when the run starts. */
  readonly facts?: (() => PlanFacts | undefined) | undefined;
}

/**
 * The view in a terminal. What is over leaves its line above, for good; what changes is below, and is drawn anew. Events
 * only change numbers and queue lines: a thousand of them between two frames cost one frame. Listr2 keeps the terminal and
 * the beat.
 */
export function liveReporter({ terminal, clock, file, palette, facts }: LiveOptions): Reporter {
  const tally = new RunTally();
  let heading = "";
  let money: Money | undefined;
  let nameColumns = 16;
  let lines: string[] = [];
  const size = () => ({ columns: terminal.columns ?? 80, rows: terminal.rows ?? 24 });

  const start = (event: Extract<RunEvent, { type: "run_started" }>): void => {
    const planned = event.totals.price;
    heading = visibleText(`${event.rehearsal ? "rehearsing" : "rendering"} ${file}: ${plannedText(event)}`);
    if (planned !== null && event.totals.render > 0 && !event.rehearsal) money = { spent: 0, planned };
    for (const shot of facts?.()?.held ?? []) {
      lines.push(heldLine(shot, { file, palette, nameColumns, columns: size().columns }));
    }
  };
  const pay = (price: Price | undefined): void => {
    if (money !== undefined && price !== undefined) {
      money = { ...money, spent: sum([money.spent, price.amount]) };
    }
  };
  const view = openView(terminal, {
    takeLines: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
    frame: () =>
      heading === ""
        ? ""
        : frameRows({ tally, now: clock.now(), size: size(), heading, money, palette }).join("\n"),
  });

  return {
    handle: (event) => {
      const price = priceOfDone(event, tally, facts?.());
      tally.count(event, clock.now());
      if (event.type === "run_started" && event.file === undefined) start(event);
      if (event.type === "shot_done") {
        pay(price);
        nameColumns = Math.min(40, Math.max(nameColumns, stringWidth(visibleText(shotText(event)))));
      }
      const line = lastingLine(event, { file, palette, nameColumns, columns: size().columns, price });
      if (line !== undefined) lines.push(line);
    },
    close: () => view.close(),
  };
}

/** Only what this run has submitted is paid for now. */
function priceOfDone(event: RunEvent, tally: RunTally, facts: PlanFacts | undefined): Price | undefined {
  if (event.type !== "shot_done" || tally.shot(event)?.isFresh !== true) return undefined;
  return facts?.priceOf(event);
}

interface ViewSource {
  /** Lines that are to stay, each once. */
  takeLines(): readonly string[];
  /** What is drawn below them, rows ended by line breaks. */
  frame(): string;
}

function openView(terminal: NodeJS.WriteStream, source: ViewSource): { close(): Promise<void> } {
  let end = (): void => {};
  const open = new Promise<void>((resolve) => {
    end = resolve;
  });
  const output = new ProcessOutput(terminal, terminal);
  const options: ListrDefaultRendererOptions & FrameOptions = {
    clearOutput: true,
    spinner: new FrameSpinner(),
    logger: new ListrLogger({ useIcons: false, processOutput: output }),
    source,
    terminal,
    output,
  };
  const list = new Listr([{ title: "run", task: () => open }], {
    // Signals are the command line's business: it saves the state first.
    registerSignalListeners: false,
    renderer: FrameRenderer,
    rendererOptions: options,
  });
  const closed = list.run();
  return {
    close: async () => {
      end();
      await closed;
      for (const line of source.takeLines()) terminal.write(`${line}\n`);
    },
  };
}

interface FrameOptions {
  readonly source: ViewSource;
  readonly terminal: NodeJS.WriteStream;
  /** Holds the terminal while the view is open: what others write comes after it. */
  readonly output: ProcessOutput;
}

/** Listr2's renderer with one frame of our own in place of its list. */
class FrameRenderer extends DefaultRenderer {
  /** Draws on the stream it is given, a terminal by contract, whatever standard output is. */
  static override nonTTY = true;
  readonly #options: FrameOptions;

  constructor(...[tasks, options, events]: ConstructorParameters<typeof DefaultRenderer>) {
    super(tasks, options, events);
    this.#options = options as ListrDefaultRendererOptions & FrameOptions;
  }

  override create(): string {
    return this.#options.source.frame();
  }

  override update(): void {
    const { source, terminal, output } = this.#options;
    const lines = source.takeLines();
    if (lines.length === 0) {
      super.update();
      return;
    }
    // One write for all of it, so that nothing flickers.
    terminal.cork();
    // biome-ignore lint/complexity/useLiteralKeys: listr2 keeps it private, and has no other way to write above the frame
    this["updater"].clear();
    output.toStdout(lines.join("\n"));
    super.update();
    terminal.uncork();
  }
}

/** The beat of the view. */
class FrameSpinner extends Spinner {
  override start(draw?: () => void): void {
    super.start(draw, frameEveryMs);
  }
}
