/** `16:9` as a number; `undefined` for any other text. */
export function ratioOf(aspect: string): number | undefined {
  const [, across, down] = /^(\d+):(\d+)$/.exec(aspect) ?? [];
  const ratio = Number(across) / Number(down);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}
