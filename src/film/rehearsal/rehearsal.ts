import type { JsonObject } from "../../base/json.ts";
import { success } from "../../base/result.ts";
import type { Job } from "../../manifest/job.ts";
import { loadStillReader, type StillPicture } from "../../media/decode/still-picture.ts";
import { loadFrameFitter } from "../../media/fit-frame.ts";
import { draftClips } from "../../rehearsal/drafts/draft-clips.ts";
import type { EncoderAbsent } from "../../rehearsal/drafts/draft-encoder.ts";
import { plainDrafts } from "../../rehearsal/drafts/plain-drafts.ts";
import { startRehearsalServer } from "../../rehearsal/server/server.ts";
import type { LockState } from "../../state/state.ts";
import type { RunEvent } from "../../run/events.ts";
import { RehearsalStage } from "./rehearsal-stage.ts";
import type { RunOptions } from "../run-film.ts";

const generationMs = 600;
/** Goes where the key goes. The embedded server takes any, and no real one is read. */
const apiKey = "rehearsal";

/** A provider on this machine that renders drafts, for nothing. */
export interface Rehearsal {
  readonly baseUrl: URL;
  readonly apiKey: string;
  /** The provider's documented pace is made for minutes; a draft takes a second. */
  readonly pollIntervalMs: number;
  /** The optional packages are not there: the clips are plain cards. */
  readonly encoderAbsent?: EncoderAbsent;
  /** Takes pictures out of drafts; blank ones where the optional packages are not there. */
  readonly loadStills: NonNullable<RunOptions["loadStills"]>;
  /** Crops and pads frames; blank ones where the optional package is not there. */
  readonly loadFitter: NonNullable<RunOptions["loadFitter"]>;
  /** Hears what the run does, which says whose each task is; without it the takes of a shot look the same. */
  observe(event: RunEvent): void;
  /** Says what an earlier rehearsal's tasks were. */
  recall(state: LockState): void;
  close(): Promise<void>;
}

/** A grey pixel: what plain drafts do not show anyway. */
const blankPicture: StillPicture = {
  bytes: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
    "base64",
  ),
  mimeType: "image/png",
};

/** Starts the embedded server for these jobs, on loopback. */
export async function openRehearsal(jobs: readonly Job[]): Promise<Rehearsal> {
  const stage = new RehearsalStage(jobs);
  const title = (body: JsonObject): string | undefined => stage.title(body);
  const drafts = await draftClips({ title, takeOf: (taskId, body) => stage.takeOf(taskId, body) });
  const clips = drafts.ok ? drafts.value : await plainDrafts({ title });
  const server = await startRehearsalServer({
    ...stage.serverOptions(),
    apiKey,
    clips,
    generationMs: () => generationMs,
  });
  return {
    baseUrl: new URL(server.url),
    apiKey,
    pollIntervalMs: 500,
    ...(drafts.ok ? {} : { encoderAbsent: drafts.error }),
    loadStills: async () => {
      const stills = await loadStillReader();
      return stills.ok ? stills : success({ read: async () => success(blankPicture) });
    },
    loadFitter: async () => {
      const fitter = await loadFrameFitter();
      return fitter.ok ? fitter : success({ fit: async () => success(blankPicture) });
    },
    observe: (event) => stage.observe(event),
    recall: (state) => {
      stage.state = state;
    },
    close: async () => {
      await server.close();
      await clips.close?.();
    },
  };
}
