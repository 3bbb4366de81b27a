import { createHash } from "node:crypto";
import type { Cause } from "../../base/cause.ts";
import { readPlainFileSync } from "../../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { LocalPicture } from "../../manifest/job.ts";
import type { FrameFitting } from "../../media/fit-frame.ts";
import type { RunContext } from "../context.ts";
import { keptPicture } from "./kept-picture.ts";

/** A frame cut or padded to its clip's aspect, as a file to be uploaded, which is let go with `dropPicture`. */
export async function fittedPicture(
  { fitter, output, provider }: Pick<RunContext, "fitter" | "output" | "provider">,
  picture: LocalPicture,
  fitting: FrameFitting,
): Promise<Result<LocalPicture, Cause>> {
  if (fitter === undefined) throw new Error("what fits frames is loaded before anything is submitted");
  const { fit: _done, ...rest } = picture;
  const read = readPlainFileSync(picture.file, { mostBytes: picture.bytes, links: "follow" });
  if (!read.ok || createHash("sha256").update(read.value).digest("hex") !== picture.sha256) {
    return failure({ code: "picture_changed", message: "it is not the picture any more that was checked" });
  }
  const { largestPictureBytes: mostBytes } = provider.facts;
  const fitted = await fitter.fit(read.value, { ...fitting, mostBytes });
  if (!fitted.ok)
    return failure({ code: "picture_not_fitted", message: `the picture ${fitted.error.message}` });
  const kept = await keptPicture(output, fitted.value);
  return kept.ok ? success({ ...rest, ...kept.value }) : kept;
}
