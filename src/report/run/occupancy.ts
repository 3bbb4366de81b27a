/** How many equally likely durations represent the whole distribution. */
const pointCount = 60;

/**
 * The product-limit estimate of a duration, as equally likely values in ascending order.
 *
 * @param ended durations that are over, milliseconds
 * @param running ages of those that are not: each lasts at least so long
 * @param tailMs how long those last that outlive every ended one, where something says so
 */
export function occupancyPoints(
  ended: readonly number[],
  running: readonly number[],
  tailMs?: number,
): readonly number[] {
  const times = [
    ...ended.map((ms) => ({ ms, isEnd: true })),
    ...running.map((ms) => ({ ms, isEnd: false })),
  ].sort((a, b) => a.ms - b.ms || Number(b.isEnd) - Number(a.isEnd));
  const longestEnd = ended.length === 0 ? 0 : Math.max(...ended);
  const longest = times.at(-1)?.ms ?? 0;
  const tail = Math.max(longest * 1.05, tailMs ?? longestEnd * 1.1);
  const points: number[] = [];
  let surviving = 1;
  for (const [index, { ms, isEnd }] of times.entries()) {
    if (!isEnd) continue;
    surviving *= 1 - 1 / (times.length - index);
    while (points.length < pointCount * (1 - surviving) - 0.5) points.push(ms);
  }
  while (points.length < pointCount) points.push(surviving > 0 ? tail : longestEnd);
  return points;
}
