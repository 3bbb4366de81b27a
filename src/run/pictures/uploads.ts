import { basename, parse } from "node:path";
import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { LocalPicture } from "../../manifest/job.ts";
import type { FrameFitting } from "../../media/fit-frame.ts";
import { type RunContext, stop } from "../context.ts";
import type { JobRef } from "../events.ts";
import { RetryWaits } from "../retry/retry-waits.ts";
import { fittedPicture } from "./fitted-picture.ts";

export type UploadEnding =
  | { readonly kind: "uploaded"; readonly url: string }
  /** The provider does not want the picture, or could not be made to take it. Nothing was paid. */
  | { readonly kind: "failed"; readonly error: Cause }
  | { readonly kind: "stopped" };

/** What an account was given, or is being given, by content and fit. */
export type UploadsByContent = Map<string, Promise<UploadEnding>>;

/** Uploads each picture once per content and fit, however many shots use it, and hands every shot the same URL. */
export class Uploads {
  readonly #context: RunContext;
  readonly #byContent: UploadsByContent;

  /** @param byContent the account's, which the runs of several storyboards may share */
  constructor(context: RunContext, byContent: UploadsByContent) {
    this.#context = context;
    this.#byContent = byContent;
  }

  async urlOf(picture: LocalPicture, ref: JobRef): Promise<UploadEnding> {
    const { sha256, fit } = picture;
    const content = fit === undefined ? sha256 : `${sha256} ${fit.mode} ${fit.aspect}`;
    for (let known = this.#byContent.get(content); known !== undefined; ) {
      const ending = await known;
      // One that another storyboard's run began, and gave up when it was stopped, is not this one's end.
      if (ending.kind !== "stopped" || this.#context.gate.submits.aborted) return ending;
      const newer = this.#byContent.get(content);
      known = newer === known ? undefined : newer;
    }
    const upload = fit === undefined ? this.#upload(picture, ref) : this.#uploadFitted(picture, fit, ref);
    this.#byContent.set(content, upload);
    return await upload;
  }

  /** The fitted picture is a file of its own while it is sent, so that what is sent is checked like any other picture. */
  async #uploadFitted(picture: LocalPicture, fit: FrameFitting, ref: JobRef): Promise<UploadEnding> {
    const { drawing, gate } = this.#context;
    const fitted = await drawing(() =>
      gate.submits.aborted ? undefined : fittedPicture(this.#context, picture, fit),
    );
    if (fitted === undefined) return { kind: "stopped" };
    if (!fitted.ok) return failed(fitted.error.code, picture, fitted.error.message);
    const ending = await this.#upload(fitted.value, ref, nameOf(picture, fitted.value));
    await this.#context.output.dropPicture(fitted.value.file);
    return ending;
  }

  async #upload(picture: LocalPicture, ref: JobRef, name = basename(picture.file)): Promise<UploadEnding> {
    const context = this.#context;
    const { submits } = context.gate;
    const retryWaits = new RetryWaits(context, ref, "upload");
    while (!submits.aborted) {
      const outcome = await context.provider.upload(
        {
          file: picture.file,
          fileName: name,
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

/** The name of the file that it is made of, with the ending of what is sent. */
function nameOf(source: LocalPicture, { mimeType }: LocalPicture): string {
  return `${parse(source.file).name}${mimeType === "image/png" ? ".png" : ".jpg"}`;
}

function failed(code: string, picture: LocalPicture, message: string): UploadEnding {
  return { kind: "failed", error: { code, message: `${picture.key} (${picture.writtenAs}): ${message}` } };
}
