/** Formats that editing programs open, by the name that the command line gives them. */
export const timelineFormats = ["otio", "fcpxml", "fcp7xml", "edl"] as const;

export type TimelineFormat = (typeof timelineFormats)[number];
