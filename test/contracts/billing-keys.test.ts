import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { billingKeys } from "../../src/contracts/billing-keys.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";

const library = await openPackagedContracts();

function keysOf(name: string): ReturnType<typeof billingKeys> {
  const contract = library.find(name);
  if (!contract.ok) throw new Error(name);
  return billingKeys(contract.value);
}

test("a contract lists what its clips can be billed as, and nothing else", () => {
  expect(keysOf("kling-v3")).toEqual({
    listed: ["kling-v3 720P+Sound", "kling-v3 720P", "kling-v3 1080P+Sound", "kling-v3 1080P"],
    isOpen: false,
  });
  expect(keysOf("gemini_omni_flash").listed).toContain("gemini_omni_flash 720P");
});

test("whatever the valid storyboards are billed as is on their contracts' lists", async () => {
  const folder = join(import.meta.dirname, "..", "..", "specs", "batches", "valid");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".yaml"))) {
    const loaded = await loadStoryboard({ file: join(folder, name) });
    if (!loaded.ok) throw new Error(name);
    for (const { billing, inputs } of loaded.value.jobs) {
      const { listed, isOpen } = keysOf(String(inputs.model));
      expect(isOpen || listed.includes(billing.key), `${name}: ${billing.key}`).toBe(true);
    }
  }
});
