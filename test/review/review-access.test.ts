import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useReviewPages } from "./review-pages.ts";

const { openFile } = useReviewPages();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds against the rules of WCAG 2.2, in words. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return await page.evaluate<string[]>(`axe
    .run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(" "))))`);
}

const laptop = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe.each([
  ["on a laptop, light", { ...laptop, colorScheme: "light" }],
  ["on a laptop, dark", { ...laptop, colorScheme: "dark" }],
  ["on a phone, dark", { ...phone, colorScheme: "dark" }],
] as const)("accessible %s", (_, options) => {
  test.each([
    ["the page, with a decision and a failure", ["2", "r"]],
    ["the help", ["?"]],
    ["the film", ["p", " "]],
    ["two takes side by side", ["c"]],
    ["a filter that nothing passes", ["[", "[", "[", "["]],
  ])("%s", async (_name, keys) => {
    const { page } = await openFile({ ...options, reducedMotion: "reduce" });
    await page.locator("#shot-sc010 .decide").first().waitFor();
    for (const key of keys) await page.keyboard.press(key);
    expect(await violations(page)).toEqual([]);
  });
});

test("whatever the tabulator comes to shows that it has the focus", async () => {
  const { page } = await openFile(laptop);
  await page.locator("#shot-sc040 .decide").waitFor();
  const seen = new Set<string>();
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    const { name, isShown } = await page.evaluate<{ name: string; isShown: boolean }>(`(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      const hasOutline = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return {
        name: one.localName + " " + (one.getAttribute("aria-label") ?? one.textContent),
        isShown: hasOutline || (one.localName === "article" && boxShadow !== "none"),
      };
    })()`);
    if (name.startsWith("body")) break;
    seen.add(name);
    expect(isShown, name).toBe(true);
  }
  expect([...seen].filter((name) => name.includes("sc040"))).not.toEqual([]);
});
