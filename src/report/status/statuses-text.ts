import { visibleText } from "../../base/text/visible-text.ts";
import type { FilmStatus } from "../../film/status/shot-status.ts";
import type { Price } from "../../plan/plan.ts";
import { countText, priceText } from "../text/text.ts";
import { countsText, type StatusTextOptions, statusText } from "./status-text.ts";

export interface FilmToShow extends Pick<StatusTextOptions, "file" | "output"> {
  readonly status: FilmStatus;
}

/** Several films, each with its name above it, and what there is of all of them together. */
export function statusesText(
  films: readonly FilmToShow[],
  { spent, palette, all }: Pick<StatusTextOptions, "palette" | "all"> & { readonly spent: Price | null },
): string {
  const heading = (text: string): string => palette.strong(visibleText(text));
  const each = films.flatMap(({ file, output, status }) => [
    heading(file),
    statusText(status, { file, output, palette, now: status.now, ...(all === undefined ? {} : { all }) }),
  ]);
  const sums = [
    countsText(films.flatMap(({ status }) => status.statuses)),
    ...(spent === null ? [] : [`${priceText(spent)} spent on all of them so far`]),
  ];
  return [...each, heading(`All ${countText(films.length, "storyboard")}`), ...sums, ""].join("\n");
}
