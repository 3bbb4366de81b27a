import { expect, test } from "vitest";
import { success } from "../../src/base/result.ts";
import type { Job } from "../../src/manifest/job.ts";
import { framedJob, render, rig } from "../fakes/run-harness.ts";
import { tinyPng } from "../fakes/tiny-png.ts";

test("many frames are fitted a few at a time, since each takes the memory of all its pixels", async () => {
  const on = await rig();
  const jobs = Array.from({ length: 8 }, (_, index): Job => {
    const job = framedJob(`sh${index}`, on.folder, { [`${index}.png`]: `picture ${index}` });
    const fit = { mode: "crop", aspect: "16:9" } as const;
    return { ...job, pictures: job.pictures.map((picture) => ({ ...picture, fit })) };
  });
  let [now, most] = [0, 0];
  const { outcome } = await render(on, jobs, {
    fitter: {
      fit: async (bytes) => {
        now += 1;
        most = Math.max(most, now);
        // Whatever else would begin begins meanwhile.
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return success({ bytes: tinyPng(Buffer.from(bytes).toString()), mimeType: "image/png" });
      },
    },
  });
  expect(outcome.counts.done).toBe(8);
  expect(on.server.ledger.requests.filter(({ kind }) => kind === "upload")).toHaveLength(8);
  expect(most).toBe(2);
});
