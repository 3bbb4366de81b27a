/** The last moment that ISO 8601 writes with a year of four digits, in Unix milliseconds. */
export const lastMomentMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The first of them. */
const firstMomentMs = Date.parse("0000-01-01T00:00:00.000Z");

/**
 * ISO 8601 in UTC with milliseconds, for any number: what is beyond the calendar becomes its end, and `NaN` the year
 * 1970. A clock, a file or a provider can give any number.
 */
export function toIsoTime(unixMs: number): string {
  const moment = Number.isNaN(unixMs) ? 0 : Math.min(Math.max(unixMs, firstMomentMs), lastMomentMs);
  return new Date(moment).toISOString();
}
