import { expect, test } from "vitest";
import { several } from "../../src/report/run/run-reporter.ts";
import { everyEvent } from "./events.ts";

test("several reporters get every event, and close in their order, each when the one before has closed", async () => {
  const seen: string[] = [];
  const reporter = (name: string) => ({
    handle: ({ type }: { readonly type: string }) => void seen.push(`${name} ${type}`),
    close: async () => {
      await Promise.resolve();
      seen.push(`${name} closed`);
    },
  });
  const all = several([reporter("a"), reporter("b")]);
  for (const event of everyEvent.slice(0, 2)) all.handle(event);
  await all.close();
  expect(seen).toEqual(["a run_started", "b run_started", "a balance", "b balance", "a closed", "b closed"]);
});
