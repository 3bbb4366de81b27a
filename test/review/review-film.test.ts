import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { currentShot, expectPressed, useReviewPages } from "./review-pages.ts";

const { stage, openFile } = useReviewPages();

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
  await page.locator("dialog.player").getByRole("button", { name: "Play the film", exact: true }).waitFor();
  expect(await page.evaluate("window.seen")).toEqual(["sc010", "sc020", "sc030", "sc040"]);
  expect(await page.evaluate("window.gaps")).toBe(0);
  await page.keyboard.press("Escape");
  await page.locator("dialog.player").waitFor({ state: "detached" });
  expect(await currentShot(page)).toBe("sc040");
  expect(faults).toEqual([]);
});

test("the film has of each clip the part from in to out, and shows nothing beside it", async () => {
  const file = join(stage().folder, "film.yaml");
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

/** Notes the times of the clip that is in front, with every frame that is drawn. */
const watchTimes = `{
  window.times = [];
  const look = () => {
    const front = document.querySelector(".stage video[data-front]");
    if (front !== null && !front.seeking && front.readyState >= 2) window.times.push(front.currentTime);
    if (document.querySelector("dialog.player") !== null) requestAnimationFrame(look);
  };
  look();
}`;

const frontTime = (page: Page): Promise<number> =>
  page.evaluate<number>(`document.querySelector(".stage video[data-front]")?.currentTime ?? -1`);

test("the film goes by pictures and seconds, faster and slower, and a shot again and again", async () => {
  const { page, faults } = await openFile();
  await page.keyboard.press("p");
  const film = page.getByRole("dialog", { name: "The film" });
  await film.locator("video[data-front]").waitFor();
  await film.getByRole("button", { name: "Pause the film" }).click();
  await page.keyboard.press("Home");
  await expect.poll(() => frontTime(page), { timeout: 20_000 }).toBe(0);
  for (const key of [".", ".", ","]) await page.keyboard.press(key);
  // The middle of the second picture.
  await expect.poll(() => frontTime(page), { timeout: 20_000 }).toBeCloseTo(1.5 / 24, 4);
  await film.getByText("picture 2").waitFor();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => frontTime(page), { timeout: 20_000 }).toBeCloseTo(1 + 1.5 / 24, 4);
  await film.getByText("0:01 of 0:20 · picture 26").waitFor();
  await page.keyboard.press("l");
  await page.keyboard.press("m");
  for (const _ of ["1.5", "2", "4"]) await page.keyboard.press(">");
  await film.getByRole("button", { name: "Speed 4×" }).waitFor();
  const set = await film
    .locator(".stage video")
    .evaluateAll((all) =>
      all.map((one) => [
        (one as unknown as { playbackRate: number }).playbackRate,
        (one as unknown as { muted: boolean }).muted,
      ]),
    );
  expect(set).toEqual([
    [4, true],
    [4, true],
  ]);
  await page.evaluate(watchTimes);
  await page.keyboard.press(" ");
  const hasBegunAnew = `window.times.some((time, at) => time < (window.times[at - 1] ?? 0) - 2)`;
  await expect.poll(() => page.evaluate(hasBegunAnew), { timeout: 20_000 }).toBe(true);
  await film.locator(".player-name", { hasText: "sc010" }).waitFor();
  await page.keyboard.press("l");
  await film.locator(".player-name", { hasText: "sc020" }).waitFor();
  expect(faults).toEqual([]);
});

test("what is decided in the film is said there, is about the take that is seen, and is kept", async () => {
  const { page, faults } = await openFile();
  await page.keyboard.press("p");
  const film = page.getByRole("dialog", { name: "The film" });
  await film.locator("video[data-front]").waitFor();
  await page.keyboard.press(" ");
  await page.keyboard.press("3");
  await film.getByRole("status").getByText("Take 3 of sc010 is chosen.").waitFor();
  await expectPressed(film, "Choose take 3 of sc010");
  await page.keyboard.press("j");
  await film.locator(".player-name", { hasText: "sc020" }).waitFor();
  await page.keyboard.press("r");
  await film.getByRole("status").getByText("Take 1 of sc020 is sent back.").waitFor();
  await page.keyboard.press("Escape");
  await film.waitFor({ state: "detached" });
  expect(await currentShot(page)).toBe("sc020");
  await expectPressed(page, "Send back take 1 of sc020");
  expect(faults).toEqual([]);
});
