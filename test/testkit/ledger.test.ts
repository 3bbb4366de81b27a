import { afterEach, expect, test } from "vitest";
import { dawn, query, submit, submitted } from "../rehearsal/api.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
afterEach(() => server.close());

test("a wait ends as soon as its condition comes true", async () => {
  server = await startTestServer({ manual: true });
  const third = server.waitFor(({ ledger }) => ledger.paid === 3);
  for (let count = 0; count < 3; count += 1) await submit(server);
  await expect(third).resolves.toBeUndefined();
});

test("a wait whose condition never came true ends with the server", async () => {
  server = await startTestServer();
  const never = server.waitFor(() => false);
  const rejected = expect(never).rejects.toThrow(/closed before/);
  await server.close();
  await rejected;
  await expect(server.waitFor(() => true)).rejects.toThrow(/is closed/);
});

test("only the newest requests are kept, while counts go on", async () => {
  server = await startTestServer({ recordRequests: 2 });
  for (let count = 0; count < 6; count += 1) await submit(server, { ...dawn, prompt: `shot ${count}` });
  expect(server.ledger.counts.submit).toBe(6);
  expect(server.ledger.requests.length).toBeLessThan(4);
  expect(server.ledger.requests.at(-1)?.body?.prompt).toBe("shot 5");
});

test("no request is kept where none is wanted", async () => {
  server = await startTestServer({ recordRequests: 0 });
  await submit(server);
  expect(server.ledger.requests).toEqual([]);
  expect(server.ledger.counts.submit).toBe(1);
});

test("tasks are found by their prompt", async () => {
  server = await startTestServer();
  await submitted(server, { ...dawn, prompt: "a cat" });
  const id = await submitted(server, { ...dawn, prompt: "a lighthouse" });
  expect(server.ledger.tasksFor("lighthouse").map((task) => task.taskId)).toEqual([id]);
});

test("closing does not wait for clients that keep a connection", async () => {
  server = await startTestServer();
  await query(server, await submitted(server));
  await expect(server.close()).resolves.toBeUndefined();
});
