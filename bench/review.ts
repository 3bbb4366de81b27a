/**
 * Opens the review page of a film of 500 shots in a browser without a window and prints when its first clip shows a picture,
 * what the browser's own trace says of the frames while it is scrolled from end to end, and what it holds meanwhile. Beside it
 * what the browser does with a page of one video, and with plain empty boxes of the same size: `npm run bench:review`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { launchBrowser } from "../test/testkit/browser.ts";
import { median } from "./harness/numbers.ts";
import { writePages } from "./review/pages.ts";
import { type Frames, scrollDown, scrollUp } from "./review/trace.ts";

const shotCount = 500;
const openings = 9;

/** Runs before the page's own script: notes when a clip has shown its first picture, in ms since the opening began. */
const watchFirstPicture = `
  new MutationObserver((_, observer) => {
    const video = document.querySelector("video");
    if (video === null) return;
    observer.disconnect();
    video.requestVideoFrameCallback(() => { window.firstPictureMs = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

/** Milliseconds from opening to the first picture. */
async function firstPicture(page: Page, address: string): Promise<number> {
  await page.goto(address);
  for (;;) {
    const found = await page.evaluate<number | null>("window.firstPictureMs ?? null");
    if (found !== null) return found;
    await page.waitForTimeout(20);
  }
}

async function openAndClose(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  const ms = await firstPicture(page, address);
  await page.close();
  return ms;
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

const folder = mkdtempSync(join(tmpdir(), "review-bench-"));
const browser = await launchBrowser();
try {
  const pages = await writePages(folder, shotCount);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watchFirstPicture);
  const [own, floor]: [number[], number[]] = [[], []];
  // In turn, so that what else the machine does meets both.
  for (let nth = 0; nth < openings; nth += 1) {
    own.push(await openAndClose(context, pages.review));
    floor.push(await openAndClose(context, pages.oneVideo));
  }
  const page = await context.newPage();
  await firstPicture(page, pages.review);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const before = await held(page, session);
  const frames = await scrollDown(page, session);
  let most = before;
  await scrollUp(page, session, async () => {
    const now = await held(page, session);
    most = {
      heapMegabytes: Math.max(most.heapMegabytes, now.heapMegabytes),
      videos: Math.max(most.videos, now.videos),
    };
  });
  const after = await held(page, session);
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  await page.close();
  const plain = await context.newPage();
  await plain.goto(pages.boxes(Math.round(height / shotCount)));
  const boxes = await scrollDown(plain, await context.newCDPSession(plain));
  const framesText = ({ dropped, moved, drawn }: Frames): string =>
    `${dropped} of ${dropped + drawn}, ${moved} of them moved`;
  const rows: readonly (readonly [string, string, string])[] = [
    [
      `first clip's first picture after opening, median of ${openings}; floor: a page of one video`,
      `${(median(own) / 1000).toFixed(2)} s`,
      `${(median(floor) / 1000).toFixed(2)} s`,
    ],
    [
      "frames dropped while scrolling from end to end, by the browser's trace; floor: empty boxes",
      framesText(frames),
      framesText(boxes),
    ],
    [
      "script memory before, at most while scrolling back, and after",
      `${[before, most, after].map((one) => one.heapMegabytes.toFixed(1)).join(", ")} MB`,
      "",
    ],
    ["clips loaded before, and at most meanwhile", `${before.videos}, ${most.videos} of ${shotCount}`, ""],
  ];
  console.log("| 500 shots | the page | floor |\n|---|---:|---:|");
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
