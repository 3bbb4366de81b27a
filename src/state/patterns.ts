import { shotNamePattern } from "../base/shot-name.ts";

/** What texts in a record must look like. */
export const patterns = {
  shotId: shotNamePattern,
  take: /^[1-9][0-9]{0,5}$/,
  /** Nothing but a plain name, or one in `superseded/`: a lockfile cannot point outside the output folder. */
  clipFile: new RegExp(`^(?:superseded/)?${shotNamePattern.source.slice(1)}`, "u"),
  sha256: /^[0-9a-f]{64}$/,
  /** 16 by 9 bytes in Base64. */
  sketch: /^[A-Za-z0-9+/]{192}$/,
  /** `SALT:DIGEST`, each in hexadecimal or URL-safe base64. */
  account: /^[A-Za-z0-9_-]{1,64}:[A-Za-z0-9_-]{1,128}$/,
} as const;
