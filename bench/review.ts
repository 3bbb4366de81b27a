/**
 * Opens the review page of a film of 500 shots in a browser without a window and prints when its first clip shows a picture,
 * what the browser's own trace says of the frames while it is scrolled from end to end, and what it holds meanwhile:
 * `npm run bench:review`.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CDPSession, Page } from "playwright-core";
import { pageHtml } from "../src/review/page/page-html.ts";
import { readPageParts } from "../src/review/page/page-parts.ts";
import { makeClip } from "../test/cut/made-clips.ts";
import { longFilm } from "../test/review/long-film.ts";
import { launchBrowser } from "../test/testkit/browser.ts";
import { median } from "./harness/numbers.ts";

const shotCount = 500;
const openings = 7;
/** A fast wheel; the whole page takes about a minute and a half. */
const pixelsPerSecond = 3_000;

/** Writes the page and a clip of its own for each shot. Gives the page's address. */
async function writeFilm(folder: string): Promise<string> {
  mkdirSync(join(folder, "clips"));
  const one = join(folder, "one.mp4");
  await makeClip(one, { frames: 120, width: 1280, height: 720, grey: (index) => 30 + index });
  const film = longFilm(shotCount, (id) => `./clips/${id}.mp4`);
  for (const { id } of film.shots) copyFileSync(one, join(folder, "clips", `${id}.mp4`));
  const file = join(folder, "film.review.html");
  writeFileSync(file, pageHtml(film, readPageParts(), "file"));
  return pathToFileURL(file).href;
}

/** Runs before the page's own script: notes when a clip has shown its first picture, in ms since the opening began. */
const watchFirstPicture = `
  new MutationObserver((_, observer) => {
    const video = document.querySelector("video");
    if (video === null) return;
    observer.disconnect();
    video.requestVideoFrameCallback(() => { window.firstPictureMs = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

async function firstPicture(page: Page, address: string): Promise<number> {
  await page.goto(address);
  for (;;) {
    const found = await page.evaluate<number | null>("window.firstPictureMs ?? null");
    if (found !== null) return found;
    await page.waitForTimeout(20);
  }
}

interface Held {
  readonly heapMegabytes: number;
  readonly videos: number;
}

async function held(page: Page, session: CDPSession): Promise<Held> {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
  return { heapMegabytes: heap / 1e6, videos: await page.locator("video").count() };
}

interface TraceEvent {
  readonly name: string;
}

/** Scrolls the whole page down. Gives how many frames were drawn and dropped, by the browser's own trace. */
async function scrollDown(
  page: Page,
  session: CDPSession,
): Promise<{ drawn: number; dropped: number; most: Held }> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const ended = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.start", { categories: "disabled-by-default-devtools.timeline.frame" });
  let most: Held = { heapMegabytes: 0, videos: 0 };
  const height = await page.evaluate<number>("document.documentElement.scrollHeight - innerHeight");
  const steps = 10;
  for (let step = 0; step < steps; step += 1) {
    await session.send("Input.synthesizeScrollGesture", {
      x: 600,
      y: 400,
      yDistance: -Math.ceil(height / steps),
      speed: pixelsPerSecond,
      gestureSourceType: "mouse",
    });
    const now = await held(page, session);
    most = {
      heapMegabytes: Math.max(most.heapMegabytes, now.heapMegabytes),
      videos: Math.max(most.videos, now.videos),
    };
  }
  await session.send("Tracing.end");
  await ended;
  const count = (name: string): number => events.filter((event) => event.name === name).length;
  return { drawn: count("DrawFrame"), dropped: count("DroppedFrame"), most };
}

const folder = mkdtempSync(join(tmpdir(), "review-bench-"));
const browser = await launchBrowser();
try {
  const address = await writeFilm(folder);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watchFirstPicture);
  const times: number[] = [];
  for (let nth = 0; nth < openings; nth += 1) {
    const page = await context.newPage();
    times.push(await firstPicture(page, address));
    await page.close();
  }
  const page = await context.newPage();
  await firstPicture(page, address);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const before = await held(page, session);
  const { drawn, dropped, most } = await scrollDown(page, session);
  const rows: readonly (readonly [string, string])[] = [
    ["first clip's first picture after opening, median of 7", `${(median(times) / 1000).toFixed(2)} s`],
    ["frames drawn while scrolling from end to end", String(drawn)],
    ["frames dropped meanwhile, by the browser's trace", String(dropped)],
    [
      "script memory before, and at most meanwhile",
      `${before.heapMegabytes.toFixed(1)}, ${most.heapMegabytes.toFixed(1)} MB`,
    ],
    ["clips loaded before, and at most meanwhile", `${before.videos}, ${most.videos} of ${shotCount}`],
  ];
  console.log("| 500 shots | |\n|---|---:|");
  for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
