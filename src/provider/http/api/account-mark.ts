import { createHmac } from "node:crypto";

/**
 * Which account an attempt was submitted with, for a lockfile that is shared: `SALT:` and eight hexadecimal digits. Two
 * keys share a mark once in four thousand million times: enough to distinguish accounts, too little to find a key by.
 */
export function accountMark(salt: string, apiKey: string): string {
  const digest = createHmac("sha256", apiKey).update(`dailies account ${salt}`).digest("hex");
  return `${salt}:${digest.slice(0, 8)}`;
}
