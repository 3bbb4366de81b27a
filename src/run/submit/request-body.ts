import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { LocalPicture } from "../../manifest/job.ts";

/** The body with the placeholders of local pictures replaced by the URLs of their uploads. */
export function withUploadedPictures(
  body: JsonObject,
  pictures: readonly { readonly picture: LocalPicture; readonly url: string }[],
): JsonObject {
  let filled: JsonValue = body;
  for (const { picture, url } of pictures) filled = replaceAt(filled, picture.at, url);
  return filled as JsonObject;
}

function replaceAt(value: JsonValue, path: readonly (string | number)[], url: string): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return url;
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => (index === step ? replaceAt(item, rest, url) : item));
  }
  const object = value as JsonObject;
  return { ...object, [step]: replaceAt(object[step] ?? null, rest, url) };
}
