import type { SharedOutput } from "../../clips/claims.ts";
import type { OverParts } from "../../clips/clip-folder.ts";
import { comparable, partTag } from "../../clips/clip-names.ts";
import { clipName } from "../../manifest/job.ts";
import type { Plan } from "../../plan/plan.ts";
import type { LockState } from "../../state/state.ts";

/** A name in the output folder, and the shot whose clip has it. */
export interface NameClaim {
  readonly id: string;
  readonly name: string;
}

/** The names of all of a plan's clips, rendered in this run or not: the storyboard's own in its output folder. */
export function claimsOf({ items }: Plan): NameClaim[] {
  const claims = new Map<string, NameClaim>();
  for (const { id, take, job } of items) {
    const name = job?.clip ?? clipName(id, take);
    claims.set(comparable(name), { id, name });
  }
  return [...claims.values()];
}

/** The shots whose clips have names that another storyboard has claimed. */
export function idsOf(claims: readonly NameClaim[], { names }: SharedOutput): string[] {
  const shared = new Set(names);
  return [...new Set(claims.filter(({ name }) => shared.has(name)).map(({ id }) => id))];
}

/** Parts of attempts that have ended. A storyboard knows its own attempts only, and leaves every other part alone. */
export function overParts(state: LockState): OverParts {
  let tags: Set<string> | undefined;
  return {
    isOverTag: (tag) => {
      tags ??= overTags(state);
      return tags.has(tag);
    },
    isOverClip: (file) => {
      for (const [id, takes] of state) {
        const record = takes.find(({ take }) => clipName(id, take) === file);
        if (record !== undefined) return record.attempts.every(isOver);
      }
      return false;
    },
  };
}

function overTags(state: LockState): Set<string> {
  const tags = new Set<string>();
  for (const [, takes] of state) {
    for (const { attempts } of takes) {
      for (const attempt of attempts) if (isOver(attempt)) tags.add(partTag(attempt.attemptId));
    }
  }
  return tags;
}

function isOver({ state }: { readonly state: string }): boolean {
  return state === "done" || state === "failed";
}
