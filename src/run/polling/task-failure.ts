import type { Cause } from "../../base/cause.ts";
import type { Task } from "../../provider/provider.ts";

/** What goes on record of a task that the provider calls failed. */
export function taskFailure({ failure }: Task): Cause {
  const code = failure?.moderation === true ? "moderation_rejected" : "task_failed";
  return { code, message: failure?.message ?? "The provider gave no reason." };
}
