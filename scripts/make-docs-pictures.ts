/* Writes docs/pictures/: the review page of the example film, as a browser shows it, and its contact sheet. Takes a few minutes. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { launchBrowser } from "../test/testkit/browser.ts";
import { renderReviewFilm } from "./review-film.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = join(root, "docs", "pictures");
const command = join(root, "dist", "cli", "bin.js");

interface View {
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** What is done on the page before it is looked at. */
  readonly act: (page: Page) => Promise<void>;
}

const laptop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const views: readonly View[] = [
  { name: "review-page", options: { ...laptop, colorScheme: "light" }, act: async () => {} },
  { name: "review-takes", options: { ...laptop, colorScheme: "dark" }, act: (page) => press(page, "jjj2") },
  { name: "review-phone", options: { ...phone, colorScheme: "dark" }, act: (page) => press(page, "jjj") },
  {
    name: "review-film",
    options: { ...laptop, colorScheme: "dark" },
    act: async (page) => {
      await press(page, "jjjp");
      await page.locator(".stage video[data-front]").waitFor();
      await page.keyboard.press(" ");
    },
  },
  {
    name: "review-compare",
    options: { ...laptop, colorScheme: "dark" },
    act: async (page) => {
      await press(page, "jjjc");
      await page.getByRole("dialog").waitFor();
      await until(
        page,
        `[...document.querySelectorAll(".sides video")].every(({ readyState }) => readyState >= 2)`,
      );
      for (let picture = 0; picture < 36; picture += 1) await page.keyboard.press(".");
    },
  },
];

async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function take(browser: Browser, address: string, { name, options, act }: View): Promise<void> {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address);
  await act(page);
  // Every clip that is near shows its first picture, and nothing is said any more.
  await until(
    page,
    `document.querySelector("video") !== null && [...document.querySelectorAll("video[src]")].every(({ readyState }) => readyState >= 2) && [...document.images].every(({ complete }) => complete)`,
  );
  await until(
    page,
    `[...document.querySelectorAll(".said")].every((one) => getComputedStyle(one).visibility === "hidden")`,
  );
  const file = join(pictures, `${name}.png`);
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(file);
  await context.close();
  console.log(file);
}

async function drawSheet(storyboard: string): Promise<void> {
  const drawn = join(folder, "sheet.png");
  const scenes = ["--only", "sc010_*", "--only", "sc020_*"];
  execFileSync(process.execPath, [command, "sheet", storyboard, ...scenes, "--out", drawn]);
  const file = join(pictures, "film-sheet.png");
  await sharp(drawn).resize({ width: 1280 }).png({ palette: true, colours: 128, effort: 10 }).toFile(file);
  console.log(file);
}

/** The page's own policy lets nobody wait in it for a text to become true, so it is asked again. */
async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate(expression))) await page.waitForTimeout(50);
}

const folder = mkdtempSync(join(tmpdir(), "dailies-pictures-"));
const browser = await launchBrowser();
try {
  mkdirSync(pictures, { recursive: true });
  const storyboard = await renderReviewFilm(folder);
  execFileSync(process.execPath, [command, "review", storyboard]);
  const address = pathToFileURL(storyboard.replace(/\.yaml$/, ".review.html")).href;
  for (const view of views) await take(browser, address, view);
  await drawSheet(storyboard);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
