import type { Body } from "./body.ts";
import type { Field } from "./field.ts";
import type { FrameReader } from "./frame-places.ts";

/** What one page of the documentation lets one or several models be asked. */
export interface ModelPage {
  /** The names on the wire that the page has. */
  readonly models: readonly string[];
  /** `YYYY-MM` of the document. */
  readonly edition: string;
  /** The document, in the vendor's repository `toapis/docs` where it is an `.mdx`. */
  readonly page: string;
  /** All fields beside `model`; a field that is not on the page is refused. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly needs: readonly string[];
  readonly rules: readonly PageRule[];
  /** Where the frames are; absent where the model has none. */
  readonly frames?: FrameReader;
}

/** A rule over several fields, with the line of the page. It is asked only where each field by itself is right. */
export interface PageRule {
  /** The field that is blamed. */
  readonly at: string;
  readonly says: string;
  readonly line: string;
  readonly holds: (body: Body) => boolean;
}

export function rule(at: string, line: string, says: string, holds: (body: Body) => boolean): PageRule {
  return { at, says, line, holds };
}

/** Fields of which only one may be there. */
export function apart(line: string, one: string, ...others: readonly string[]): PageRule {
  const says = `${one} does not go together with ${others.join(", ")}`;
  return rule(one, line, says, (body) => !body.has(one) || !body.has(...others));
}

/** No page says it of every model; where one is silent, it is the safer reading. */
export function lastNeedsFirst(list: string, last = "last_frame", key = "role"): PageRule {
  return rule(list, "safer reading", "a last frame needs a first frame", (body) => {
    return body.uses(list, key, last) === 0 || body.uses(list, key, "first_frame") > 0;
  });
}
