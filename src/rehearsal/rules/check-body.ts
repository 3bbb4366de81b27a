import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { BodyIssue } from "../server/options.ts";
import { Body } from "./body.ts";
import { fileFault } from "./check-file.ts";
import type { Field, FileFacts } from "./field.ts";
import type { ModelPage } from "./model-page.ts";

/** What is at an address; `undefined` for what is not on this server. */
export type FileAt = (address: string) => FileFacts | undefined;

const nothingHere: FileAt = () => undefined;

/** All that a page does not let pass in a body. Rules over several fields are asked where the fields are right. */
export function checkBody(
  page: ModelPage,
  body: JsonObject,
  fileAt: FileAt = nothingHere,
): readonly BodyIssue[] {
  const issues: BodyIssue[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === "model") continue;
    const field = own(page.fields, name);
    if (field === undefined) issues.push({ path: name, message: "is not a parameter of this model" });
    else issues.push(...checkField(field, value, { path: name, fileAt }));
  }
  for (const name of page.needs) {
    const value = body[name];
    if (typeof value === "string" ? value.trim() === "" : value === undefined)
      issues.push({ path: name, message: "is required" });
  }
  if (issues.length > 0) return issues;
  const asked = new Body(body);
  return page.rules
    .filter(({ holds }) => !holds(asked))
    .map(({ at, says, line }) => ({ path: at, message: `${says} (${line})` }));
}

interface Place {
  readonly path: string;
  readonly fileAt: FileAt;
}

function checkField(field: Field, value: JsonValue, place: Place): readonly BodyIssue[] {
  const { path, fileAt } = place;
  const wrong = (message: string): readonly BodyIssue[] => [{ path, message }];
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? textIssues(field, value, path) : wrong("must be a string");
    case "number":
      if (typeof value !== "number") return wrong("must be a number");
      if (field.whole && !Number.isInteger(value)) return wrong("must be a whole number");
      return isAllowed(field, value) ? [] : wrong(`must not be ${value}`);
    case "flag":
      return typeof value === "boolean" ? [] : wrong("must be true or false");
    case "address": {
      if (typeof value !== "string" || !isAddress(field, value)) return wrong("must be a public URL");
      const facts = field.file === undefined ? undefined : fileAt(value);
      const fault = field.file && facts && fileFault(field.file, facts);
      return fault === undefined ? [] : wrong(fault);
    }
    case "list":
      return Array.isArray(value) ? listIssues(field, value, place) : wrong("must be a list");
    case "parts":
      return isObject(value) ? partIssues(field, value, place) : wrong("must be an object");
    default:
      return unreachable(field);
  }
}

type Of<T extends Field["kind"]> = Extract<Field, { kind: T }>;

function textIssues({ most, oneOf, form }: Of<"text">, value: string, path: string): readonly BodyIssue[] {
  if (oneOf !== undefined && !oneOf.includes(value))
    return [{ path, message: `must be one of ${oneOf.join(", ")}` }];
  if (form !== undefined && !form.test(value)) return [{ path, message: "is not in the right form" }];
  return most !== undefined && Array.from(value).length > most
    ? [{ path, message: `must have ${most} characters at most` }]
    : [];
}

function isAllowed({ from, to, oneOf }: Of<"number">, value: number): boolean {
  if (oneOf?.includes(value) === true) return true;
  if (from === undefined && to === undefined) return oneOf === undefined;
  return (from === undefined || value >= from) && (to === undefined || value <= to);
}

function isAddress({ asset, data }: Of<"address">, value: string): boolean {
  if (asset === true && /^asset:\/\/\S+$/.test(value)) return true;
  if (data !== undefined && value.startsWith(`data:${data}/`)) return true;
  return /^https?:\/\/[^\s/]\S*$/i.test(value) && URL.canParse(value);
}

function listIssues(
  { of, most, mostSeconds, uses }: Of<"list">,
  items: readonly JsonValue[],
  { path, fileAt }: Place,
): readonly BodyIssue[] {
  const issues: BodyIssue[] = [];
  if (mostSeconds !== undefined) {
    const seconds = textsIn(items).reduce((sum, text) => sum + (fileAt(text)?.seconds ?? 0), 0);
    if (seconds > mostSeconds + items.length * 0.05)
      issues.push({ path, message: `must last ${mostSeconds} seconds at most, taken together` });
  }
  if (most !== undefined && items.length > most)
    issues.push({ path, message: `must have ${most} items at most` });
  for (const [use, limit] of Object.entries(uses?.most ?? {})) {
    const count = items.filter((item) => isObject(item) && item[uses?.key ?? ""] === use).length;
    if (count > limit) issues.push({ path, message: `must have ${limit} of ${use} at most` });
  }
  const each = items.flatMap((item, index) => checkField(of, item, { path: `${path}[${index}]`, fileAt }));
  return [...issues, ...each];
}

/** The texts that items are, or have in them. */
function textsIn(items: readonly JsonValue[]): readonly string[] {
  return items
    .flatMap((item): readonly JsonValue[] => (isObject(item) ? Object.values(item) : [item]))
    .filter((value) => typeof value === "string");
}

function partIssues(
  { parts, needs, open }: Of<"parts">,
  value: JsonObject,
  { path, fileAt }: Place,
): readonly BodyIssue[] {
  const given = Object.entries(value).flatMap(([key, part]): readonly BodyIssue[] => {
    const field = own(parts, key);
    const at = `${path}.${key}`;
    if (field !== undefined) return checkField(field, part, { path: at, fileAt });
    return open ? [] : [{ path: at, message: "is not known here" }];
  });
  const missing = needs.filter((key) => !Object.hasOwn(value, key) || value[key] === "");
  return [...given, ...missing.map((key) => ({ path: `${path}.${key}`, message: "is required" }))];
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
