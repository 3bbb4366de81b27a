import { decimalText } from "../../base/money.ts";
import { toIsoTime } from "../../base/time/calendar.ts";
import type { Price } from "../../plan/plan.ts";

/** `45 s`, `3 min 20 s`, `2 h 05 min`, `1 d 3 h`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `0:07`, `12:30`, `1:02:03`: as narrow as a running clock should be. */
export function clockText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const rest = pad(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

/** `12.50 USD`; more decimals only where there are any. */
export function priceText({ amount, currency }: Price): string {
  return `${decimalText(amount)} ${currency}`;
}

/** `1 shot`, `3 shots`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `sc010_sh0010`, and `sc010_sh0010 take 2` from the second take on. */
export function shotText({ id, take }: { readonly id: string; readonly take: number }): string {
  return take === 1 ? id : `${id} take ${take}`;
}

/** `2026-11-21 08:05 UTC`. */
export function timeText(unixMs: number): string {
  return `${toIsoTime(unixMs).slice(0, 16).replace("T", " ")} UTC`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
