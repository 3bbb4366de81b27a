import type { JsonValue } from "../../base/json.ts";
import { isObject } from "../../base/json.ts";
import {
  choice,
  count,
  decodeFields,
  encodeFields,
  type RecordOf,
  required,
  text,
} from "../../state/codec.ts";
import { type ChangeType, changeFacts, changeTarget } from "../../state/records.ts";
import type { StateChange } from "../../state/state.ts";
import { stateKinds } from "../paths.ts";

const headerFields = {
  version: required("journal_version", count()),
  /** File name of the storyboard. */
  storyboard: required("storyboard", text()),
  kind: required("kind", choice(stateKinds)),
};

/** The journal's first line. */
export type JournalHeader = RecordOf<typeof headerFields>;

export const journalVersion = 1;

export function encodeHeader({ storyboard, kind }: Omit<JournalHeader, "version">): string {
  return line(encodeFields(headerFields, { version: journalVersion, storyboard, kind }));
}

export function decodeHeader(json: JsonValue | undefined): JournalHeader | undefined {
  return isObject(json) ? decodeFields(headerFields, json, { strict: false }) : undefined;
}

/** One change as one line, its newline included. Its length does not depend on the size of the storyboard. */
export function encodeChange(change: StateChange): string {
  const { type } = change;
  return line({ ...encodeFields(changeTarget, change), type, ...encodeFields(changeFacts[type], change) });
}

/** A line of the journal, or `undefined` where it is not one that `encodeChange` writes. */
export function decodeChange(json: JsonValue | undefined): StateChange | undefined {
  if (!isObject(json) || !isType(json.type)) return undefined;
  const target = decodeFields(changeTarget, json, { strict: false });
  const facts = decodeFields(changeFacts[json.type], json, { strict: false });
  if (target === undefined || facts === undefined) return undefined;
  return { ...target, type: json.type, ...facts } as StateChange;
}

function isType(json: JsonValue | undefined): json is ChangeType {
  return typeof json === "string" && Object.hasOwn(changeFacts, json);
}

function line(json: object): string {
  return `${JSON.stringify(json)}\n`;
}
