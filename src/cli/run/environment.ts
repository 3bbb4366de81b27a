import { dirname, join, resolve } from "node:path";
import { parse } from "dotenv";
import { readPlainFileSync } from "../../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import { isLoopbackHost } from "../../provider/http/api/api-address.ts";
import { parseApiKey } from "../../provider/http/api/api-key.ts";
import type { ProviderEntry } from "../../provider/provider-entry.ts";
import { firstProvider, providerNamed, providers } from "../../provider/providers.ts";
import type { KeySource } from "../../report/run/next-steps.ts";
import type { CliContext } from "../context.ts";

/** Settings that come from the environment, or from the `.env` beside the storyboard. */
export interface Service {
  readonly provider: ProviderEntry;
  readonly baseUrl: URL;
  /** `undefined`: none is set. A secret: it goes to the provider, and nowhere else. */
  readonly apiKey?: string;
}

/** The settings of a provider, by the name that contracts and attempts give it; `undefined` for one that is not known. */
export type Services = (provider: string | undefined) => Service | undefined;

/** Reads the settings of every provider; `--base-url` is the first one's. */
export async function readServices(
  context: CliContext,
  storyboard: string,
  flags: { readonly baseUrl?: URL },
): Promise<Result<Services, string>> {
  const services = new Map<ProviderEntry, Service>();
  for (const provider of providers) {
    const asked = provider === firstProvider ? flags : {};
    const service = await readService({ context, provider }, storyboard, asked);
    if (!service.ok) return service;
    services.set(provider, service.value);
  }
  return success((name) => {
    const provider = providerNamed(name);
    return provider === undefined ? undefined : services.get(provider);
  });
}

/**
 * Reads the two settings of a provider. The real environment goes before `.env`, of which only these two are read;
 * nothing is put into the process's environment.
 */
async function readService(
  about: { readonly context: CliContext; readonly provider: ProviderEntry },
  storyboard: string,
  flags: { readonly baseUrl?: URL },
): Promise<Result<Service, string>> {
  const { provider } = about;
  const { process, cwd } = about.context;
  const { environment } = provider;
  const dotenv = dotenvBeside(resolve(cwd, storyboard), environment);
  const isKnown =
    isGiven(process.env[environment.apiKey]) &&
    (isGiven(process.env[environment.baseUrl]) || flags.baseUrl !== undefined);
  if (!dotenv.ok && !isKnown) return dotenv;
  const beside = dotenv.ok ? dotenv.value : {};
  const read = (name: string): string | undefined => [process.env[name], beside[name]].find(isGiven);

  const written = read(environment.baseUrl);
  const url: Result<URL, string> =
    flags.baseUrl === undefined && written !== undefined
      ? provider.parseBaseUrl(written)
      : success(flags.baseUrl ?? provider.baseUrl);
  if (!url.ok) return failure(`${environment.baseUrl}: ${url.error}`);
  if (flags.baseUrl === undefined && takesKeyElsewhere({ env: process.env, beside, provider }, url.value)) {
    return failure(
      `the .env beside the storyboard names ${url.value.host} as the API, and the key is your own: whoever wrote that file would get it. Give --base-url, set ${environment.baseUrl} in the environment, or put the key into the same .env`,
    );
  }
  const text = read(environment.apiKey);
  if (text === undefined) return success({ provider, baseUrl: url.value });
  const key = parseApiKey(text);
  return key.ok
    ? success({ provider, baseUrl: url.value, apiKey: key.value })
    : failure(`${environment.apiKey}: ${key.error}`);
}

/** A project's `.env` may come from a stranger; it must not send the key of this user's environment to a host of its choice. */
function takesKeyElsewhere(
  settings: {
    readonly env: CliContext["process"]["env"];
    readonly beside: Readonly<Record<string, string>>;
    readonly provider: ProviderEntry;
  },
  url: URL,
): boolean {
  const { env, beside, provider } = settings;
  const { apiKey, baseUrl } = provider.environment;
  const isFromBeside = !isGiven(env[baseUrl]) && isGiven(beside[baseUrl]);
  return (
    isFromBeside &&
    isGiven(env[apiKey]) &&
    url.origin !== provider.baseUrl.origin &&
    !isLoopbackHost(url.hostname)
  );
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** Where a real run's keys come from. */
export function keySources(): KeySource[] {
  return providers.map(({ environment, keyPage }) => ({ variable: environment.apiKey, page: keyPage }));
}

/** How to come by a key, for a message. */
export function keyHelp({ environment, keyPage }: ProviderEntry): string {
  const [inShell, inFile] = [`export ${environment.apiKey}=...`, `${environment.apiKey}=...`];
  return [
    `Make one in your account at ${keyPage}, then either`,
    `  ${inShell.padEnd(36)} in the shell, or`,
    `  ${inFile.padEnd(36)} in a file .env beside the storyboard (keep it out of git).`,
    "Without a key, `dailies rehearse` runs the same storyboard on an embedded server.",
  ].join("\n");
}

/** Nobody writes that many settings. */
const largestDotenvBytes = 1024 * 1024;

/** The settings in a `.env`, which may be a link to one; nothing where there is none. A folder is another tool's. */
function dotenvBeside(
  storyboard: string,
  { apiKey, baseUrl }: ProviderEntry["environment"],
): Result<Record<string, string>, string> {
  const file = join(dirname(storyboard), ".env");
  const read = readPlainFileSync(file, { mostBytes: largestDotenvBytes, links: "follow" });
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
        `the .env beside the storyboard ${problem.why}; set ${apiKey} and ${baseUrl} in the environment instead`,
      );
    default:
      return unreachable(problem);
  }
}
