import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Cost } from "../../src/film/cost.ts";
import { pageHtml } from "../../src/run-report/page/page-html.ts";
import type { ReportRow, RunReport } from "../../src/run-report/run-report.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { reviewStage } from "../review/review-stage.ts";
import { launchBrowser, openWatched, type WatchedPage } from "../testkit/browser.ts";

/** Would run, were it ever taken for markup, in text, in an attribute or in a style. */
const hostile = `"></title></style></svg><script>window.isHacked = true</script><img src="https://x.example/" onerror="window.isHacked = true">' onload='window.isHacked = true'`;

const begin = Date.UTC(2026, 10, 24, 21);

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

/** `word` is wherever a text can come from: storyboard, lockfile, provider. */
function reportWith(takes: number, word = "word"): RunReport {
  const rows = Array.from({ length: takes }, (_, index) => rowOf(index, word));
  const cost: Cost = {
    currency: word,
    spent: 0.3,
    uncertain: 0.1,
    rejected: 0.1,
    superseded: 0.1,
    unpriced: 1,
    rows: [{ key: word, clips: 3, seconds: 15, amount: 0.3 }],
  };
  const spent = { amount: 0.3, currency: word };
  return {
    title: word,
    storyboard: word,
    isRehearsal: false,
    shown: 1,
    timeline: {
      source: "record",
      from: begin,
      to: begin + takes * 1000 + 9000,
      rows,
      run: { command: word, isWhole: false, isFull: true, broken: 3, stopped: word, uploadedBytes: 0 },
    },
    runs: [1, 2].map((number) => ({ number, command: word, startedAt: begin, endedAt: begin + 1, spent })),
    money: { kind: "summed", byScene: cost, byModel: cost, byDay: cost },
  };
}

function rowOf(index: number, word: string): ReportRow {
  const from = begin + index * 1000;
  const id = index === 0 ? word : `sh${index}`;
  return {
    id,
    take: 1,
    spans: [
      { phase: "clip_wait", from: begin, to: from },
      { phase: "upload", from, to: from + 1000 },
      { phase: "generation", from: from + 1000, to: from + 7000 },
      { phase: "download", from: from + 7000, to: from + 8000 },
    ].filter(({ to, from: since }) => to > since) as ReportRow["spans"],
    retries: [{ at: from + 500, step: "upload", code: word, delayMs: 100 }],
    outcome: index === 2 ? "failed" : "done",
    code: index === 2 ? word : undefined,
    waitedFor: index === 1 ? [{ id: word, take: 1 }] : [],
    scene: word,
    model: word,
    taskId: word,
    price: { amount: 0.1, currency: word },
  };
}

async function openReport(report: RunReport, width = 1280): Promise<WatchedPage> {
  const file = join(temporaryFolder(), "film.report.html");
  writeFileSync(file, pageHtml(report, begin));
  const watched = await openWatched(browser, pathToFileURL(file).href, { viewport: { width, height: 800 } });
  onTestFinished(() => watched.page.context().close());
  return watched;
}

/** It asked for nothing but itself, and its policy had nothing to forbid. */
function expectAlone({ faults, asked }: WatchedPage): void {
  expect(faults).toEqual([]);
  expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
}

test("hostile texts are texts, wherever they come from", async () => {
  const watched = await openReport(reportWith(5, hostile));
  const { page } = watched;
  expect(await page.title()).toBe(`${hostile} · report`);
  expect(await page.locator("h1").textContent()).toBe(hostile);
  expect(await page.locator("#t1 .name a").textContent()).toBe(hostile);
  expect(await page.locator("#t2 .name small").textContent()).toBe(`waited for ${hostile}`);
  expect(await page.locator("#t3 .end small").textContent()).toBe(hostile);
  expect(await page.locator("#f1 td").last().textContent()).toBe(hostile);
  expect(await page.locator("script, img, [onload], [onerror], [style]").count()).toBe(0);
  expect(await page.evaluate("window.isHacked")).toBeUndefined();
  expectAlone(watched);
});

test("a rendered film's page opens from the disk, with a title and a failure that would run", async () => {
  const stage = await reviewStage();
  expect((await stage.run("report")).code).toBe(0);
  const url = pathToFileURL(join(stage.folder, "film.report.html")).href;
  const watched = await openWatched(browser, url);
  onTestFinished(() => watched.page.context().close());
  const { page } = watched;
  expect(await page.locator("h1").textContent()).toContain("isHacked = true");
  expect(await page.locator(".rows .row").count()).toBe(7);
  expect(await page.locator(".o-failed").first().textContent()).toContain("failed");
  expect(await page.evaluate("window.isHacked")).toBeUndefined();
  expectAlone(watched);
});

test("the policy alone would keep a script from running that got into the page", async () => {
  const file = join(temporaryFolder(), "film.report.html");
  const html = pageHtml(reportWith(1), begin);
  writeFileSync(file, html.replace("</main>", "<script>window.isHacked = true</script></main>"));
  const { page, faults } = await openWatched(browser, pathToFileURL(file).href);
  onTestFinished(() => page.context().close());
  expect(await page.evaluate("window.isHacked")).toBeUndefined();
  expect(faults.join()).toContain("Content Security Policy");
});

describe.each([400, 1600])("at a width of %i", (width) => {
  test("nothing is cut off at the side, and every phase of a take is drawn where it was", async () => {
    const watched = await openReport(reportWith(8), width);
    const { page } = watched;
    const beyond = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect(beyond).toBeLessThanOrEqual(0);
    const boxOf = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      if (box === null) throw new Error(`${selector} is not drawn`);
      return box;
    };
    const bar = await boxOf("#t5 .bar");
    const generation = await boxOf("#t5 .p-generation");
    // From second 5 to 11, of 17.
    expect((generation.x - bar.x) / bar.width).toBeCloseTo(5 / 17, 2);
    expect(generation.width / bar.width).toBeCloseTo(6 / 17, 2);
    expect(await page.locator("#t5 .bar").getAttribute("aria-label")).toBe(
      "waiting for a clip 4.0 s, upload 1.0 s, generation 6.0 s, download 1.0 s",
    );
    expectAlone(watched);
  });
});

test("drawing and table lead to each other by keyboard, and what waited leads to what it waited for", async () => {
  const { page } = await openReport(reportWith(8));
  await page.locator("#t4 .name a").press("Enter");
  expect(page.url()).toMatch(/#f4$/);
  await page.locator("#f4 a").press("Enter");
  expect(page.url()).toMatch(/#t4$/);
  await page.locator("#t2 .name small a").press("Enter");
  expect(page.url()).toMatch(/#t1$/);
});

test("a film of five hundred shots is drawn as far as it is in view, and its table waits to be opened", async () => {
  const { page } = await openReport(reportWith(500));
  expect(await page.locator(".rows .row").count()).toBe(500);
  expect(await page.locator("#f500").isVisible()).toBe(false);
  await page.locator("summary").press("Enter");
  expect(await page.locator("#f500").isVisible()).toBe(true);
  await page.locator("#t500").scrollIntoViewIfNeeded();
  expect(await page.locator("#t500 .p-generation").boundingBox()).not.toBeNull();
});

test("what is not known is said", async () => {
  const { page } = await openReport(reportWith(3));
  const notes = await page.getByRole("note").allTextContents();
  expect(notes.join()).toMatch(
    /ends before the run did.*as large as it may be.*3 lines.*1 paid clip without a price/,
  );
});
