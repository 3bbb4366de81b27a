import {
  anyText,
  type Codec,
  choice,
  count,
  type Field,
  type Fields,
  instant,
  jsonObject,
  measure,
  optional,
  type RecordOf,
  record,
  required,
  text,
  time,
} from "./codec.ts";
import { patterns } from "./patterns.ts";

/*
 * Each record of the state, declared once: its type in memory, its schema, and how lockfile and journal read and write
 * it follow from the tables here. The lines are in the order of the file.
 */

/**
 * The durable states of an attempt. `pending` is the absence of an attempt, and `uploading` leaves no trace:
 * neither costs anything when it is lost.
 *
 *     submitting -> queued -> in_progress -> downloading -> done
 *         |            |            |
 *      uncertain     failed       failed
 */
export const attemptStates = [
  "submitting",
  "uncertain",
  "queued",
  "in_progress",
  "downloading",
  "done",
  "failed",
] as const;

export type AttemptState = (typeof attemptStates)[number];

/** `Cause`, as a record. */
const cause = record({ code: required("code", code()), message: required("message", anyText) });

/** An error without a code is one all the same, and must not stop its record. */
function code(): Codec<string> {
  const plain = text();
  return { ...plain, toWritable: (value) => plain.toWritable(value) ?? "unknown" };
}

const clipFields = {
  /** Relative to the output folder, with `/`: `sc010_sh0010.mp4` or `superseded/sc010_sh0010.3fa9c1.mp4`. */
  file: required("file", text(patterns.clipFile), "Relative to the output folder"),
  sha256: required("sha256", text(patterns.sha256)),
  bytes: required("bytes", count()),
  durationSeconds: required("duration_seconds", measure),
  width: required("width", count()),
  height: required("height", count()),
};

/** Facts about the clip file of a finished attempt. */
export type ClipFacts = RecordOf<typeof clipFields>;

/** What one submit is billed as, by the contract's words. */
const billing = record({ key: required("key", text()), seconds: required("seconds", measure) });

/** What it costs by the storyboard's price table. */
const price = record({ amount: required("amount", measure), currency: required("currency", text()) });

const clip = record(clipFields);

const share = measure;

/** What was seen of a clip when it was decoded. Similarities are of 0 to 1, shares parts of the whole. */
const checksFields = {
  /** How it was measured: figures of another version are measured again. */
  version: required("version", count(1)),
  frameRate: required("frame_rate", measure, "Pictures a second"),
  audioTracks: required("audio_tracks", count()),
  blackShare: required("black_share", share, "Part of the pictures that are black"),
  stillShare: required("still_share", share, "Longest part in which nothing moves"),
  /** Absent where no frame was wanted, or the picture is not there any more. */
  firstFrame: optional("first_frame", measure, "Similarity with the first frame that was wanted"),
  lastFrame: optional("last_frame", measure, "Similarity with the last frame that was wanted"),
  /** Sketches of the first, the middle and the last picture: to compare clips with each other. */
  first: required("first", text(patterns.sketch), "The first picture as 16 by 9 grey levels, Base64"),
  middle: required("middle", text(patterns.sketch)),
  last: required("last", text(patterns.sketch)),
};

/** What was seen of a finished attempt's clip. */
export type ClipChecks = RecordOf<typeof checksFields>;

const checks = record(checksFields);

/** The states in which an attempt has a field: always, perhaps, and in all others never. */
interface StateField<T, Required extends boolean> extends Field<T, Required> {
  readonly requiredIn: readonly AttemptState[];
  readonly optionalIn: readonly AttemptState[];
}

function always<T>(field: Field<T, true>): StateField<T, true> {
  return { ...field, requiredIn: attemptStates, optionalIn: [] };
}

function perhaps<T>(field: Field<T, false>): StateField<T, false> {
  return { ...field, requiredIn: [], optionalIn: attemptStates };
}

function depending<T>(
  field: Field<T, false>,
  states: { readonly requiredIn: readonly AttemptState[]; readonly optionalIn: readonly AttemptState[] },
): StateField<T, false> {
  return { ...field, ...states };
}

