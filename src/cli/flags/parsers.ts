import { parseDecimal } from "../../base/money.ts";
import { firstProvider } from "../../provider/providers.ts";

/**
 * Readers of flag values. Each gives the value or throws an error whose message says what was expected:
 * the command line library shows it beside the flag's name.
 */

const millisecondsPer: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `200ms`, `10s`, `1.5m`, `2h` -> milliseconds. */
export function parseDuration(input: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(input);
  const unit = millisecondsPer[match?.[2] ?? ""];
  if (match === null || unit === undefined) {
    throw new SyntaxError(`expected a duration such as 200ms, 10s or 2m, not "${input}"`);
  }
  const durationMs = Math.round(Number(match[1]) * unit);
  if (durationMs > longestDurationMs) throw new SyntaxError(`"${input}" is longer than a day`);
  return durationMs;
}

const longestDurationMs = 24 * 3_600_000;

/** A duration above zero. */
export function parseInterval(input: string): number {
  const durationMs = parseDuration(input);
  if (durationMs < 1) throw new SyntaxError(`expected a duration of 1ms or more, not "${input}"`);
  return durationMs;
}

export function parsePort(input: string): number {
  const port = Number(input);
  if (!/^\d{1,5}$/.test(input) || port < 1 || port > 65_535) {
    throw new SyntaxError(`expected a port from 1 to 65535, not "${input}"`);
  }
  return port;
}

/** Requests a second, or `off`. */
export function parseRate(input: string): number | "off" {
  if (input === "off") return "off";
  const rate = Number(input);
  if (!/^\d+(?:\.\d+)?$/.test(input) || rate <= 0) {
    throw new SyntaxError(`expected requests a second, such as 5 or 0.5, or off, not "${input}"`);
  }
  return rate;
}

/** A whole number from 1 on. */
export function parseCount(input: string): number {
  const count = Number(input);
  if (!/^\d+$/.test(input) || count < 1 || !Number.isSafeInteger(count)) {
    throw new SyntaxError(`expected a whole number from 1 on, not "${input}"`);
  }
  return count;
}

/** A whole number from 1 on, or `auto`. */
export function parseConcurrency(input: string): number | "auto" {
  return input === "auto" ? "auto" : parseCount(input);
}

/** An amount of money or of seconds, 0 or more. */
export function parseAmount(input: string): number {
  const amount = parseDecimal(input);
  if (amount === undefined) throw new SyntaxError(`expected an amount such as 25 or 12.50, not "${input}"`);
  return amount;
}

export function parseUrl(input: string): URL {
  const url = firstProvider.parseBaseUrl(input);
  if (!url.ok) throw new SyntaxError(url.error);
  return url.value;
}

/** Any text but an empty one. */
export function parseText(input: string): string {
  if (input.trim() === "") throw new SyntaxError("expected a value, not an empty text");
  return input;
}

/** A file name that ends with `.xml`: it is written over, and no storyboard, state, picture or clip is called so. */
export function parseXmlFile(input: string): string {
  if (!/[^/\\]\.xml$/i.test(input))
    throw new SyntaxError(`expected a file name that ends with .xml, not "${input}"`);
  return input;
}
