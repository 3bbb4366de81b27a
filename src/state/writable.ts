import { writableFields } from "./codec.ts";
import { changeFacts, changeTarget, type StateChange } from "./records.ts";

/**
 * The change as it can be written and read again: times within the calendar, numbers that JSON has, optional facts left
 * out that no file could hold. `undefined` where what cannot be written is what the change is about.
 */
export function toWritable(change: StateChange): StateChange | undefined {
  const target = writableFields(changeTarget, change);
  const facts = writableFields(changeFacts[change.type], change);
  if (target === undefined || facts === undefined) return undefined;
  return { ...target, type: change.type, ...facts } as StateChange;
}
