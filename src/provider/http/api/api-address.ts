import { failure, type Result, success } from "../../../base/result.ts";

/**
 * Reads the base URL of an API. A path is kept as a prefix, without its last slash. `example` is a right one, for the
 * message. The key goes to this host with every request, so plain http is taken for this machine itself only.
 * The error says what is wrong with the URL; it never repeats credentials.
 */
export function parseApiAddress(text: string, example: string): Result<URL, string> {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return failure(`The base URL is not a URL; it looks like ${example}.`);
  const url = new URL(trimmed);
  if (url.username !== "" || url.password !== "") {
    return failure("The base URL holds a user name or a password; the API key is given apart from it.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return failure(`The base URL begins with ${url.protocol} where https: is expected.`);
  }
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    return failure(
      `The base URL is plain http: the key would cross the network unprotected. Use https://${url.host}.`,
    );
  }
  if (url.search !== "" || url.hash !== "") return failure("The base URL holds a query or a fragment.");
  url.pathname = url.pathname.replace(/\/+$/, "");
  return success(url);
}

/** Whether a URL's host is this machine: nothing sent there crosses a network. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}
