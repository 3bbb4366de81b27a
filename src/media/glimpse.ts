const glimpseLength = 100;

/** What bytes that should have been a clip are instead, in a few words, with the start of a text quoted. */
export function glimpse(head: Uint8Array): string {
  const text = printableText(head);
  if (text === undefined)
    return `unknown data (starts with ${Buffer.from(head.subarray(0, 8)).toString("hex")})`;
  const kind = /^<(!doctype html|html)/i.test(text)
    ? "an HTML page"
    : text.startsWith("<")
      ? "an XML text"
      : /^[{[]/.test(text)
        ? "a JSON text"
        : "a text";
  const words = kind === "an HTML page" ? text.replace(/<[^>]*>/g, " ") : text;
  const short = words.replace(/\s+/g, " ").trim();
  return `${kind}: "${short.length > glimpseLength ? `${short.slice(0, glimpseLength)}…` : short}"`;
}

/** The bytes as text, or `undefined` when they are none. */
function printableText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF|\uFFFD+$/g, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the difference between data and text
  if (/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\uFFFD]/.test(text)) return undefined;
  return text.trim();
}

const signatures: readonly (readonly [hex: RegExp, ending: string])[] = [
  [/^ffd8ff/, "jpg"],
  [/^89504e47/, "png"],
  [/^47494638/, "gif"],
  [/^52494646.{8}57454250/, "webp"],
];

/** The ending that a file with this beginning should have: of a text or a picture, or `bin`. */
export function looksLike(head: Uint8Array): string {
  const hex = Buffer.from(head.subarray(0, 16)).toString("hex");
  const picture = signatures.find(([signature]) => signature.test(hex));
  if (picture !== undefined) return picture[1];
  const text = printableText(head);
  if (text === undefined) return "bin";
  if (/^<(!doctype html|html)/i.test(text)) return "html";
  if (text.startsWith("<")) return "xml";
  return /^[{[]/.test(text) ? "json" : "txt";
}