const fields = {
  /** Unique; minted before the submit, outside of any retry. Sent as `client_business_id` where documented. */
  attemptId: always(required("attempt_id", text())),
  state: always(required("state", choice(attemptStates))),
  taskId: depending(optional("task_id", text(), "The provider's id of the task"), {
    requiredIn: ["queued", "in_progress", "downloading"],
    // A clip that was made elsewhere has none.
    optionalIn: ["done", "failed"],
  }),
  /** What the adaptor needs besides the id to come back to the task; opaque. */
  operation: depending(optional("operation", text(), "How the provider's adaptor finds the task again"), {
    requiredIn: [],
    optionalIn: ["queued", "in_progress", "downloading", "done", "failed"],
  }),
  /** Name of the provider. Absent: the first one, which needs no name. */
  provider: perhaps(
    optional("provider", text(), "Who renders it, where that is another than the first provider"),
  ),
  /** Under which key it was submitted, as `SALT:DIGEST`: two are the same account where these are the same. */
  account: perhaps(
    optional("account", text(patterns.account), "SALT:DIGEST of the key that it was submitted with"),
  ),
  fingerprint: always(required("fingerprint", text())),
  inputs: always(required("inputs", jsonObject, "What reached the provider, without defaults")),
  /** What it is billed as: the key of the price table, and the length. */
  billing: perhaps(optional("billing", billing, "What it is billed as")),
  /** What it was expected to cost when it was submitted; absent where the storyboard named no price. */
  price: perhaps(optional("price", price, "What it costs by the storyboard's prices at its submit")),
  /** Unix milliseconds of the intent to submit. */
  submittedAt: always(required("submitted_at", time("ms"))),
  /** Unix milliseconds when the task was seen completed or failed. */
  finishedAt: depending(optional("finished_at", time("ms"), "When the task was seen completed or failed"), {
    requiredIn: ["downloading", "done", "failed"],
    optionalIn: [],
  }),
  /** Present from `downloading` until `done`. */
  resultUrl: depending(optional("result_url", text(), "Where the finished clip waits at the provider"), {
    requiredIn: [],
    optionalIn: ["downloading", "failed"],
  }),
  /** Unix seconds, as the provider says it (24 h after completion): when the result URL dies. */
  expiresAt: depending(optional("expires_at", time("s"), "When the result URL dies"), {
    requiredIn: [],
    optionalIn: ["downloading", "done", "failed"],
  }),
  /** Why it failed, is uncertain, or could not be followed or fetched yet. */
  error: depending(optional("error", cause), {
    requiredIn: ["uncertain", "failed"],
    optionalIn: ["submitting", "queued", "in_progress", "downloading"],
  }),
  /** From the verified download on; final once the state is `done`. */
  clip: depending(optional("clip", clip), {
    requiredIn: ["done"],
    optionalIn: ["downloading", "failed"],
  }),
  /** What was seen of the clip when it was looked at; absent until then. */
  checks: depending(optional("checks", checks, "What was seen of the clip when it was decoded"), {
    requiredIn: [],
    optionalIn: ["done"],
  }),
};

/** One submit of one job and everything that came of it. */
export type Attempt = RecordOf<typeof fields>;

/** The fields that an attempt has in each state, each required or optional there. */
export const attemptFields = Object.fromEntries(
  attemptStates.map((state) => [state, fieldsIn(state)]),
) as Readonly<Record<AttemptState, typeof fields>>;

function fieldsIn(state: AttemptState): Fields {
  const entries = Object.entries<StateField<unknown, boolean>>(fields).flatMap(([name, field]) => {
    const isRequired = field.requiredIn.includes(state);
    return isRequired || field.optionalIn.includes(state) ? [[name, { ...field, required: isRequired }]] : [];
  });
  return Object.fromEntries(entries) as Fields;
}

/** What an attempt begins with, besides its id and its time. */
export const submitFacts = {
  provider: fields.provider,
  account: fields.account,
  fingerprint: fields.fingerprint,
  inputs: fields.inputs,
  billing: fields.billing,
  price: fields.price,
};

const error = required("error", cause);
/** Unix milliseconds. */
const at = required("at", instant("ms"));

/** What each change says, besides the attempt that it is about. */
export const changeFacts = {
  submitting: { ...submitFacts, at },
  /** The job failed before any submit, as when a picture of it was refused: an attempt that begins as failed. */
  rejected: { ...submitFacts, error, at },
  /** A clip that was made elsewhere: an attempt that begins as done, and cost nothing here. */
  adopted: { ...submitFacts, clip: required("clip", clip), at },
  accepted: { taskId: required("task_id", text()), operation: optional("operation", text()) },
  in_progress: {},
  uncertain: { error },
  /** The request never reached the provider, or was refused before acceptance: the attempt never was. */
  withdrawn: {},
  failed: { error, at },
  completed: {
    at,
    resultUrl: optional("result_url", text()),
    /** Unix seconds. */
    expiresAt: optional("expires_at", instant("s")),
  },
  /** Something is in the way (polling or download failed for now); the state stays. */
  troubled: { error },
  /** The `.part` file is whole and verified; it is about to be renamed to `clip.file`. */
  fetched: { clip: required("clip", clip) },
  done: {},
  /** The clip of a done attempt was moved (superseded, or brought back). */
  moved: { file: clipFields.file },
  /** The clip of a done attempt was decoded and looked at: this clip, and no other that takes its place. */
  inspected: { sha256: clipFields.sha256, checks: required("checks", checks) },
  /** The shot has another id now: its attempts are on record under that, which the change names. */
  renamed: { from: required("from", text(patterns.shotId), "The shot's id before") },
};

export type ChangeType = keyof typeof changeFacts;

const target = {
  id: required("shot", text(patterns.shotId)),
  take: required("take", take()),
  attemptId: required("attempt_id", text()),
};

/** A take's number, which is a key in the lockfile. */
function take(): Codec<number> {
  const { shape, encode, ...plain } = count(1);
  const accepts = (value: number | undefined) =>
    value !== undefined && patterns.take.test(String(value)) ? value : undefined;
  return {
    shape,
    encode,
    decode: (json) => accepts(plain.decode(json)),
    toWritable: accepts,
  };
}

/** What the journal's line of a change begins with. */
export const changeTarget = target;

/**
 * One fact for the journal. Replaying a journal over the state that it started from, or over a later one,
 * gives the same result: changes name their attempt, and a state never goes back.
 */
export type StateChange = {
  readonly [Type in ChangeType]: RecordOf<typeof target> & { readonly type: Type } & RecordOf<
      (typeof changeFacts)[Type]
    >;
}[ChangeType];
