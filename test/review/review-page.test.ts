import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { pageHtml } from "../../src/review/page/page-html.ts";
import { readPageParts } from "../../src/review/page/page-parts.ts";
import { startDailies } from "../cli/dailies.ts";
import { launchBrowser, openWatched, type WatchedPage } from "../testkit/browser.ts";
import { longFilm } from "./long-film.ts";
import { hostile, type ReviewStage, reviewStage } from "./review-stage.ts";

let browser: Browser;
let stage: ReviewStage;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  stage = await reviewStage();
});

async function openPage(url: string): Promise<WatchedPage> {
  const watched = await openWatched(browser, url);
  onTestFinished(() => watched.page.context().close());
  return watched;
}

/** The page as a file, opened from the disk. */
async function openFile(): Promise<WatchedPage> {
  const { code, stderr } = await stage.run("review");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return await openPage(pathToFileURL(join(stage.folder, "film.review.html")).href);
}

async function serve(): Promise<string> {
  const serving = startDailies(["review", "film.yaml", "--serve", "--json", "--by", "lena"], {
    cwd: stage.folder,
  });
  const url = await new Promise<string>((resolve) => {
    serving.child.stdout?.once("data", (line: string) => resolve(JSON.parse(line).url));
  });
  return url;
}

const currentShot = (page: Page): Promise<string | null> =>
  page.locator("article[aria-current=true] h3").textContent();

/** What the choices file says, by shot. */
function picks(text: string): Record<string, Record<string, unknown>> {
  return parse(text)?.shots ?? {};
}

async function chosenTakes(): Promise<string[]> {
  const { stdout } = await stage.run("status", "--json");
  const { shots } = statusSchema.parse(JSON.parse(stdout));
  return shots.filter(({ chosen }) => chosen).map(({ id, take }) => `${id}/${take}`);
}

