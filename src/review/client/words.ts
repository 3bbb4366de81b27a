import type { ReviewTake } from "../review-data.ts";

const states: Readonly<Record<string, string>> = {
  pending: "Not rendered yet",
  uploading: "Its pictures are uploaded",
  submitting: "Being submitted",
  uncertain: "Its submit has an unknown outcome",
  queued: "Waits at the provider",
  in_progress: "Is rendered",
  downloading: "Is fetched",
  done: "Done",
  failed: "Failed",
};

/** The state of a take, in words. */
export function stateText(state: string): string {
  return states[state] ?? state;
}

/** What a render would do for a take, where it would do something; `undefined` where it would not. */
export function waitText({
  action,
  reason,
  state,
}: Pick<ReviewTake, "action" | "reason" | "state">): string | undefined {
  if (reason === "rejected") return "rolled again by render --rejected";
  if (reason === "accepted") return "stands, though the shot was edited";
  if (action === "render" && reason === "changed") return "a render replaces it";
  if (action === "render") return state === "failed" ? "a render tries it again" : "a render makes it";
  if (action === "download") return "a render fetches it";
  if (action === "hold")
    return reason === "uncertain" ? "resolve says what became of it" : `held: ${reason.replaceAll("_", " ")}`;
  return undefined;
}
