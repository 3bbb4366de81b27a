import { groupBy } from "../../base/group-by.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { JobRef } from "../../run/events.ts";
import { wrapColumns } from "../text/columns.ts";
import { placeText } from "../text/phrases.ts";
import { countText, shotText } from "../text/text.ts";

export type FailedShot = JobRef & { readonly error: { readonly code: string; readonly message: string } };

/** What helps against a failure; decides what is advised. */
export type Remedy =
  /** The same inputs would be refused again: they are to be changed. */
  | "change_inputs"
  /** Something in the shot or on this machine is wrong, and the message names it. */
  | "mend"
  /** The same again may work. */
  | "retry";

export function remedyOf(code: string): Remedy {
  if (code === "moderation_rejected") return "change_inputs";
  return mendable.has(code) ? "mend" : "retry";
}

const mendable: ReadonlySet<string> = new Set([
  "request_refused",
  "picture_refused",
  "clip_path_blocked",
  "output_unwritable",
]);

export interface GroupOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly columns: number;
  /** The command that lists every shot, for lists that are cut. */
  readonly statusCommand: string;
}

/** Longer groups are cut; `status` names every shot. */
const mostShots = 12;

/** Failures in film order, grouped by cause, with what to do in each group's heading. */
export function failureGroups(failed: readonly FailedShot[], options: GroupOptions): string {
  const groups = groupBy(inFilmOrder(failed), ({ error }) => error.code);
  return [...groups].flatMap(([code, shots]) => [...groupLines(code, shots, options)]).join("\n");
}

/** Shots by their lines; those that are gone from the storyboard last, as they came. */
export function inFilmOrder<T extends JobRef>(shots: readonly T[]): readonly T[] {
  const place = ({ line }: JobRef): number => line ?? Number.POSITIVE_INFINITY;
  return shots.toSorted((a, b) => (place(a) === place(b) ? a.take - b.take : place(a) - place(b)));
}

function* groupLines(code: string, shots: readonly FailedShot[], options: GroupOptions): Iterable<string> {
  const { file, columns, statusCommand } = options;
  const line = (text: string, indent: number): string =>
    wrapColumns(" ".repeat(indent) + text, { columns, indent: indent + 2 });
  const messages = new Set(shots.map(({ error }) => visibleText(error.message)));
  const [message = ""] = messages;
  const isShared = messages.size === 1 && shots.length > 1;
  yield line(`${countText(shots.length, "shot")} ${headingText(code)} (${visibleText(code)}):`, 2);
  if (isShared) yield line(message, 4);
  for (const shot of shots.slice(0, mostShots)) {
    const name = `${visibleText(shotText(shot))}${visibleText(placeText(file, shot))}`;
    yield line(isShared ? name : `${name}: ${visibleText(shot.error.message)}`, 4);
  }
  if (shots.length > mostShots) yield line(`… and ${shots.length - mostShots} more: ${statusCommand}`, 4);
}

/** What happened, and what to do about it. */
function headingText(code: string): string {
  switch (code) {
    case "moderation_rejected":
      return "refused by content moderation; change the prompt or the pictures";
    case "request_refused":
      return "refused by the provider; mend what the message names";
    case "picture_refused":
      return "with a picture that could not be used; mend the picture";
    case "clip_path_blocked":
    case "output_unwritable":
      return "whose clip could not be put in place; make room for it";
    case "rate_limited":
      return "not submitted for the account's rate limit; try again later";
    default:
      return "failed at the provider; another try may work";
  }
}