describe("the page as a file", () => {
  test("is gone through and decided on by keyboard alone, and offers the choices file with its comments", async () => {
    const comment = "# Lena and Tom decide\nversion: 1\nshots:\n  sc040: { note: too bright }\n";
    writeFileSync(join(stage.folder, "film.picks.yaml"), comment);
    const { page, faults, asked } = await openFile();
    expect(await page.locator("article").count()).toBe(4);
    expect(await currentShot(page)).toBe("sc010");
    await page.keyboard.press("2");
    await page.keyboard.press("j");
    expect(await currentShot(page)).toBe("sc020");
    await page.keyboard.press("r");
    await page.keyboard.press("n");
    await page.keyboard.type("jkr 2?");
    await page.keyboard.press("Enter");
    await page.keyboard.press("k");
    expect(await currentShot(page)).toBe("sc010");
    await expectPressed(page, "Choose take 2 of sc010");
    await expectPressed(page, "Send back take 1 of sc020");
    // The button is the first thing that the tabulator comes to.
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download film.picks.yaml" }).press("Enter");
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text).toContain("# Lena and Tom decide");
    expect(Object.keys(picks(text))).toEqual(["sc010", "sc020", "sc040"]);
    expect(picks(text).sc010).toMatchObject({ take: 2 });
    expect(picks(text).sc020).toMatchObject({ note: "jkr 2?", rejected: [{ take: 1 }] });
    writeFileSync(join(stage.folder, "film.picks.yaml"), text);
    expect(await chosenTakes()).toEqual(["sc010/2", "sc020/2", "sc040/1"]);
    expect(faults).toEqual([]);
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  });

  test("keeps what was decided on it over a reload, and names what is undone", async () => {
    const { page } = await openFile();
    await page.keyboard.press("3");
    await page.reload();
    await expectPressed(page, "Choose take 3 of sc010");
    await page.keyboard.press("u");
    await page.getByRole("button", { name: "Choose take 3 of sc010", pressed: false }).waitFor();
  });

  test("shows hostile texts as texts", async () => {
    writeFileSync(
      join(stage.folder, "film.picks.yaml"),
      `version: 1\nshots:\n  sc010: { note: ${JSON.stringify(hostile)} }\n`,
    );
    const { page, faults } = await openFile();
    expect(await page.title()).toContain(hostile);
    expect(await page.locator("h1").textContent()).toContain(hostile);
    expect(await page.locator("#shot-sc010 .prompt").textContent()).toBe(hostile);
    expect(await page.locator("#shot-sc010 textarea").inputValue()).toBe(hostile);
    expect(await page.locator("#shot-sc030 .problem").textContent()).toContain("isHacked = true");
    await expect
      .poll(() =>
        page
          .locator("#shot-sc010 .wanted img")
          .evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth),
      )
      .toBe(1);
    expect(await page.evaluate("window.isHacked")).toBeUndefined();
    expect(faults).toEqual([]);
  });

  test("filters shots by what is to be done, and says how many there are", async () => {
    const { page } = await openFile();
    const filter = (name: string) => page.getByRole("button", { name, exact: true });
    await filter("Failed 1").click();
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc030"]);
    await filter("To look at 3").click();
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc010", "sc020", "sc040"]);
    await page.getByRole("button", { name: "Choose take 1 of sc020" }).click();
    // A shot does not jump away from under the hand that chose it.
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc010", "sc020", "sc040"]);
    await filter("Chosen 1").click();
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc020"]);
  });

  test("plays the film through with the chosen takes, and always shows a picture", async () => {
    const { page, faults } = await openFile();
    await page.keyboard.press("2");
    await page.getByRole("button", { name: "Failed 1" }).waitFor();
    await page.keyboard.press("p");
    await page.locator("dialog.player[open]").waitFor();
    // The clips are long, so they are hurried; what is seen between them is looked at with every frame that is drawn.
    await page.evaluate(`{
      const videos = [...document.querySelectorAll(".stage video")];
      for (const video of videos) { video.defaultPlaybackRate = 8; video.playbackRate = 8; }
      window.seen = []; window.gaps = 0;
      const look = () => {
        const name = document.querySelector(".player-name strong")?.textContent;
        if (name === undefined) return;
        if (window.seen.at(-1) !== name) window.seen.push(name);
        const front = videos.find((video) => video.hasAttribute("data-front"));
        const isHeld = document.querySelector(".held") !== null;
        if (window.seen.length > 0 && !isHeld && window.hasBegun && !(front?.readyState >= 2)) window.gaps += 1;
        if (front?.readyState >= 2) window.hasBegun = true;
        requestAnimationFrame(look);
      };
      look();
    }`);
    await page.locator(".player-name", { hasText: "sc040" }).waitFor();
    await page.getByRole("button", { name: "Play the film", exact: true }).waitFor();
    expect(await page.evaluate("window.seen")).toEqual(["sc010", "sc020", "sc030", "sc040"]);
    expect(await page.evaluate("window.gaps")).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator("dialog.player").waitFor({ state: "detached" });
    expect(await currentShot(page)).toBe("sc040");
    expect(faults).toEqual([]);
  });
});

test("the film has of each clip the part from in to out, and shows nothing beside it", async () => {
  const file = join(stage.folder, "film.yaml");
  const text = readFileSync(file, "utf8");
  const given = (id: string, keys: string): ((text: string) => string) => {
    return (before) => before.replace(`- id: ${id}\n`, `- id: ${id}\n${keys}`);
  };
  const edits = [
    given("sc010", "    in: 1\n    out: 3\n"),
    given("sc020", "    in: 3\n"),
    given("sc040", "    out: 2\n"),
  ];
  writeFileSync(
    file,
    edits.reduce((now, edit) => edit(now), text),
  );
  const { page, faults } = await openFile();
  await page.keyboard.press("p");
  await page.locator("dialog.player[open]").waitFor();
  await page.evaluate(`{
    window.parts = {};
    const look = () => {
      const front = document.querySelector(".stage video[data-front]");
      if (front !== null && front.readyState >= 2 && !front.seeking) {
        const [id] = /sc0\\d0/.exec(front.dataset.url) ?? [];
        const known = window.parts[id] ??= [front.currentTime, front.currentTime];
        window.parts[id] = [Math.min(known[0], front.currentTime), Math.max(known[1], front.currentTime)];
      }
      if (document.querySelector("dialog.player") !== null) requestAnimationFrame(look);
    };
    look();
  }`);
  await page.locator(".player-name", { hasText: "sc040" }).waitFor();
  await page.locator("dialog.player").getByRole("button", { name: "Play the film", exact: true }).waitFor();
  const parts: Record<string, [number, number]> = await page.evaluate("window.parts");
  expect(Object.keys(parts)).toEqual(["sc010", "sc020", "sc040"]);
  for (const [id, from, to] of [
    ["sc010", 1, 3],
    ["sc020", 3, 5],
    ["sc040", 0, 2],
  ] as const) {
    const [first, last] = parts[id] ?? [0, 0];
    expect(first).toBeGreaterThanOrEqual(from - 0.01);
    // These clips have one picture a second, and browsers end with the last one's beginning.
    expect(last).toBeGreaterThan(to - 1);
    // One picture of a loaded machine's screen, and not a second of what is left out.
    expect(last).toBeLessThan(to + 0.5);
  }
  // Played to its end, the film begins anew at its first in.
  await page.keyboard.press(" ");
  await page.locator(".player-name", { hasText: "sc010" }).waitFor();
  expect(faults).toEqual([]);
});

