import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectPressed, useReviewPages } from "./review-pages.ts";

const { openFile } = useReviewPages();

/** Clips take their time, and a loaded machine more. */
const patient = { timeout: 20_000 };

interface Side {
  readonly time: number;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  readonly clip: string | undefined;
}

/** What the two clips do at this moment. */
const sides = (page: Page): Promise<Side[]> =>
  page.evaluate<Side[]>(`[...document.querySelectorAll(".sides video")].map((video) => ({
    time: video.currentTime,
    isPaused: video.paused && !video.seeking,
    isMuted: video.muted,
    clip: video.dataset.url?.split("/").at(-1),
  }))`);

test("two takes are played side by side in step, and chosen between, by keyboard alone", async () => {
  const { page, faults } = await openFile();
  await page.keyboard.press("c");
  const compare = page.getByRole("dialog", { name: "Two takes of sc010, side by side" });
  await compare.waitFor();
  expect((await sides(page)).map(({ clip }) => clip)).toEqual(["sc010.mp4", "sc010_t02.mp4"]);
  await page.keyboard.press(" ");
  await compare.getByRole("button", { name: "Pause both clips" }).waitFor();
  const leastTime = async (): Promise<number> => Math.min(...(await sides(page)).map(({ time }) => time));
  await expect.poll(leastTime, patient).toBeGreaterThan(1);
  // Two sounds at once are none.
  expect((await sides(page)).map(({ isMuted }) => isMuted)).toEqual([false, true]);
  await page.keyboard.press(" ");
  const stopped = async (): Promise<number> => {
    await expect.poll(async () => (await sides(page)).every(({ isPaused }) => isPaused), patient).toBe(true);
    const [left, right] = await sides(page);
    expect(left?.time).toBe(right?.time);
    return left?.time ?? Number.NaN;
  };
  const time = await stopped();
  await page.keyboard.press(".");
  expect(await stopped()).toBeCloseTo(time + 1 / 24, 4);
  await page.keyboard.press("Home");
  expect(await stopped()).toBeCloseTo(0.5 / 24, 4);
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await sides(page))[1]?.clip, patient).toBe("sc010_t03.mp4");
  expect(await stopped()).toBeCloseTo(0.5 / 24, 4);
  await page.keyboard.press("r");
  await compare.getByRole("status").getByText("Take 3 of sc010 is sent back.").waitFor();
  await page.keyboard.press("x");
  await expect
    .poll(async () => (await sides(page)).map(({ clip }) => clip))
    .toEqual(["sc010_t03.mp4", "sc010.mp4"]);
  await page.keyboard.press("2");
  await page.keyboard.press("j");
  await page.getByRole("dialog", { name: "Two takes of sc020, side by side" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectPressed(page, "Choose take 2 of sc010");
  await expectPressed(page, "Send back take 3 of sc010");
  expect(faults).toEqual([]);
});

test("a shot with one clip has nothing to compare, and says so", async () => {
  const { page } = await openFile();
  await page.keyboard.press("End");
  await page.keyboard.press("c");
  await page.getByRole("status").getByText("sc040 has no two clips to compare.").waitFor();
  expect(await page.getByRole("button", { name: "Compare takes of sc040" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Compare takes of sc020" }).count()).toBe(1);
});

test("from the film, the comparison leads back into the film", async () => {
  const { page } = await openFile();
  await page.keyboard.press("p");
  await page.getByRole("dialog", { name: "The film" }).locator("video[data-front]").waitFor();
  await page.keyboard.press("c");
  const compare = page.getByRole("dialog", { name: "Two takes of sc010" });
  await page.getByRole("combobox", { name: "Right clip" }).selectOption({ label: "Take 3" });
  await expect.poll(async () => (await sides(page))[1]?.clip, patient).toBe("sc010_t03.mp4");
  await compare.getByRole("button", { name: "Choose take 3 of sc010" }).click();
  await expectPressed(compare, "Choose take 3 of sc010");
  await page.getByRole("button", { name: "Close the comparison" }).click();
  const film = page.getByRole("dialog", { name: "The film" });
  await film.locator(".player-name", { hasText: "sc010" }).waitFor();
  await film.getByRole("button", { name: "Choose take 3 of sc010", pressed: true }).waitFor();
});
