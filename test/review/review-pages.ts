import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from "vitest";
import { startDailies } from "../cli/dailies.ts";
import { launchBrowser, openWatched, type WatchedPage } from "../testkit/browser.ts";
import { type ReviewStage, reviewStage } from "./review-stage.ts";

export interface ReviewPages {
  /** The rendered film of the test that runs. */
  stage(): ReviewStage;
  open(url: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** The page as a file, opened from the disk. */
  openFile(options?: BrowserContextOptions): Promise<WatchedPage>;
  /** Starts the page's server. Gives its address. */
  serve(): Promise<string>;
}

/** A browser for the tests of a file, and a rendered film for each of them. */
export function useReviewPages(): ReviewPages {
  let browser: Browser | undefined;
  let stage: ReviewStage | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    stage = await reviewStage();
  });
  const now = (): ReviewStage => {
    if (stage === undefined) throw new Error("no test runs");
    return stage;
  };
  const open: ReviewPages["open"] = async (url, options) => {
    if (browser === undefined) throw new Error("no test runs");
    const watched = await openWatched(browser, url, options);
    onTestFinished(() => watched.page.context().close());
    return watched;
  };
  return {
    stage: now,
    open,
    openFile: async (options) => {
      const { code, stderr } = await now().run("review");
      expect(stderr).toBe("");
      expect(code).toBe(0);
      return await open(pathToFileURL(join(now().folder, "film.review.html")).href, options);
    },
    serve: async () => {
      const serving = startDailies(["review", "film.yaml", "--serve", "--json", "--by", "lena"], {
        cwd: now().folder,
      });
      return await new Promise<string>((resolve) => {
        serving.child.stdout?.once("data", (line: string) => resolve(JSON.parse(line).url));
      });
    },
  };
}

export function currentShot(page: Page): Promise<string | null> {
  return page.locator("article[aria-current=true] h3").textContent();
}

export async function expectPressed(page: Page | Locator, name: string): Promise<void> {
  await page.getByRole("button", { name, pressed: true }).waitFor();
}
