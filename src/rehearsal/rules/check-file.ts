import type { FileFacts, FileLimits } from "./field.ts";

/** How much longer than a page says a video may be: encoders round to whole pictures. */
const roundedSeconds = 0.05;

/** What is wrong with an uploaded file, by a page; `undefined` where nothing is. */
export function fileFault(limits: FileLimits, facts: FileFacts): string | undefined {
  const { types, bytes, sides, ratio, sizes, seconds, rate, codecs } = limits;
  const { width, height } = facts;
  const isWithin = (value: number, [from, to]: readonly [number, number], slack = 0): boolean =>
    value >= from - slack && value <= to + slack;
  if (types !== undefined && !types.includes(facts.type)) return `must not be ${facts.type}`;
  if (bytes !== undefined && facts.bytes > bytes) return `must have ${bytes} bytes at most`;
  if (sizes !== undefined && !sizes.includes(`${width}x${height}`)) return `must be ${sizes.join(" or ")}`;
  if (sides !== undefined && !(isWithin(width, sides) && isWithin(height, sides)))
    return `must have sides of ${sides.join(" to ")} pixels`;
  if (ratio !== undefined && !isWithin(width / height, ratio))
    return `must be ${ratio.join(" to ")} times as wide as high`;
  if (
    seconds !== undefined &&
    facts.seconds !== undefined &&
    !isWithin(facts.seconds, seconds, roundedSeconds)
  )
    return `must last ${seconds.join(" to ")} seconds`;
  if (rate !== undefined && facts.rate !== undefined && !isWithin(facts.rate, rate, facts.rate / 200))
    return `must have ${rate.join(" to ")} frames a second`;
  if (codecs !== undefined && facts.codec !== undefined && !codecs.includes(facts.codec))
    return `must not be encoded as ${facts.codec}`;
  return undefined;
}
