import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { pageHtml } from "../../src/review/page/page-html.ts";
import { readPageParts } from "../../src/review/page/page-parts.ts";
import { longFilm } from "./long-film.ts";
import { currentShot, expectPressed, useReviewPages } from "./review-pages.ts";
import { hostile } from "./review-stage.ts";

const { stage, open: openPage, openFile, serve } = useReviewPages();

/** What the choices file says, by shot. */
function picks(text: string): Record<string, Record<string, unknown>> {
  return parse(text)?.shots ?? {};
}

async function chosenTakes(): Promise<string[]> {
  const { stdout } = await stage().run("status", "--json");
  const { shots } = statusSchema.parse(JSON.parse(stdout));
  return shots.filter(({ chosen }) => chosen).map(({ id, take }) => `${id}/${take}`);
}

interface Placed {
  getBoundingClientRect(): { readonly top: number };
}

describe("the page as a file", () => {
  test("is gone through and decided on by keyboard alone, and offers the choices file with its comments", async () => {
    const comment = "# Lena and Tom decide\nversion: 1\nshots:\n  sc040: { note: too bright }\n";
    writeFileSync(join(stage().folder, "film.picks.yaml"), comment);
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
    writeFileSync(join(stage().folder, "film.picks.yaml"), text);
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
      join(stage().folder, "film.picks.yaml"),
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
          .first()
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
    await page.keyboard.press("r");
    await filter("Sent back 1").click();
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc020"]);
    await filter("Changed 0").click();
    await page.getByText("No shot is like that.").waitFor();
  });

  test("shows what was wanted beside what came, the takes side by side, and what they cost", async () => {
    const { page } = await openFile();
    const card = page.getByRole("article", { name: "sc010" });
    expect(await card.locator(".wanted figcaption").allTextContents()).toEqual(["first frame", "last frame"]);
    const tops = await card
      .locator(".take .screen")
      .evaluateAll((all) => all.map((one) => (one as unknown as Placed).getBoundingClientRect().top));
    expect(tops.length).toBe(3);
    expect(new Set(tops).size).toBe(1);
    const facts = await card.locator(".take .facts").first().textContent();
    expect(facts).toMatch(/5 s/);
    expect(facts).toContain("0.35 USD");
    expect(await card.locator(".prompt").textContent()).toBe(hostile);
  });

  test("shows what was edited since the clip, word by word, and what it was before", async () => {
    const file = join(stage().folder, "film.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("The boat sails", "The red boat sails home"));
    const { page } = await openFile();
    await page.getByRole("button", { name: "Changed 1", exact: true }).click();
    expect(await page.locator("article h3").allTextContents()).toEqual(["sc020"]);
    const changes = page.locator("#shot-sc020 .changes");
    expect(await changes.locator("ins").allTextContents()).toEqual(["red ", "sails home"]);
    expect((await stage().run("render")).code).toBe(1);
    const after = await openFile();
    await after.page.getByText("Rendered otherwise than the version before").waitFor();
    await after.page.keyboard.press("j");
    await after.page.keyboard.press("c");
    const versions = after.page.getByRole("combobox", { name: "Right clip" }).locator("option");
    expect(await versions.allTextContents()).toEqual([
      "Take 1",
      "Take 1, version 1",
      "Take 2",
      "Take 2, version 1",
    ]);
  });
});

describe("the page with its server", () => {
  test("writes what is decided at once, and every other page of the film shows it", async () => {
    writeFileSync(join(stage().folder, "film.picks.yaml"), "# ours\nversion: 1\n");
    const url = await serve();
    const first = await openPage(url);
    const second = await openPage(url);
    await first.page.getByRole("button", { name: "Choose take 2 of sc020" }).click();
    await expectPressed(second.page, "Choose take 2 of sc020");
    await expect.poll(() => picks(stage().picks()).sc020).toMatchObject({ take: 2, by: "lena" });
    await second.page.getByRole("button", { name: "Send back take 1 of sc010" }).click();
    await expectPressed(first.page, "Send back take 1 of sc010");
    await first.page.locator("#shot-sc040 textarea").fill(hostile);
    await first.page.locator("#shot-sc040 textarea").press("Enter");
    await expect.poll(() => picks(stage().picks()).sc040).toMatchObject({ note: hostile });
    await first.page.reload();
    await expectPressed(first.page, "Choose take 2 of sc020");
    expect(await first.page.locator("#shot-sc040 textarea").inputValue()).toBe(hostile);
    expect(stage().picks()).toContain("# ours");
    expect(await chosenTakes()).toEqual(["sc010/2", "sc020/2", "sc040/1"]);
    expect([...first.faults, ...second.faults]).toEqual([]);
    expect(
      [...first.asked, ...second.asked].filter((one) => !one.startsWith(url) && one !== "data:,"),
    ).toEqual([]);
  });

  test("shows what a command decides, and what comes while a render goes on", async () => {
    const url = await serve();
    const { page, faults } = await openPage(url);
    await stage().run("pick", "sc010", "3");
    await expectPressed(page, "Choose take 3 of sc010");
    expect(await page.locator("#shot-sc030 video").count()).toBe(0);
    stage().server.faults.clear();
    expect((await stage().run("retry")).code).toBe(0);
    await page.getByRole("button", { name: "Choose take 1 of sc030" }).waitFor();
    await page.locator("#shot-sc030 video").waitFor();
    expect(faults).toEqual([]);
  });

  test("is reloaded while a render goes on, and loses nothing of what was decided or came", async () => {
    const url = await serve();
    const { page, faults } = await openPage(url);
    stage().server.faults.clear();
    const retried = stage().run("retry");
    await page.keyboard.press("2");
    await expectPressed(page, "Choose take 2 of sc010");
    await expect.poll(() => picks(stage().picks()).sc010).toMatchObject({ take: 2 });
    await page.reload();
    await expectPressed(page, "Choose take 2 of sc010");
    expect((await retried).code).toBe(0);
    await page.getByRole("button", { name: "Choose take 1 of sc030" }).waitFor();
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
    expect(stage().picks()).toBe("");
  });
});

test("of 500 shots the page loads what is near the view", async () => {
  const film = longFilm(500, () => "./clips/sc010.mp4");
  const html = pageHtml(film, readPageParts(), "file");
  const file = join(stage().folder, "long.html");
  writeFileSync(file, html);
  const { page, faults } = await openPage(pathToFileURL(file).href);
  await page.locator("#shot-sh0001 video").waitFor();
  await expect.poll(() => page.locator("article").count(), { timeout: 20_000 }).toBe(500);
  expect(await page.locator("video").count()).toBeLessThan(12);
  await page.keyboard.press("End");
  await page.locator("#shot-sh0500 video").waitFor();
  expect(await currentShot(page)).toBe("sh0500");
  await expect.poll(() => page.locator("video").count()).toBeLessThan(12);
  expect(faults).toEqual([]);
});
