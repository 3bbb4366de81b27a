/**
 * From where on something of a clip is pointed out. `npm run checks:calibrate` makes clips whose faults are known, and prints
 * how often each of these is wrong, into docs/clip-checks.md.
 */
export const thresholds = {
  /** Seconds by which a clip may be longer or shorter than what was asked for; models give a picture more or less. */
  lengthSeconds: 0.5,
  /** Part by which the ratio of width to height may differ: sizes are rounded to even numbers. */
  aspect: 0.03,
  /** Part of the short side that must be there: models call 1076 pixels 1080P. */
  shortSide: 0.9,
  /** Part by which a frame rate may differ from that of most clips of the film. */
  frameRate: 0.01,
  /** Similarity of a clip's first or last picture with the frame that was wanted, at least. */
  frameSimilarity: 0.7,
  /** Level (0 to 255) that nearly every pixel of a black picture stays below. */
  blackLevel: 26,
  /** Part of a clip's pictures that may be black: clips fade in and out. */
  blackShare: 0.5,
  /** Change of the most changed square between two moments, in levels, below which nothing moves. */
  stillChange: 1.5,
  /** Part of a clip in which nothing moves, without a break. */
  stillShare: 0.5,
  /** Similarity of two takes' pictures, in the middle and at the end, from which on they are one clip twice. */
  takeSimilarity: 0.995,
  /** Similarity of the last picture of a shot and the first one of the next, at least, where they share a frame. */
  seamSimilarity: 0.9,
} as const;
