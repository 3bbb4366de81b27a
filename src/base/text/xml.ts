/** An element of an XML document; its text, or its elements. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly content: string | readonly XmlElement[];
}

type Content = string | number | readonly (XmlElement | undefined)[];

/** An element with attributes; what is `undefined` is left out. */
export function xml(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  content: Content = [],
): XmlElement {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { name, attributes: Object.fromEntries(given), content: contentOf(content) };
}

/** An element without attributes. */
export function tag(
  name: string,
  ...content: readonly (XmlElement | string | number | undefined)[]
): XmlElement {
  const [first] = content;
  if (content.length === 1 && (typeof first === "string" || typeof first === "number"))
    return xml(name, {}, first);
  return xml(
    name,
    {},
    content.filter((one): one is XmlElement => typeof one === "object"),
  );
}

function contentOf(content: Content): XmlElement["content"] {
  if (typeof content === "string") return content;
  if (typeof content === "number") return String(content);
  return content.filter((one) => one !== undefined);
}

/** The whole document, in UTF-8, with its document type where it has one. */
export function xmlDocument(doctype: string | undefined, root: XmlElement): string {
  const type = doctype === undefined ? "" : `<!DOCTYPE ${doctype}>\n\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${type}${lines(root, "").join("\n")}\n`;
}

function lines({ name, attributes, content }: XmlElement, indent: string): string[] {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const start = `${indent}<${name}${listed.join("")}`;
  if (content.length === 0) return [`${start}/>`];
  if (typeof content === "string") return [`${start}>${escaped(content)}</${name}>`];
  return [`${start}>`, ...content.flatMap((one) => lines(one, `${indent}  `)), `${indent}</${name}>`];
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  // Also in `]]>`, which must not be in any text.
  ">": "&gt;",
  '"': "&quot;",
  // A parser would make spaces of them in attributes.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

// What no XML 1.0 document may have, however it is written (2.2, Char): most controls, half surrogates, two non-characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text that a parser gives back as it was, but for what XML cannot hold. */
function escaped(text: string): string {
  return text
    .replace(forbidden, "\ufffd")
    .replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character);
}
