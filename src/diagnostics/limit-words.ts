import { listed } from "../base/text/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import type { BrokenLimit } from "./problem.ts";

/** Completes "the picture ...": `is GIF`, `has a side of 200 pixels`. */
export function brokenText(broken: BrokenLimit): string {
  switch (broken.kind) {
    case "format":
      return `is ${formatName(broken.found)}`;
    case "codec":
      return `is encoded as ${codecName(broken.found)}`;
    case "size":
      return `is ${broken.found} pixels`;
    case "bytes":
      return `has ${megabytes(broken.found)} MB`;
    case "side":
      return `has a side of ${broken.found} pixels`;
    case "ratio":
      return `is ${figure(broken.found)} times as wide as it is high`;
    case "seconds":
      return `lasts ${figure(broken.found)} s`;
    case "total_seconds":
      return `makes the list's videos last ${figure(broken.found)} s, taken together`;
    case "frame_rate":
      return `has ${figure(broken.found)} pictures a second`;
    default:
      return unreachable(broken);
  }
}

/** What would be taken in its place: `2 to 15 s`. */
export function takenText(broken: BrokenLimit): string {
  switch (broken.kind) {
    case "format":
      return listed(broken.allowed.map(formatName), "or");
    case "codec":
      return listed(broken.allowed.map(codecName), "or");
    case "size":
      return listed(broken.allowed, "or");
    case "bytes":
      return `${megabytes(broken.max ?? 0)} MB at most`;
    case "side":
      return `sides of ${between(broken)} pixels`;
    case "ratio":
      return `what is ${between(broken)} times as wide as high`;
    case "seconds":
      return `${between(broken)} s`;
    case "total_seconds":
      return `${between(broken)} s, taken together`;
    case "frame_rate":
      return `${between(broken)} pictures a second`;
    default:
      return unreachable(broken);
  }
}

function between({ min, max }: Extract<BrokenLimit, { found: number }>): string {
  if (min !== undefined && max !== undefined) return `${figure(min)} to ${figure(max)}`;
  return min === undefined ? `up to ${figure(max ?? 0)}` : `${figure(min)} or more`;
}

function figure(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function megabytes(bytes: number): string {
  return String(Math.round((bytes / 1024 / 1024) * 10) / 10);
}

function formatName(format: string): string {
  return format === "webp" ? "WebP" : format === "webm" ? "WebM" : format.toUpperCase();
}

const codecNames: Readonly<Record<string, string>> = { avc: "H.264", hevc: "H.265" };

function codecName(codec: string): string {
  return Object.hasOwn(codecNames, codec) ? (codecNames[codec] ?? codec) : codec.toUpperCase();
}
