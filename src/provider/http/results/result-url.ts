import type { Cause } from "../../../base/cause.ts";
import { failure, type Result, success } from "../../../base/result.ts";

export interface ResultUrlRules {
  /** Plain http is for a base URL that is itself plain http: a rehearsal or a test on this machine. */
  readonly httpAllowed: boolean;
  readonly holdsKey: (text: string) => boolean;
}

/** Whether a result file's URL, or the target of a redirect, may be fetched. Never repeats the URL: it may be signed. */
export function checkResultUrl(
  text: string,
  base: URL | undefined,
  rules: ResultUrlRules,
): Result<URL, Cause> {
  if (!URL.canParse(text, base?.href)) return refused("url_invalid", "the result's URL is no URL");
  const url = new URL(text, base?.href);
  if (rules.holdsKey(text) || rules.holdsKey(url.href)) {
    return refused("key_in_url", "the result's URL holds the API key; it is sent nowhere");
  }
  if (
    url.protocol === "https:" ||
    (url.protocol === "http:" && rules.httpAllowed && base?.protocol !== "https:")
  ) {
    return success(url);
  }
  if (url.protocol === "http:")
    return refused("insecure_redirect", `the result lies on plain http (${url.hostname})`);
  return refused("url_invalid", `the result's URL is ${url.protocol}, which is not a web address`);
}

function refused(code: string, message: string): Result<never, Cause> {
  return failure({ code, message });
}
