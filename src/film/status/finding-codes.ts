/** What is pointed out of a clip; docs/clip-checks.md explains each. A person decides what it means. */
export const findingCodes = [
  "length_differs",
  "size_differs",
  "size_smaller",
  "frame_rate_differs",
  "sound_missing",
  "sound_unasked",
  "first_frame_differs",
  "last_frame_differs",
  "black",
  "frozen",
  "takes_alike",
  "jump",
] as const;

export type FindingCode = (typeof findingCodes)[number];
