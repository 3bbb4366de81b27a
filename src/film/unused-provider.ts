import type { VideoProvider } from "../provider/provider.ts";
import { firstProvider } from "../provider/providers.ts";

/** For a plan that has no work: no HTTP client is loaded, and no key is needed. */
export const unusedProvider: VideoProvider = {
  facts: firstProvider.facts,
  accountMark: (salt) => `${salt}:none`,
  lookUp: refuse,
  submitTurn: refuse,
  submit: refuse,
  query: refuse,
  upload: refuse,
  balance: refuse,
  openResult: refuse,
  close: async () => {},
};

function refuse(): never {
  throw new Error("a plan without work makes no request");
}
