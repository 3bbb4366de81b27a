import { unreachable } from "../../base/unreachable.ts";
import type { AssembledFilm } from "../../cut/film/assemble.ts";
import type { WhyEncoded } from "../../cut/film/join-plan.ts";
import { timebase } from "../../cut/time/frame-rate.ts";
import { timecode } from "../../cut/time/timecode.ts";
import { countText } from "../text/text.ts";

/** What `dailies assemble` says of the film that it made. */
export function assembleText({ layout, encoded }: AssembledFilm, file: string): string {
  const { shots, frames, rate } = layout;
  const missing = shots.filter(({ item }) => item.chosen === undefined).map(({ item }) => item.id);
  const lines = [
    `${file}: ${countText(shots.length, "shot")}, ${timecode(frames, timebase(rate))} (${layout.width}x${layout.height})`,
    encoded === undefined ? "The clips are joined as they are." : `Encoded anew: ${whyText(encoded)}.`,
    ...(missing.length === 0 ? [] : [`A slate in place of: ${missing.join(", ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function whyText(why: WhyEncoded): string {
  switch (why.kind) {
    case "missing":
      return `${countText(why.ids.length, "shot")} without a clip`;
    case "uneven":
      return `the frames of ${why.id} are not evenly spaced, or its codec cannot be joined`;
    case "burnt_in":
      return "words are burnt into the pictures";
    case "differ":
      return `${why.one} and ${why.other} differ in size, rate or codec`;
    case "trimmed":
      return `${why.ids.join(", ")} ${why.ids.length === 1 ? "is" : "are"} cut between key pictures`;
    default:
      return unreachable(why);
  }
}
