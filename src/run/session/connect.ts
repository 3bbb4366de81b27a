import { failure, type Result, success } from "../../base/result.ts";
import type { Plan } from "../../plan/plan.ts";
import { providersOf } from "../../plan/provider-of.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import type { StoryboardRequest } from "./request.ts";

/** The adaptors of a storyboard's run, as contracts and attempts name them. */
export type Providers = ReadonlyMap<string | undefined, VideoProvider>;

/** Connects with every provider that there is work for; fails with the name of one for which there is no key. */
export async function connectAll(
  { connect }: Pick<StoryboardRequest, "connect">,
  plan: Plan,
): Promise<Result<Providers, string | undefined>> {
  const providers = new Map<string | undefined, VideoProvider>();
  for (const name of providersOf(plan)) {
    const provider = await connect(name);
    if (provider === undefined) {
      await closeAll(providers);
      return failure(name);
    }
    providers.set(name, provider);
  }
  return success(providers);
}

export async function closeAll(providers: Providers): Promise<void> {
  await Promise.all([...providers.values()].map((provider) => provider.close()));
}
