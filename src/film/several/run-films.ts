import type { Plan } from "../../plan/plan.ts";
import type { VideoProvider } from "../../provider/provider.ts";
import type { SessionsOutcome } from "../../run/session/request.ts";
import { runSessions } from "../../run/session.ts";
import type { Film, RunSelection } from "../open-film.ts";
import { type RunOptions, recorderOf, sharedRequest, storyboardRequest } from "../run-film.ts";

/** A film, and what is to be run of it. */
export interface ChosenFilm {
  readonly film: Film;
  readonly selection: RunSelection;
}

/** As for one film; what differs between them is asked for each. */
export interface SeveralOptions extends Omit<RunOptions, "connect" | "onPlan"> {
  /**
   * The adaptor of a provider for a film; `undefined` without a key. Films of one account are given the same one, so that
   * its pace is theirs together; it is closed when all of them are done.
   */
  readonly connect: (provider: string | undefined, film: Film) => Promise<VideoProvider | undefined>;
  /** Called with each plan before anything is done. */
  readonly onPlan?: (plan: Plan, film: Film) => void;
}

/**
 * Runs several films as one: with one account's allowance, its limits and its concurrency, in the order that they are given
 * in. Events that are about one of them name its file. Which of them `findSame` finds to be the same must not be here.
 */
export async function runFilms(
  films: readonly ChosenFilm[],
  options: SeveralOptions,
): Promise<SessionsOutcome> {
  const closeOf = closers();
  const subjects = films.map(({ film, selection }) => {
    const subject = film.runSubject(selection, options);
    return { film, subject, recorder: recorderOf(subject, options) };
  });
  const requests = subjects.map(({ film, subject, recorder }) => {
    const connect = async (name: string | undefined): Promise<VideoProvider | undefined> => {
      const provider = await options.connect(name, film);
      return provider === undefined ? undefined : recorder.counted(provider, closeOf(provider));
    };
    const onPlan = (plan: Plan): void => options.onPlan?.(plan, film);
    return { ...storyboardRequest(subject, recorder, { ...options, connect, onPlan }), file: film.file };
  });
  const shared = sharedRequest(options, (event) => {
    options.emit(event);
    // What stops an account stops each of its films.
    if (event.type === "stopping") for (const { recorder } of subjects) recorder.handle(event);
  });
  try {
    const outcome = await runSessions(requests, shared);
    if (outcome.kind === "finished") for (const { subject } of subjects) await subject.ended?.();
    return outcome;
  } finally {
    for (const { recorder } of subjects) await recorder.close();
  }
}

/** Closes an adaptor when the last film that uses it is done with it. */
function closers(): (provider: VideoProvider) => () => Promise<void> {
  const users = new Map<VideoProvider, number>();
  return (provider) => {
    users.set(provider, (users.get(provider) ?? 0) + 1);
    return async () => {
      const left = (users.get(provider) ?? 1) - 1;
      users.set(provider, left);
      if (left === 0) await provider.close();
    };
  };
}
