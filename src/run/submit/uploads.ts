import { basename } from "node:path";
import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { LocalPicture } from "../../manifest/job.ts";
import { type RunContext, stop } from "../context.ts";
import type { JobRef } from "../events.ts";
import { RetryWaits } from "../retry/retry-waits.ts";

export type UploadEnding =
  | { readonly kind: "uploaded"; readonly url: string }
  /** The provider does not want the picture, or could not be made to take it. Nothing was paid. */
  | { readonly kind: "failed"; readonly error: Cause }
  | { readonly kind: "stopped" };

/** Uploads each picture once per content, however many shots use it, and hands every shot the same URL. */
export class Uploads {
  readonly #context: RunContext;
  readonly #byContent = new Map<string, Promise<UploadEnding>>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  urlOf(picture: LocalPicture, ref: JobRef): Promise<UploadEnding> {
    const known = this.#byContent.get(picture.sha256);
    if (known !== undefined) return known;
    const upload = this.#upload(picture, ref);
    this.#byContent.set(picture.sha256, upload);
    return upload;
  }

  async #upload(picture: LocalPicture, ref: JobRef): Promise<UploadEnding> {
    const context = this.#context;
    const { submits } = context.gate;
    const retryWaits = new RetryWaits(context, ref, "upload");
    while (!submits.aborted) {
      const outcome = await context.provider.upload(
        {
          file: picture.file,
          fileName: basename(picture.file),
          mimeType: picture.mimeType,
          bytes: picture.bytes,
          sha256: picture.sha256,
        },
        submits,
      );
      switch (outcome.kind) {
        case "uploaded": {
          const { sha256, bytes, writtenAs } = picture;
          context.contact.made = true;
          context.emit({ type: "picture_uploaded", sha256, bytes, writtenAs });
          return outcome;
        }
        case "picture_changed":
          return failed("picture_changed", picture, outcome.cause.message);
        case "refused":
          return failed("picture_refused", picture, outcome.cause.message);
        case "key_refused":
        case "no_balance":
          stop(context, outcome.kind, outcome.cause.message);
          break;
        case "limited":
          if (await retryWaits.waitAfterLimit(outcome.cause, submits, outcome.retryAfterMs)) continue;
          if (!submits.aborted) return failed("rate_limited", picture, outcome.cause.message);
          break;
        case "not_sent":
          if (await retryWaits.waitUntilReachable(outcome.cause, submits)) continue;
          stop(context, "unreachable", outcome.cause.message);
          break;
        case "unavailable":
          if (await retryWaits.waitAfterFailure(outcome.cause, submits)) continue;
          if (!submits.aborted) return failed("upload_failed", picture, outcome.cause.message);
          break;
        default:
          return unreachable(outcome);
      }
    }
    return { kind: "stopped" };
  }
}

function failed(code: string, picture: LocalPicture, message: string): UploadEnding {
  return { kind: "failed", error: { code, message: `${picture.key} (${picture.writtenAs}): ${message}` } };
}
