import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Who may ask the page's server for something. */
export interface Gate {
  /** What the address begins with, which only who was given it knows. */
  readonly token: string;
  readonly port: number;
}

export interface Asked {
  readonly method: string;
  /** As sent: `/TOKEN/data.json`. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export type Admission =
  | { readonly kind: "admitted" /** What follows the token: `data.json`. */; readonly path: string }
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

/**
 * Lets in who has the address, from a page of this server. Any page in the browser can send requests to a loopback port: the
 * host is checked, since a name of somebody's own may lead here, and the origin, since a page of theirs may ask.
 */
export function admit({ method, url, headers }: Asked, { token, port }: Gate): Admission {
  const { host = "", origin, "sec-fetch-site": site } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return refused(421, "this server answers by its own address only");
  }
  if (origin !== undefined && origin !== `http://${host}`) return refused(403, "another page asked");
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return refused(403, "another page asked");
  const isReading = method === "GET" || method === "HEAD";
  if (!isReading && origin === undefined) return refused(403, "only the page itself decides");
  const [path = ""] = url.split("?");
  const [, given = "", ...rest] = path.split("/");
  // Whoever does not have the address learns nothing, not even what there would be.
  if (!isSame(given, token) || rest.length === 0)
    return refused(404, "the address is not the one that was printed");
  return { kind: "admitted", path: rest.join("/") };
}

function refused(status: number, message: string): Admission {
  return { kind: "refused", status, message };
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
