import { failure, type Result, success } from "../../../base/result.ts";

/**
 * Reads an API key as it comes from the environment. White space around it goes away; anything that cannot be in a
 * header is an error. The error never repeats the key.
 */
export function parseApiKey(text: string): Result<string, string> {
  const key = text.trim();
  if (key === "") return failure("The API key is empty.");
  if (/^bearer\s/i.test(key)) return failure('The API key begins with "Bearer"; give the key alone.');
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return failure(
      "The API key holds spaces or characters that no key has; was something else copied along?",
    );
  }
  return success(key);
}
