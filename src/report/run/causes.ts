import type { Cause } from "../../base/cause.ts";

/** What a wait before the next try is for, in our words: the provider's own say something else every day. */
export function waitText({ code, message }: Cause): string {
  const word = code.toLowerCase();
  if (/rate|limit|throttl|too_many|429|quota_exceeded/.test(word)) return "rate limit";
  if (/^http_5\d\d$/.test(word)) return `the provider is in trouble (${word.slice(5)})`;
  if (/^http_/.test(word)) return `the provider answers ${word.slice(5)}`;
  if (networkCodes.has(code) || /timeout|connection|network|econn|^err_(?:ssl|tls)/.test(word)) {
    return "no connection";
  }
  if (/json|answer|truncated|encoded|range/.test(word)) return "an answer that cannot be read";
  if (/result|download/.test(word)) return "the result is not there yet";
  return message === "" ? code : message;
}

const networkCodes: ReadonlySet<string> = new Set([
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "unreachable",
  "closed",
]);
