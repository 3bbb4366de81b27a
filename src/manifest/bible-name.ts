/** What an entry of the bible may be called, so that `$name` ends where the name does. */
export const bibleNamePattern = /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u;
