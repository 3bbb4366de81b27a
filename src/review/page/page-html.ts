import { createHash } from "node:crypto";
import type { ReviewData } from "../review-data.ts";
import type { PageParts } from "./page-parts.ts";

export type PageHome =
  /** A file that is opened from a disk, or from wherever it was put with its clips. */
  | "file"
  /** This command's own server. */
  | "server";

/** One document with script and style inside. Its policy lets nothing else run, and asks no host but its own for anything. */
export function pageHtml(data: ReviewData, { script, style }: PageParts, home: PageHome): string {
  return `<!doctype html>
<html lang="en" data-home="${home}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy({ script, style }, home)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="generator" content="dailies">
<link rel="icon" href="data:,">
<title>${escapeText(data.title)} · review</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript: it is in the page itself, and asks no host for anything.</noscript>
<script type="application/json" id="review-data">${scriptJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Hashes name the one script and the one style that may be; what the data say cannot be either. */
export function contentPolicy({ script, style }: PageParts, home: PageHome): string {
  // A page from a disk has no origin of its own, and its neighbours are `file:`.
  const own = home === "file" ? "'self' file:" : "'self'";
  return [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    `img-src ${own} data:`,
    `media-src ${own}`,
    `connect-src ${home === "file" ? "'none'" : "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON that can end no script element, and opens no comment in one. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
