import { afterEach, expect, test } from "vitest";
import type { Listener } from "../../src/rehearsal/server/listen.ts";
import { startRehearsalServer } from "../../src/rehearsal/server/server.ts";
import { balance, call, dawn, query, rawGet, submitted, upload } from "./api.ts";

let server: Listener;
afterEach(() => server.close());

test("a submit becomes a clip, which is let go once it was fetched, and made again for whoever asks again", async () => {
  const made: string[] = [];
  const clips = {
    make: async ({ taskId }: { readonly taskId: string }) => {
      made.push(taskId);
      return [Buffer.from(`clip ${made.length} `.repeat(100_000))];
    },
  };
  server = await startRehearsalServer({ clips, generationMs: () => 0 });
  const id = await submitted(server, dawn);
  const answered = await query(server, id);
  expect(answered.json).toMatchObject({ id, status: "completed" });
  const url = answered.json.result?.data[0]?.url ?? "";
  expect((await rawGet(url, { range: "bytes=0-5" })).bytes.toString()).toBe("clip 1");
  expect((await rawGet(url)).bytes.subarray(0, 6).toString()).toBe("clip 1");
  expect((await rawGet(url)).bytes.subarray(0, 6).toString()).toBe("clip 2");
  expect(made).toEqual([id, id]);
});

test("a rehearsal costs nothing, and there is no end to its money", async () => {
  server = await startRehearsalServer({ clips: { instant: true, make: () => [] }, generationMs: () => 0 });
  for (let count = 0; count < 3; count += 1) await submitted(server);
  expect((await balance(server)).json).toMatchObject({ unlimited_quota: true, used_balance: 0 });
});

test("what is not of the API is refused, in the documented form", async () => {
  server = await startRehearsalServer({ clips: { make: () => [] }, generationMs: () => 0 });
  expect(await call(`${server.url}/v1/images`)).toMatchObject({
    status: 404,
    json: { error: { code: 404 } },
  });
  expect((await upload(server, Buffer.from("not a picture"))).status).toBe(400);
});
