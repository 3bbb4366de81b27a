import type { Cause } from "../../base/cause.ts";
import { ExchangeFailure } from "./exchange-failure.ts";

/** Cleans a text from outside: one line, no control sequences, no key, at most `maxLength` code points. */
export type Clean = (text: string, maxLength?: number) => string;

/** undici's codes in this project's words; system and TLS codes (`ECONNREFUSED`, `CERT_HAS_EXPIRED`) stay as they are. */
const codes: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_SOCKET: "connection_lost",
  UND_ERR_ABORTED: "aborted",
  UND_ERR_DESTROYED: "closed",
  UND_ERR_CLOSED: "closed",
  UND_ERR_HEADERS_OVERFLOW: "invalid_http",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "truncated",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "length_changed",
};

const sentences: Readonly<Record<string, string>> = {
  connect_timeout: "no connection to HOST came about in time",
  connection_lost: "HOST closed the connection before it had answered",
  closed: "the client was closed",
  invalid_http: "HOST answered with something that is not HTTP",
  truncated: "the answer of HOST broke off",
  ECONNREFUSED: "HOST refuses connections",
  ECONNRESET: "HOST broke the connection off",
  EPIPE: "HOST broke the connection off",
  ENOTFOUND: "the host name of HOST is not known",
  EAI_AGAIN: "the host name of HOST cannot be looked up at the moment",
  ETIMEDOUT: "HOST did not answer in time",
  EHOSTUNREACH: "there is no way to HOST",
  ENETUNREACH: "there is no network to reach HOST by",
};

/** Describes a failure of the network: a stable code, and a sentence that names the host. */
export function networkCause(error: Error, host: string, clean: Clean): Cause {
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = codeOf(error) ?? codeOf(first) ?? "network_error";
  const known = (sentences[code] ?? tlsSentence(code))?.replace("HOST", host);
  const said = error instanceof ExchangeFailure ? `${error.message} (${host})` : `${first.message} (${host})`;
  return { code, message: clean(known ?? said) };
}

/** What OpenSSL says of an answer whose first bytes are not a TLS record; OpenSSL 3.5 (Node 24) reads its length first. */
const notTls: ReadonlySet<string> = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
]);

/** Node says these in OpenSSL's own words, or in words without the host. */
function tlsSentence(code: string): string | undefined {
  if (notTls.has(code)) return "HOST does not speak TLS where https is expected";
  if (code.startsWith("ERR_SSL_")) return `no TLS connection to HOST came about (${code})`;
  return undefined;
}

function codeOf(error: Error): string | undefined {
  if (error.name === "HTTPParserError") return "invalid_http";
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string" || code === "") return undefined;
  return code.startsWith("HPE_") ? "invalid_http" : (codes[code] ?? code);
}
