import { dirname, join, resolve } from "node:path";
import { parse } from "dotenv";
import { readPlainFileSync } from "../../base/plain-file-sync.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import { parseApiKey } from "../../provider/http/api-key.ts";
import { isLoopbackHost, parseBaseUrl } from "../../provider/http/base-url.ts";
import type { CliContext } from "../context.ts";

/** Settings that come from the environment, or from the `.env` beside the storyboard. */
export interface Service {
  readonly baseUrl: URL;
  /** `undefined`: none is set. A secret: it goes to the provider, and nowhere else. */
  readonly apiKey?: string;
}

const standardBaseUrl = "https://toapis.com";

/**
 * Reads the two settings of the service. The real environment goes before `.env`, of which only these two are read;
 * nothing is put into the process's environment.
 */
export async function readService(
  { process, cwd }: CliContext,
  storyboard: string,
  flags: { readonly baseUrl?: URL },
): Promise<Result<Service, string>> {
  const dotenv = dotenvBeside(resolve(cwd, storyboard));
  const isKnown =
    isGiven(process.env.TOAPIS_API_KEY) &&
    (isGiven(process.env.TOAPIS_BASE_URL) || flags.baseUrl !== undefined);
  if (!dotenv.ok && !isKnown) return dotenv;
  const beside = dotenv.ok ? dotenv.value : {};
  const read = (name: "TOAPIS_API_KEY" | "TOAPIS_BASE_URL"): string | undefined =>
    [process.env[name], beside[name]].find(isGiven);

  const baseUrl = flags.baseUrl ?? parseBaseUrl(read("TOAPIS_BASE_URL") ?? standardBaseUrl);
  const url = baseUrl instanceof URL ? success(baseUrl) : baseUrl;
  if (!url.ok) return failure(`TOAPIS_BASE_URL: ${url.error}`);
  if (flags.baseUrl === undefined && takesKeyElsewhere(process.env, beside, url.value)) {
    return failure(
      `the .env beside the storyboard names ${url.value.host} as the API, and the key is your own: whoever wrote that file would get it. Give --base-url, set TOAPIS_BASE_URL in the environment, or put the key into the same .env`,
    );
  }
  const text = read("TOAPIS_API_KEY");
  if (text === undefined) return success({ baseUrl: url.value });
  const key = parseApiKey(text);
  return key.ok
    ? success({ baseUrl: url.value, apiKey: key.value })
    : failure(`TOAPIS_API_KEY: ${key.error}`);
}

/** A project's `.env` may come from a stranger; it must not send the key of this user's environment to a host of its choice. */
function takesKeyElsewhere(
  env: CliContext["process"]["env"],
  beside: Record<string, string>,
  url: URL,
): boolean {
  const isFromBeside = !isGiven(env.TOAPIS_BASE_URL) && isGiven(beside.TOAPIS_BASE_URL);
  return (
    isFromBeside &&
    isGiven(env.TOAPIS_API_KEY) &&
    url.origin !== standardBaseUrl &&
    !isLoopbackHost(url.hostname)
  );
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** How to come by a key, for a message. */
export const keyHelp = [
  "Make one in your account at https://toapis.com, then either",
  "  export TOAPIS_API_KEY=...            in the shell, or",
  "  TOAPIS_API_KEY=...                   in a file .env beside the storyboard (keep it out of git).",
  "Without a key, `dailies rehearse` runs the same storyboard on an embedded server.",
].join("\n");

/** Nobody writes that many settings. */
const largestDotenvBytes = 1024 * 1024;

/** The settings in a `.env`, which may be a link to one; nothing where there is none. A folder is another tool's. */
function dotenvBeside(storyboard: string): Result<Record<string, string>, string> {
  const file = join(dirname(storyboard), ".env");
  const read = readPlainFileSync(file, { maxBytes: largestDotenvBytes, links: "follow" });
  if (read.ok) return success(parse(read.value));
  const problem = read.error;
  switch (problem.kind) {
    case "missing":
      return success({});
    case "too_large":
      return failure("the .env beside the storyboard is larger than 1 MB, so it was not read");
    case "unreadable":
      if (problem.why === "is a folder") return success({});
      return failure(
        `the .env beside the storyboard ${problem.why}; set TOAPIS_API_KEY and TOAPIS_BASE_URL in the environment instead`,
      );
    default:
      return unreachable(problem);
  }
}
