import { edlText } from "./edl.ts";
import { fcp7xmlText } from "./fcp7xml.ts";
import { fcpxmlText } from "./fcpxml.ts";
import type { TimelineFormat } from "./format-names.ts";
import { otioText } from "./otio.ts";
import type { Timeline } from "./timeline.ts";

const writers: Readonly<Record<TimelineFormat, (timeline: Timeline) => string>> = {
  otio: otioText,
  fcpxml: fcpxmlText,
  fcp7xml: fcp7xmlText,
  edl: edlText,
};

/** The timeline as the text of a file. */
export function timelineText(timeline: Timeline, format: TimelineFormat): string {
  return writers[format](timeline);
}
