/** What writers' keyboards put in the place of YAML's own signs, as a hint; `undefined` where there is none of it. */
export function slipIn(text: string): string | undefined {
  if (/^[\p{L}\p{Nd}_"']+\s*：/u.test(text)) {
    return "`：` is a full-width colon; YAML's is `:` with a space behind it";
  }
  if (/^[\p{L}\p{Nd}_]+:[^\s/]/u.test(text)) return "a colon has a space behind it: `key: value`";
  if (/^[[{].*，/u.test(text) || /\.(?:jpe?g|png|webp|gif)\s*[，、]/iu.test(text)) {
    return "`，` is a full-width comma; YAML's is `,`";
  }
  return undefined;
}
