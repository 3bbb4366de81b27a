import { createHash } from "node:crypto";
import type { Cause } from "../../base/cause.ts";
import { type Result, success } from "../../base/result.ts";
import type { ClipFolder } from "../../clips/clip-folder.ts";
import type { LocalPicture } from "../../manifest/job.ts";
import type { StillPicture } from "../../media/decode/still-picture.ts";

/** A picture that was made for an upload, as a file that `dropPicture` lets go. */
export async function keptPicture(
  output: ClipFolder,
  { bytes, mimeType }: StillPicture,
): Promise<Result<Pick<LocalPicture, "file" | "sha256" | "bytes" | "mimeType">, Cause>> {
  const kept = await output.keepPicture(bytes, mimeType === "image/png" ? "png" : "jpg");
  if (!kept.ok) return kept;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return success({ file: kept.value, sha256, bytes: bytes.length, mimeType });
}
