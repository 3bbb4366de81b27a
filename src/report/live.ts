import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  type ListrDefaultRendererOptions,
  ListrLogger,
  type ListrTask,
  ProcessOutput,
  Spinner,
} from "listr2";
import type { Clock } from "../base/clock.ts";
import { headingRow, movingRows, type TroubleRow, totalsRow, troubleRow } from "./live-rows.ts";
import type { Reporter } from "./run-reporter.ts";
import { RunTally } from "./run-tally.ts";

const mostMovingRows = 16;
const mostTroubleRows = 6;
/** Rows that belong to the heading, the totals, the prompt below and what stood above. */
const otherRows = 4;
const frameEveryMs = 150;

export interface LiveOptions {
  /** The terminal; never written to but through listr2 while the view is open. */
  readonly terminal: NodeJS.WriteStream;
  readonly clock: Pick<Clock, "now">;
  /** The storyboard as the user wrote it, for `storyboard.yaml:12`. */
  readonly file: string;
}

/**
 * The view in a terminal. Listr2 is given a fixed set of rows: a heading, some for problems, which stay, some for the
 * shots that move, one for the totals. Events only change numbers; rows are written when a frame is drawn, so that a
 * thousand events cost one frame.
 */
export function liveReporter({ terminal, clock, file }: LiveOptions): Reporter {
  const tally = new RunTally();
  const problems = Array.from({ length: mostTroubleRows }, troubleSlot);
  const moving = Array.from({ length: mostMovingRows }, () => rowSlot());
  const heading = rowSlot();
  const totals = rowSlot();
  let headingText = "";
  let problemCount = 0;

  const drawRows = (): void => {
    const now = clock.now();
    heading.write(headingText);
    const room = (terminal.rows ?? 24) - otherRows - Math.min(problemCount, mostTroubleRows);
    const rows = movingRows(tally, now, Math.max(1, Math.min(mostMovingRows, room)));
    for (const [index, slot] of moving.entries()) slot.write(rows[index] ?? "");
    totals.write(totalsRow(tally, now, tally.moving.size - rows.length));
  };
  const view = openView(terminal, [heading, ...problems, ...moving, totals], drawRows);

  return {
    handle: (event) => {
      tally.count(event, clock.now());
      if (event.type === "run_started") headingText = headingRow(event, file);
      const trouble = troubleRow(event, file);
      if (trouble === undefined) return;
      // Beyond these rows the totals tell how many there are, and the summary names them all.
      problems[problemCount]?.settle(trouble);
      problemCount += 1;
    },
    close: async () => {
      for (const slot of [heading, ...moving, totals]) slot.write("");
      for (const slot of [heading, ...problems, ...moving, totals]) slot.release();
      await view;
    },
  };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

interface Slot {
  readonly task: ListrTask;
  release(): void;
}

/** A row whose text changes until the view closes. */
function rowSlot(): Slot & { write(text: string): void } {
  const end = deferred<void>();
  let write = (_text: string): void => {};
  return {
    write: (text) => write(text),
    release: () => end.resolve(),
    task: {
      title: "",
      task: (_, wrapper) => {
        write = (text) => {
          // The plain member, not the wrapper's setter: that one draws a whole frame at each change.
          wrapper.task.title = text;
        };
        write("");
        return end.promise;
      },
    },
  };
}

/** A row that stays empty until something goes wrong, and then stands. */
function troubleSlot(): Slot & { settle(trouble: TroubleRow): void } {
  const end = deferred<TroubleRow | undefined>();
  return {
    settle: (trouble) => end.resolve(trouble),
    release: () => end.resolve(undefined),
    task: {
      title: "",
      task: async (_, wrapper) => {
        wrapper.task.title = "";
        const trouble = await end.promise;
        if (trouble?.kind === "failed") throw new Error(trouble.text);
        if (trouble?.kind === "doubtful") wrapper.skip(trouble.text);
      },
    },
  };
}

async function openView(
  terminal: NodeJS.WriteStream,
  slots: readonly Slot[],
  drawRows: () => void,
): Promise<void> {
  const options: ListrDefaultRendererOptions = {
    clearOutput: true,
    formatOutput: "truncate",
    collapseSkips: true,
    spinner: new FrameSpinner(drawRows),
    icon: { [ListrDefaultRendererLogLevels.SKIPPED_WITH_COLLAPSE]: "!" },
    logger: new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(terminal, terminal) }),
  };
  const list = new Listr(
    slots.map((slot) => slot.task),
    {
      concurrent: true,
      exitOnError: false,
      // Signals are the command line's business: it saves the state first.
      registerSignalListeners: false,
      renderer: TerminalRenderer,
      rendererOptions: options,
    },
  );
  await list.run();
}

/** Draws on the stream it is given, a terminal by contract, whatever standard output is. */
class TerminalRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

/** The spinner's beat is the view's frame rate: rows are brought up to date right before each frame. */
class FrameSpinner extends Spinner {
  readonly #beforeFrame: () => void;

  constructor(beforeFrame: () => void) {
    super();
    this.#beforeFrame = beforeFrame;
  }

  override start(draw?: () => void): void {
    super.start(() => {
      this.#beforeFrame();
      draw?.();
    }, frameEveryMs);
  }
}
