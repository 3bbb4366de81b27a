import type { CDPSession, Page } from "playwright-core";

/** What the browser's own trace says of the frames of a while. */
export interface Frames {
  readonly drawn: number;
  /** Frames in which the page was late: what was new in it came with a later one. */
  readonly dropped: number;
  /** Of the dropped ones, those in which the picture moved all the same. */
  readonly moved: number;
}

interface TraceEvent {
  readonly name: string;
  readonly args?: { readonly hasPartialUpdate?: boolean };
}

/** A fast wheel; a page of 500 shots takes about a minute and a half. */
const pixelsPerSecond = 3_000;

/** Scrolls the whole page down, and counts the frames meanwhile. Nothing else is asked of the page. */
export async function scrollDown(page: Page, session: CDPSession): Promise<Frames> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const ended = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  const height = await heightOf(page);
  await session.send("Tracing.start", { categories: "disabled-by-default-devtools.timeline.frame" });
  await scrollBy(session, -height);
  await session.send("Tracing.end");
  await ended;
  const named = (name: string) => events.filter((event) => event.name === name);
  const dropped = named("DroppedFrame");
  return {
    drawn: named("DrawFrame").length,
    dropped: dropped.length,
    moved: dropped.filter(({ args }) => args?.hasPartialUpdate === true).length,
  };
}

/** Scrolls from the end to the top in steps, and calls back after each. */
export async function scrollUp(page: Page, session: CDPSession, onStep: () => Promise<void>): Promise<void> {
  const height = await heightOf(page);
  const steps = 10;
  for (let step = 0; step < steps; step += 1) {
    await scrollBy(session, Math.ceil(height / steps));
    await onStep();
  }
}

async function heightOf(page: Page): Promise<number> {
  return await page.evaluate<number>("document.documentElement.scrollHeight - innerHeight");
}

async function scrollBy(session: CDPSession, yDistance: number): Promise<void> {
  await session.send("Input.synthesizeScrollGesture", {
    x: 600,
    y: 400,
    yDistance,
    speed: pixelsPerSecond,
    gestureSourceType: "mouse",
  });
}
