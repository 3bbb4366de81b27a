import { visibleText } from "../../../base/text/visible-text.ts";
import { unreachable } from "../../../base/unreachable.ts";
import type { Price } from "../../../plan/plan.ts";
import type { RunEvent } from "../../../run/events.ts";
import type { HeldShot } from "../../plan/plan-facts.ts";
import { padColumns, padLeft, wrapColumns } from "../../text/columns.ts";
import type { Palette } from "../../text/palette.ts";
import {
  concurrencyText,
  ofProvider,
  overLimitsText,
  placeText,
  stopText,
  warningText,
} from "../../text/phrases.ts";
import { clockText, priceText, shotText } from "../../text/text.ts";

export interface LastingLineOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Columns of the longest name so far, so that figures are below each other. */
  readonly nameColumns: number;
  /** What this shot cost, where prices are known and it was rendered now. */
  readonly price: Price | undefined;
}

/** The line that an event leaves for good above the view, if it does. */
export function lastingLine(event: RunEvent, options: LastingLineOptions): string | undefined {
  const { file, palette } = options;
  switch (event.type) {
    case "shot_done":
      return doneLine(event, options);
    case "shot_failed":
      return marked(
        palette.bad("✗"),
        `${shotText(event)}${placeText(file, event)}  ${event.error.message}`,
        options,
      );
    case "shot_uncertain":
      return marked(
        palette.warn("?"),
        `${shotText(event)}${placeText(file, event)}  may have been paid for: ${event.error.message}`,
        options,
      );
    case "shot_unfetched":
      // What the user interrupted goes on at the provider; the summary counts it.
      if (event.error.code === "interrupted") return undefined;
      return marked(
        palette.warn("!"),
        `${shotText(event)}  not fetched yet: ${event.error.message}`,
        options,
      );
    case "warning":
      return marked(palette.warn("!"), warningText(event), options);
    case "stopping":
      return marked(palette.warn("!"), stopText(event), options);
    case "over_limits":
      return marked(palette.warn("!"), overLimitsText(event), options);
    case "concurrency":
      return event.reason === "limited"
        ? marked(palette.warn("!"), `${ofProvider(event)}${concurrencyText(event)}`, options)
        : undefined;
    case "refused":
      return marked(palette.bad("✗"), event.message, options);
    case "run_started":
    case "balance":
    case "picture_uploaded":
    case "shot_state":
    case "shot_progress":
    case "shot_retrying":
    case "run_finished":
      return undefined;
    default:
      return unreachable(event);
  }
}

/** A shot that no event will be about: it is held back, and the plan says why. */
export function heldLine(shot: HeldShot, options: Omit<LastingLineOptions, "price">): string {
  const why = heldText(shot.reason);
  const text = `${shotText(shot)}${placeText(options.file, shot)}  ${why}`;
  return marked(options.palette.warn("!"), text, { ...options, price: undefined });
}

function heldText(reason: HeldShot["reason"]): string {
  switch (reason) {
    case "clip_missing":
      return "the clip is gone, and is paid for again only with --missing";
    case "clip_differs":
      return "something else is in the clip's place; it is paid for again only with --missing";
    default:
      return "held: content moderation refused exactly this";
  }
}

/** `✓ sc010_sh0010   5 s   1:23  0.50 USD`. */
function doneLine(event: Extract<RunEvent, { type: "shot_done" }>, options: LastingLineOptions): string {
  const { palette, nameColumns, price } = options;
  const length = `${Math.round(event.clip.durationSeconds * 10) / 10} s`;
  const figures = [
    padLeft(length, 6),
    padLeft(event.elapsedMs > 0 ? clockText(event.elapsedMs) : "", 7),
    ...(price === undefined ? [] : [padLeft(priceText(price), 10)]),
    ...(event.superseded ? ["of earlier inputs"] : []),
  ];
  const name = padColumns(visibleText(shotText(event)), nameColumns);
  return `${palette.good("✓")} ${name} ${palette.dim(figures.join("  "))}`.trimEnd();
}

function marked(mark: string, text: string, { columns }: LastingLineOptions): string {
  return `${mark} ${wrapColumns(visibleText(text), { columns: columns - 2, indent: 2 })}`;
}
