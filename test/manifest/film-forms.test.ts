import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filmFolder, flatForm } from "../../scripts/film-forms.ts";
import { loadStoryboard } from "../../src/manifest/load-storyboard.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

async function load(file: string) {
  const loaded = await loadStoryboard({ file });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  return loaded.value;
}

test("a film moved from scenes to the flat form, or back, renders nothing again", async () => {
  const folder = temporaryFolder();
  cpSync(filmFolder, folder, { recursive: true });
  const rich = await load(join(folder, "salt.yaml"));
  expect(rich.warnings).toEqual([]);
  expect(new Set(rich.jobs.map(({ id }) => id)).size).toBe(60);
  writeFileSync(join(folder, "flat.yaml"), flatForm(rich.jobs, "Salt"));
  const flat = await load(join(folder, "flat.yaml"));
  const seen = ({ jobs }: typeof rich) =>
    jobs.map(({ id, take, clip, fingerprint, inputs, request }) => ({
      id,
      take,
      clip,
      fingerprint,
      inputs,
      request,
    }));
  expect(seen(flat)).toEqual(seen(rich));
});
