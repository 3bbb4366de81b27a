import type { VideoProvider } from "../provider/provider.ts";

/** For a plan that has no work: no HTTP client is loaded, and no key is needed. */
export const unusedProvider: VideoProvider = {
  facts: { answerMs: 0, remembersMs: 0 },
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
