import { isObject, type JsonValue } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import { type ChooseProblem, noteShot, pickTake, rejectTake, withdrawTake } from "../../film/choose.ts";
import type { Film } from "../../film/open-film.ts";
import type { Decision } from "../review-data.ts";

/** The longest note that is taken. */
const mostNoteCharacters = 4_000;

/** What the page sent, if it is a decision. */
export function parseDecision(body: JsonValue): Decision | undefined {
  if (!isObject(body)) return undefined;
  const { kind, id, take, clip, note } = body;
  if (typeof id !== "string") return undefined;
  if (kind === "note") {
    const isNote = typeof note === "string" && note.length <= mostNoteCharacters;
    return isNote ? { kind, id, note } : undefined;
  }
  if (kind !== "choose" && kind !== "send_back" && kind !== "withdraw") return undefined;
  if (typeof take !== "number" || !Number.isInteger(take) || take < 1) return undefined;
  if (typeof clip !== "string" || !/^[0-9a-f]{8}$/.test(clip)) return undefined;
  return { kind, id, take, clip };
}

/** Writes a decision into the choices file. */
export async function writeDecision(
  film: Film,
  decision: Decision,
  by: string | undefined,
): Promise<Result<void, ChooseProblem>> {
  const written = await write(film, decision, by);
  return written.ok ? success(undefined) : failure(written.error);
}

function write(
  film: Film,
  decision: Decision,
  by: string | undefined,
): Promise<Result<unknown, ChooseProblem>> {
  switch (decision.kind) {
    case "choose":
      return pickTake(film, decision, { by });
    case "send_back":
      return rejectTake(film, decision, { by });
    case "withdraw":
      return withdrawTake(film, decision, { by });
    case "note":
      return noteShot(film, decision.id, { by, note: decision.note });
    default:
      return unreachable(decision);
  }
}
