import { dirname, relative, resolve } from "node:path";
import type { Result } from "../base/result.ts";
import { failure, success } from "../base/result.ts";
import type { Billing, Job } from "../manifest/job.ts";
import { type LoadedStoryboard, loadStoryboard } from "../manifest/load-storyboard.ts";
import { amountOf } from "../manifest/prices.ts";
import { type LoadCache, StoryboardCache } from "../manifest/storyboard-cache.ts";
import type { Price } from "../plan/plan.ts";
import type { CliContext } from "./context.ts";
import type { FolderFlags, OutputFlags } from "./flags/flags.ts";
import { boundHeap } from "./heap.ts";
import { refuse, refuseRun, showDiagnostics } from "./problems.ts";

/** A storyboard that passed every check, and where its clips go. */
export interface Opened {
  /** As the user wrote it. */
  readonly file: string;
  readonly storyboard: Omit<LoadedStoryboard, "jobs">;
  /** In film order. */
  readonly jobs: readonly Job[];
  readonly output: OutputPlace;
}

export interface OutputPlace {
  /** Absolute. */
  readonly path: string;
  /** Relative to the storyboard, with `/`. */
  readonly beside: string;
  /** As the user would type it. */
  readonly shown: string;
}

/** Loads a storyboard and shows what is wrong with it; a failure is shown, and sets the exit code. */
export async function openStoryboard(
  context: CliContext,
  file: string,
  flags: OutputFlags & FolderFlags,
  { changesNothing = false }: { readonly changesNothing?: boolean } = {},
): Promise<Result<Opened, "shown">> {
  const output = flags.output === undefined ? undefined : resolve(context.cwd, flags.output);
  if (!changesNothing) boundHeap(file);
  const loaded = await loadStoryboard({
    file,
    cache: changesNothing ? readOnly(StoryboardCache.open(file)) : StoryboardCache.open(file),
    ...(output === undefined ? {} : { overrides: { output } }),
  });
  if (!loaded.ok) {
    const refusal = {
      reason: "storyboard_invalid",
      message: `${file} is not valid`,
      diagnostics: loaded.error,
    } as const;
    if (changesNothing) refuse(context, refusal, flags);
    else refuseRun(context, { ...refusal, hint: "Nothing was submitted." }, { flags });
    return failure("shown");
  }
  showDiagnostics(context, loaded.value.warnings, flags);
  const { jobs, ...storyboard } = loaded.value;
  return success({
    file,
    storyboard,
    jobs,
    output: outputPlace(context, file, storyboard.output),
  });
}

/** What only looks leaves no file behind, not even one that would make the next look faster. */
function readOnly(cache: LoadCache): LoadCache {
  return {
    get: (key) => cache.get(key),
    set: (key, facts) => cache.set(key, facts),
    recall: (key, context) => cache.recall(key, context),
    remember: () => {},
  };
}

/** @param beside the folder relative to the storyboard, with `/` */
export function outputPlace({ cwd }: CliContext, file: string, beside: string): OutputPlace {
  const path = resolve(cwd, dirname(file), beside);
  const shown = relative(cwd, path);
  return { path, beside, shown: shown === "" ? "." : shown };
}

/** What one clip costs, where the storyboard or the project names prices. */
export function priceOf({ prices }: Pick<LoadedStoryboard, "prices">): (billing: Billing) => Price | null {
  return (billing) => {
    const amount = prices === undefined ? null : amountOf(prices, billing);
    return prices === undefined || amount === null ? null : { amount, currency: prices.currency };
  };
}
