import { expect, test } from "vitest";
import type { CliContext } from "../../src/cli/context.ts";
import type { Service } from "../../src/cli/run/environment.ts";
import { SharedAdaptors } from "../../src/cli/run/shared-adaptors.ts";
import { firstProvider } from "../../src/provider/providers.ts";

function service(apiKey: string | undefined, path = ""): Service {
  const baseUrl = new URL(`http://127.0.0.1:9/${path}`);
  return { provider: firstProvider, baseUrl, ...(apiKey === undefined ? {} : { apiKey }) };
}

test("storyboards of one account get one adaptor, whose rate limits are theirs together; others get others", async () => {
  const context = { version: "1.2.3" } as CliContext;
  const adaptors = new SharedAdaptors(context, {});
  const one = await adaptors.connect(service("sk-test-one"));
  expect(one).toBeDefined();
  expect(await adaptors.connect(service("sk-test-one"))).toBe(one);
  const others = [
    await adaptors.connect(service("sk-test-two")),
    await adaptors.connect(service("sk-test-one", "api")),
  ];
  expect(new Set([one, ...others]).size).toBe(3);
  expect(await adaptors.connect(service(undefined))).toBeUndefined();
  expect(await adaptors.connect(undefined)).toBeUndefined();
  for (const adaptor of [one, ...others]) await adaptor?.close();
});
