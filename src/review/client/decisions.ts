import { unreachable } from "../../base/unreachable.ts";
import { pick, reject, remarkOn, type ShotChoice, withdraw } from "../../choices/choices.ts";
import { withChoices } from "../../choices/choices-text.ts";
import type { Decision, ReviewData } from "../review-data.ts";
import type { ChoicesByShot } from "./shots.ts";

/** What a decision makes of the choice of its shot; the same rules as the command's. */
function decided(before: ShotChoice | undefined, decision: Decision, by: string | undefined): ShotChoice {
  if (decision.kind === "note") return remarkOn(before, { by, note: decision.note });
  const clip = { take: decision.take, clip: decision.clip };
  switch (decision.kind) {
    case "choose":
      return pick(before, clip, { by });
    case "send_back":
      return reject(before, clip, { by });
    case "withdraw":
      return withdraw(before, clip, { by });
    default:
      return unreachable(decision);
  }
}

/** Choices with decisions that are not in the file yet. */
export function withDecisions(
  choices: ChoicesByShot,
  decisions: readonly Decision[],
  by: string | undefined,
): ChoicesByShot {
  const after: Record<string, ShotChoice> = { ...choices };
  for (const decision of decisions) after[decision.id] = decided(after[decision.id], decision, by);
  return after;
}

export function isServed(): boolean {
  return document.documentElement.dataset.home === "server";
}

/** Gives the page's server a decision. Fails with the reason, in words. */
export async function sendDecision(decision: Decision): Promise<string | undefined> {
  try {
    const response = await fetch("decisions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(decision),
    });
    if (response.ok) return undefined;
    const { error } = (await response.json()) as { readonly error?: { readonly message?: string } };
    return error?.message ?? `the server answered ${response.status}`;
  } catch {
    return "the server of this page has ended; start `dailies review --serve` again";
  }
}

/** The choices file with what was decided on this page, comments kept. */
export function choicesText({ choices }: ReviewData, decisions: readonly Decision[]): string {
  const after = withDecisions(choices.byShot, decisions, choices.by);
  const ids = new Set(decisions.map(({ id }) => id));
  return withChoices(
    choices.text,
    new Map([...ids].flatMap((id) => (after[id] === undefined ? [] : [[id, after[id]] as const]))),
  );
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Decisions of a page without a server outlive a reload, where the browser lets a page on a disk remember anything. They
 * name clips by content, so that none of them ever passes to another clip.
 */
export function rememberedDecisions({ storyboard, shots, choices }: ReviewData): readonly Decision[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(memoryKey(storyboard)) ?? "null");
    if (!Array.isArray(stored) || !choices.mayChoose) return [];
    const clips = new Set(
      shots.flatMap(({ id, takes }) => takes.map(({ take, clip }) => `${id} ${take} ${clip?.digits}`)),
    );
    const ids = new Set(shots.map(({ id }) => id));
    return (stored as Decision[]).filter((one) =>
      one.kind === "note" ? ids.has(one.id) : clips.has(`${one.id} ${one.take} ${one.clip}`),
    );
  } catch {
    return [];
  }
}

export function rememberDecisions({ storyboard }: ReviewData, decisions: readonly Decision[]): void {
  try {
    localStorage.setItem(memoryKey(storyboard), JSON.stringify(decisions));
  } catch {
    // Then they live as long as the page.
  }
}

function memoryKey(storyboard: string): string {
  return `dailies review ${location.pathname} ${storyboard}`;
}