describe("the page with its server", () => {
  test("writes what is decided at once, and every other page of the film shows it", async () => {
    writeFileSync(join(stage.folder, "film.picks.yaml"), "# ours\nversion: 1\n");
    const url = await serve();
    const first = await openPage(url);
    const second = await openPage(url);
    await first.page.getByRole("button", { name: "Choose take 2 of sc020" }).click();
    await expectPressed(second.page, "Choose take 2 of sc020");
    await expect.poll(() => picks(stage.picks()).sc020).toMatchObject({ take: 2, by: "lena" });
    await second.page.getByRole("button", { name: "Send back take 1 of sc010" }).click();
    await expectPressed(first.page, "Send back take 1 of sc010");
    await first.page.locator("#shot-sc040 textarea").fill(hostile);
    await first.page.locator("#shot-sc040 textarea").press("Enter");
    await expect.poll(() => picks(stage.picks()).sc040).toMatchObject({ note: hostile });
    await first.page.reload();
    await expectPressed(first.page, "Choose take 2 of sc020");
    expect(await first.page.locator("#shot-sc040 textarea").inputValue()).toBe(hostile);
    expect(stage.picks()).toContain("# ours");
    expect(await chosenTakes()).toEqual(["sc010/2", "sc020/2", "sc040/1"]);
    expect([...first.faults, ...second.faults]).toEqual([]);
    expect(
      [...first.asked, ...second.asked].filter((one) => !one.startsWith(url) && one !== "data:,"),
    ).toEqual([]);
  });

  test("shows what a command decides, and what comes while a render goes on", async () => {
    const url = await serve();
    const { page, faults } = await openPage(url);
    await stage.run("pick", "sc010", "3");
    await expectPressed(page, "Choose take 3 of sc010");
    expect(await page.locator("#shot-sc030 video").count()).toBe(0);
    stage.server.faults.clear();
    expect((await stage.run("retry")).code).toBe(0);
    await page.getByRole("button", { name: "Choose take 1 of sc030" }).waitFor();
    await page.locator("#shot-sc030 video").waitFor();
    expect(faults).toEqual([]);
  });

  test("decides about the clip that was looked at, and about no other", async () => {
    const url = await serve();
    const [sent = ""] = await Promise.all([
      fetch(`${url}decisions`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: new URL(url).origin },
        body: JSON.stringify({ kind: "choose", id: "sc010", take: 2, clip: "00000000" }),
      }).then((response) => response.text()),
    ]);
    expect(sent).toContain("take 2 of sc010 has another clip by now");
    expect(stage.picks()).toBe("");
  });
});

test("of 500 shots the page loads what is near the view", async () => {
  const film = longFilm(500, () => "./clips/sc010.mp4");
  const html = pageHtml(film, readPageParts(), "file");
  const file = join(stage.folder, "long.html");
  writeFileSync(file, html);
  const { page, faults } = await openPage(pathToFileURL(file).href);
  await page.locator("#shot-sh0001 video").waitFor();
  expect(await page.locator("article").count()).toBe(500);
  expect(await page.locator("video").count()).toBeLessThan(12);
  await page.keyboard.press("End");
  await page.locator("#shot-sh0500 video").waitFor();
  expect(await currentShot(page)).toBe("sh0500");
  await expect.poll(() => page.locator("video").count()).toBeLessThan(12);
  expect(faults).toEqual([]);
});

async function expectPressed(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, pressed: true }).waitFor();
}
