import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { traceOf } from "../../src/run-report/trace.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { launchBrowser, openWatched } from "../testkit/browser.ts";
import { chain, reportOf, timelineOf } from "./made-timeline.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

/** The page of speedscope, a viewer of traces that others keep up. */
const viewer = pathToFileURL(createRequire(import.meta.url).resolve("speedscope/dist/release/index.html"));

/** What the viewer's table says of the thread in view: each slice's name and length, the longest first. */
async function slicesIn(page: Page): Promise<readonly string[]> {
  await page.getByText("Sandwich").click();
  const rows = await page.locator("tr", { hasText: "{" }).allInnerTexts();
  return rows.map((row) => {
    const [, length = "", name = ""] = /^(\S+) .*\t(.*) \{/s.exec(row) ?? [];
    return `${name} ${length}`;
  });
}

test("a viewer that others wrote opens the trace, with a thread for each take and its phases at their lengths", async () => {
  const file = join(temporaryFolder(), "film.trace.json");
  writeFileSync(file, JSON.stringify(traceOf(reportOf(timelineOf(chain)))));
  const { page, faults } = await openWatched(browser, viewer.href);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText("(1/3)").click();
  expect(await page.locator("tr").allInnerTexts()).toEqual([
    expect.stringContaining("Name"),
    expect.stringContaining("film.yaml (pid 1), a (tid 1)"),
    expect.stringContaining("film.yaml (pid 1), b (tid 2)"),
    expect.stringContaining("film.yaml (pid 1), c (tid 3)"),
  ]);
  await page.keyboard.press("Escape");
  expect(await slicesIn(page)).toEqual([
    "generation 35.00s",
    "download 5.00s",
    "queue 4.00s",
    "submit 3.00s",
    "waits for its turn 2.00s",
    "upload 1.00s",
  ]);
  await page.keyboard.press("n");
  await page.getByText("(2/3)").waitFor();
  expect(await slicesIn(page)).toContain("waits for a clip 50.00s");
  expect(faults).toEqual([]);
});
