import { failure, type Result } from "../../base/result.ts";
import { parseApiAddress } from "../http/api/api-address.ts";

export const standardBaseUrl = "https://toapis.com";

/** Reads the API's base URL, such as `https://toapis.com`; see `parseApiAddress`. */
export function parseBaseUrl(text: string): Result<URL, string> {
  const url = parseApiAddress(text, standardBaseUrl);
  if (url.ok && url.value.pathname.endsWith("/v1")) {
    return failure("The base URL ends in /v1; leave that out, every request adds it.");
  }
  return url;
}
