import type { ProviderEntry } from "./provider-entry.ts";
import { toApis } from "./toapis/entry.ts";

/** The provider of contracts that name none, and of attempts that were recorded without one. */
export const firstProvider: ProviderEntry = toApis;

/** Every provider of this release. A further one is a folder beside `toapis` and a line here. */
export const providers: readonly ProviderEntry[] = [firstProvider];

/** The provider that a contract or an attempt names; `undefined` for a name of another release. */
export function providerNamed(name: string | undefined): ProviderEntry | undefined {
  return name === undefined ? firstProvider : providers.find(({ facts }) => facts.name === name);
}

export function knowsProvider(name: string | undefined): boolean {
  return providerNamed(name) !== undefined;
}

/** The largest picture, or video, that a provider takes, bytes. Of one that is not known, nothing is known. */
export function pictureLimit(name: string | undefined, medium: "picture" | "video" = "picture"): number {
  const facts = providerNamed(name)?.facts;
  const most = medium === "video" ? facts?.largestVideoBytes : facts?.largestPictureBytes;
  return most ?? Number.POSITIVE_INFINITY;
}
