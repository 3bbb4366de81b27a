export const fullWidthColon = "`：` is a full-width colon; YAML's is `:` with a space behind it";
export const fullWidthComma = "`，` is a full-width comma; YAML's is `,`";

/** What writers' keyboards put in the place of YAML's own signs, as a hint; `undefined` where there is none of it. */
export function slipIn(text: string): string | undefined {
  if (/^[\p{L}\p{Nd}_."'-]+\s*：/u.test(text)) return fullWidthColon;
  if (/^[\p{L}\p{Nd}_]+:[^\s/\\\d]/u.test(text)) return "a colon has a space behind it: `key: value`";
  if (/\.(?:jpe?g|png|webp|gif)\s*[，、]/iu.test(text)) return fullWidthComma;
  if (/^[“”„«「『].*[“”»」』]$/u.test(text))
    return "these quotes are a part of the text; YAML's are `\"` and `'`";
  return undefined;
}
