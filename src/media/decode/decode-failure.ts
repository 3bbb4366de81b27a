/** Why no picture of a clip is seen. */
export type DecodeFailure =
  /** The optional packages that decode are not installed. */
  | { readonly code: "decoder_absent"; readonly message: string; readonly installCommand: string }
  | { readonly code: "not_decodable"; readonly message: string };

/** @param error what the decoder, or whatever reads the file, threw */
export function notDecodable(error: unknown): DecodeFailure {
  const why = error instanceof Error ? error.message : String(error);
  return { code: "not_decodable", message: `the clip cannot be decoded: ${why}` };
}
