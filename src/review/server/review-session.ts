import pLimit from "p-limit";
import type { Result } from "../../base/result.ts";
import type { ChooseProblem } from "../../film/choose.ts";
import type { Film } from "../../film/open-film.ts";
import type { FilmProblem } from "../../film/problem.ts";
import type { IsNamed } from "../../film/select/select-shots.ts";
import { collectReview } from "../collect-review.ts";
import type { Decision, ReviewData } from "../review-data.ts";
import { writeDecision } from "./decide.ts";
import { ServedFiles } from "./served-files.ts";

/** A film as it is now, with those of its shots that are shown. */
export interface OpenedReview {
  readonly film: Film;
  readonly isNamed: IsNamed;
}

export interface ReviewSource {
  /** Opens the film anew; `undefined` where it cannot be opened now, as while somebody edits it. */
  readonly reopen: () => Promise<OpenedReview | undefined>;
  /** Who decides. */
  readonly by?: string | undefined;
}

/** What is served of a film: the newest that could be read, and what is decided about it, one step after the other. */
export class ReviewSession {
  readonly files = new ServedFiles();
  readonly #source: ReviewSource;
  readonly #inTurn = pLimit(1);
  readonly #listeners = new Set<() => void>();
  #film: Film;
  #data: ReviewData;
  #text: string;

  private constructor(source: ReviewSource, film: Film, data: ReviewData, files: ServedFiles) {
    this.#source = source;
    this.#film = film;
    this.#data = data;
    this.#text = JSON.stringify(data);
    this.files = files;
  }

  static async open(opened: OpenedReview, source: ReviewSource): Promise<Result<ReviewSession, FilmProblem>> {
    const files = new ServedFiles();
    const collected = await collect(opened, source, files);
    if (!collected.ok) return collected;
    return { ok: true, value: new ReviewSession(source, opened.film, collected.value, files) };
  }

  get data(): ReviewData {
    return this.#data;
  }

  /** The same as JSON. */
  get text(): string {
    return this.#text;
  }

  /** Calls back after something changed that the page shows. Gives what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks anew. What cannot be read now is shown as it was, and said. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#refresh());
  }

  decide(decision: Decision): Promise<Result<void, ChooseProblem>> {
    return this.#inTurn(async () => {
      const written = await writeDecision(this.#film, decision, this.#source.by);
      if (written.ok) await this.#refresh();
      return written;
    });
  }

  async #refresh(): Promise<void> {
    const opened = await this.#source.reopen();
    const collected = opened === undefined ? undefined : await collect(opened, this.#source, this.files);
    if (opened !== undefined && collected?.ok === true) {
      this.#film = opened.film;
      this.#show(collected.value);
    } else {
      this.#show({
        ...this.#data,
        trouble: `${this.#data.storyboard} or what is beside it cannot be read now; shown is what was there before. See: dailies check`,
      });
    }
  }

  #show(data: ReviewData): void {
    const text = JSON.stringify(data);
    if (text === this.#text) return;
    this.#data = data;
    this.#text = text;
    for (const listener of this.#listeners) listener();
  }
}

function collect(
  { film, isNamed }: OpenedReview,
  { by }: ReviewSource,
  files: ServedFiles,
): Promise<Result<ReviewData, FilmProblem>> {
  return collectReview(film, { isNamed, by, urlOf: (file, sha256) => files.urlOf(file, sha256) });
}
