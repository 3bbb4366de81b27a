import type { AssembledFilm } from "../../../cut/film/assemble.ts";
import { toNumber } from "../../../cut/time/rational.ts";
import { completedRun } from "../../../film/completed-run.ts";
import { cutList } from "../../../film/cut-list.ts";
import type { Film } from "../../../film/open-film.ts";
import type { IsNamed } from "../../../film/select/select-shots.ts";
import type { AnimaticMade, RunEvent } from "../../../run/events.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { SessionOutcome } from "../../../run/session/request.ts";
import type { MadeFile } from "../../open-cut.ts";
import { cutRefusal } from "../../words/cut-refusals.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

export interface AnimaticRequest {
  readonly film: Film;
  readonly isNamed: IsNamed;
  readonly out: MadeFile;
  readonly isBurntIn: boolean;
}

/** Lets a rehearsal run, and joins its drafts before it is over. A run that was stopped or refused has no animatic. */
export async function withAnimatic(
  request: AnimaticRequest,
  emit: (event: RunEvent) => void,
  run: (emit: (event: RunEvent) => void) => Promise<SessionOutcome>,
): Promise<SessionOutcome> {
  return await completedRun(emit, run, async (last) => {
    if (last.stopped !== undefined) return last;
    const animatic = await makeAnimatic(request);
    const isMade = "file" in animatic;
    const exitCode = isMade || last.exitCode !== exitCodes.done ? last.exitCode : exitCodes.failed;
    return { ...last, animatic, exitCode };
  });
}

async function makeAnimatic({ film, isNamed, out, isBurntIn }: AnimaticRequest): Promise<AnimaticMade> {
  const listed = await cutList(film, isNamed);
  if (!listed.ok) return problem(filmRefusal(listed.error, film.file));
  // A draft without pictures is a slate, which says all that would be burnt in.
  const slates = new Set(film.jobs.filter(({ request }) => isWithoutFrames(request)).map(({ id }) => id));
  const { assembleFilm } = await import("../../../cut/film/assemble.ts");
  const made = await assembleFilm({
    items: listed.value,
    out: out.path,
    ...(isBurntIn ? { isBurntIn: ({ id }) => !slates.has(id) } : {}),
  });
  return made.ok ? madeJson(made.value, out.shown) : problem(cutRefusal(made.error));
}

function isWithoutFrames({ frames }: Film["jobs"][number]["request"]): boolean {
  return frames.first === undefined && frames.last === undefined;
}

function problem({
  reason: code,
  message,
}: {
  readonly reason: string;
  readonly message: string;
}): AnimaticMade {
  return { error: { code, message } };
}

function madeJson({ layout }: AssembledFilm, file: string): AnimaticMade {
  return { file, durationSeconds: toNumber(layout.length) };
}
