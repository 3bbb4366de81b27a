import { visibleText } from "../../../base/text/visible-text.ts";
import type { RunEvent } from "../../../run/events.ts";
import { countText } from "../../text/text.ts";
import { type Summary, type SummaryOptions, summary } from "../summary.ts";

export interface FilmOutput {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  /** Where its clips are, as the user would type it. */
  readonly output: string;
}

export interface SeveralSummaryOptions
  extends Pick<SummaryOptions, "command" | "keys" | "palette" | "columns" | "isBesidePlainLines"> {
  readonly films: readonly FilmOutput[];
}

/** The end of a run of several storyboards in words: each for itself, and then all of them. */
export function summaryOfSeveral({ films, ...options }: SeveralSummaryOptions): Summary {
  const files = films.map(({ file }) => file);
  const parts = new Map(
    films.map((film) => [film.file, summary({ ...options, ...film, isOneOfSeveral: true })]),
  );
  const all = summary({ ...options, file: files.join(", "), files });
  const heading = (text: string): string => `${options.palette.strong(visibleText(text))}\n`;
  return {
    handle: (event) => {
      if (event.file === undefined || isInterruption(event)) all.handle(event);
      if (event.file !== undefined && !isSaidOfAll(event)) parts.get(event.file)?.handle(event);
    },
    close: () => {},
    text: () => {
      const ofEach = [...parts].map(([file, part]) => [file, part.text()] as const);
      const sections = [...ofEach, [`All ${countText(films.length, "storyboard")}`, all.text()] as const];
      return sections
        .filter(([, text]) => text !== "")
        .map(([name, text]) => `${heading(name)}${text}`)
        .join("\n");
    },
  };
}

/** The user has interrupted all of them: said once, above how to carry on. */
function isSaidOfAll(event: RunEvent): boolean {
  return event.type === "stopping" && event.reason === "interrupted";
}

/** What the interruption left at the provider is counted for each, and for all of them. */
function isInterruption(event: RunEvent): boolean {
  return isSaidOfAll(event) || (event.type === "shot_unfetched" && event.error.code === "interrupted");
}
