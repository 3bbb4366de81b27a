import type { JsonValue } from "../base/json.ts";

/**
 * Every problem with the user's input, with the data that is needed to say it. The words are in `words.ts`, and nowhere
 * else. A new kind is a line here and an entry there; neither compiles without the other.
 */
interface ProblemData {
  // a file as a whole
  file_not_found: NoData;
  file_unreadable: { readonly why: WhyUnreadable };
  // YAML
  /** `detail` is the parser's sentence; `slip` what the writer most likely did. */
  yaml_syntax: { readonly detail: string; readonly slip?: YamlSlip };
  yaml_second_document: NoData;
  /** `limit` is absent where the parser gave up before it could count. */
  yaml_too_deep: { readonly limit?: number };
  yaml_alias_bomb: { readonly limit: number };
  yaml_anchor_missing: { readonly anchor: string };
  yaml_key_not_text: NoData;
  yaml_duplicate_key: { readonly key: string };
  number_not_finite: NoData;
  value_not_plain: NoData;
  // the storyboard's shape
  storyboard_empty: NoData;
  /** `text` where the file is one. */
  storyboard_not_mapping: { readonly text?: string };
  version_unsupported: NoData;
  shots_empty: NoData;
  /** `text` where it is one. */
  shots_not_list: { readonly text?: string };
  scenes_not_list: NoData;
  shots_beside_scenes: NoData;
  scene_not_mapping: NoData;
  scene_empty: NoData;
  scene_id_duplicate: { readonly id: string };
  /** What a scene says beside its `defaults` and in them. */
  scene_key_twice: { readonly key: string };
  /** `path` is as written. */
  include_invalid: { readonly path: string; readonly why: WhyNoInclude };
  key_beside_include: { readonly key: string };
  /** `text` where an entry of the list is one. */
  shot_not_mapping: { readonly text?: string };
  shot_id_invalid: { readonly of: "shot" | "scene" };
  /** `owner` is the earlier shot; another id where only the names of the clips are the same. */
  shot_id_duplicate: { readonly id: string; readonly owner: string };
  /** `holder` completes the sentence: "under `defaults`", "in a look". */
  id_in_defaults: { readonly holder: string };
  key_misplaced: { readonly key: string; readonly holder: string };
  /** A shot whose id is its key has an `id` beside. */
  id_beside_key: NoData;
  variant_name_invalid: { readonly name: string };
  // bible and looks
  bible_name_invalid: { readonly name: string };
  bible_name_unknown: { readonly name: string; readonly known: readonly string[]; readonly shots: number };
  bible_unused: { readonly name: string };
  look_unknown: { readonly name: string; readonly known: readonly string[]; readonly shots: number };
  look_unused: { readonly name: string };
  /** One name in two files of the film. */
  name_twice: { readonly in: "bible" | "looks"; readonly name: string };
  // frames that are another shot's
  frame_form: { readonly key: string };
  frame_shot_unknown: { readonly id: string; readonly known: readonly string[] };
  frame_no_neighbour: { readonly which: string };
  frame_absent: { readonly id: string; readonly frame: string };
  frame_variants: { readonly id: string; readonly variants: readonly string[] };
  /** `through` are the frames of the circle, as `ID first_frame`. */
  frame_cycle: { readonly through: readonly string[] };
  /** The shots of the circle, the first one twice. */
  chain_cycle: { readonly through: readonly string[] };
  chain_long: { readonly links: number };
  // values that do not go together
  mapping_replaced: { readonly key: string; readonly dropped: readonly string[] };
  seed_repeated: { readonly takes: number };
  /** Seconds into the clip. */
  trim_empty: { readonly inSeconds: number; readonly outSeconds: number };
  trim_beyond_clip: { readonly key: "in" | "out"; readonly seconds: number; readonly askedSeconds: number };
  model_missing: NoData;
  output_invalid: { readonly why: WhyNoOutput };
  /** A billing key priced both ways. */
  price_twice: { readonly key: string };
  /** `known` are the keys that clips can be billed as. */
  price_key_unknown: { readonly key: string; readonly known: readonly string[] };
  // values
  /** `owner` is the mapping that the key is in; absent for the file or a part of it. */
  key_unknown: {
    readonly key: string;
    readonly known: readonly string[];
    readonly owner?: Subject;
    /** Keys of shots may be written in a \`defaults\` here. */
    readonly hasDefaults?: boolean;
  };
  /** A key that is passed on, but looks like a slip in a known one. */
  key_suspect: { readonly key: string; readonly meant: string; readonly owner: Subject };
  key_missing: { readonly subject: Subject };
  property_missing: { readonly owner: Subject; readonly key: string };
  type_wrong: { readonly subject: Subject; readonly wanted: WantedType; readonly found: JsonValue };
  value_empty: { readonly subject: Subject };
  value_not_one_of: {
    readonly subject: Subject;
    readonly allowed: readonly string[];
    /** What is allowed beside them, in words. */
    readonly form?: string;
    readonly value: string;
  };
  value_not_literal: {
    readonly subject: Subject;
    readonly allowed: readonly string[];
    readonly found: JsonValue;
  };
  value_too_small: Limit;
  value_too_large: Limit;
  value_malformed: { readonly subject: Subject };
  /** `detail` is the schema's own sentence. */
  value_refused: { readonly subject: Subject; readonly detail: string };
  // the model's contract
  /** `shots`: how many use this name. */
  model_unknown: { readonly name: string; readonly known: readonly string[]; readonly shots: number };
  revision_unknown: {
    readonly model: string;
    readonly revision: string;
    readonly known: readonly string[];
    readonly shots: number;
  };
  contract_invalid: { readonly detail: string; readonly hint?: string };
  contract_inconsistent: { readonly id: string; readonly detail: string };
  /** `read`: the day, `YYYY-MM-DD`; of several contracts the earliest. */
  contract_old: { readonly ids: readonly string[]; readonly read: string; readonly isPackaged: boolean };
  /** `day`: `YYYY-MM-DD`. */
  contract_retired: { readonly id: string; readonly day: string; readonly isPast: boolean };
  /** Models, as requests name them. */
  contract_absent: { readonly names: readonly string[]; readonly isPackaged: boolean };
  /** The name pins a revision, and no contract is applied. */
  unchecked_revision: { readonly model: string; readonly shots: number };
  /** A warning. `hasContract`: there is one, which is not applied. */
  model_unchecked: { readonly model: string; readonly hasContract: boolean; readonly shots: number };
  parameter_unknown: {
    readonly key: string;
    readonly model: string;
    readonly revision: string;
    /** What the model takes. */
    readonly known: readonly string[];
    /** What else the key may have been meant for. */
    readonly otherKeys: readonly string[];
  };
  default_unknown: {
    readonly key: string;
    readonly models: readonly string[];
    readonly known: readonly string[];
  };
  parameter_missing: { readonly parameter: string; readonly model: string };
  parameter_out_of_range: {
    readonly subject: Subject;
    readonly allowed: AllowedNumbers;
    readonly value: number;
  };
  text_too_long: { readonly subject: Subject; readonly limit: number; readonly length: number };
  list_length_wrong: {
    readonly subject: Subject;
    readonly allowed: AllowedLengths;
    readonly length: number;
  };
  role_too_often: {
    readonly subject: Subject;
    readonly role: string;
    readonly limit: number;
    readonly count: number;
  };
  /** `takesFirst` where only the last frame is too much; `takenBy` are the models that do take it. */
  frames_unsupported: {
    readonly model: string;
    readonly takesFirst: boolean;
    readonly takenBy: readonly string[];
  };
  first_frame_missing: NoData;
  frames_given_twice: { readonly frame: string; readonly parameter: string };
  /** A portable key beside the parameter that it goes into. */
  portable_given_twice: { readonly key: string; readonly parameter: string };
  references_too_many: { readonly model: string; readonly allowed: AllowedLengths; readonly count: number };
  /** `besideFrames` where the model takes references, but not beside frames. */
  references_left_out: { readonly model: string; readonly besideFrames: boolean; readonly shots: number };
  negative_prompt_unsupported: { readonly model: string; readonly shots: number };
  /** The contract brings the words of its rules along. */
  rule_broken: { readonly message: string; readonly hint?: string };
  // addresses of pictures, videos and sounds
  address_empty: { readonly subject: Subject };
  address_missing: { readonly subject: Subject; readonly medium: MediumKind | "other" };
  address_is_data: { readonly subject: Subject };
  address_scheme: { readonly subject: Subject; readonly scheme: string };
  address_invalid: { readonly subject: Subject };
  // local pictures and videos
  picture_missing: PictureUse & { readonly near?: string };
  picture_too_large: PictureUse & { readonly bytes: number; readonly limit: number };
  medium_unfit: PictureUse & { readonly model: string; readonly broken: BrokenLimit };
  /** Sizes in pixels; `asked` as the storyboard says it: `16:9`. */
  picture_aspect_differs: PictureUse & {
    readonly width: number;
    readonly height: number;
    readonly asked: string;
  };
  fit_of_address: { readonly address: string };
  /** The model takes no ratio; the shot has no frame; its frames come out of other clips. */
  fit_without_effect: { readonly why: "no_aspect" | "no_frame" | "chained"; readonly model: string };
  /** `reason` completes "the picture ...": `is a folder`. */
  picture_unreadable: PictureUse & { readonly reason: string };
  // lockfile and journal
  /** `detail` completes "The file cannot be read: ...". */
  state_file_unreadable: { readonly detail: string };
  lockfile_not_text: NoData;
  lockfile_not_object: NoData;
  lockfile_broken: { readonly detail: string };
  /** A merge kept both sides: one key is there twice. */
  lockfile_key_twice: { readonly detail: string };
  lockfile_value_wrong: { readonly path: string; readonly detail: string };
  lockfile_conflict: NoData;
  lockfile_version: { readonly version: number };
  lockfile_kind: { readonly found: RunKind };
  journal_line_broken: NoData;
  journal_header_broken: NoData;
  journal_version: { readonly version: number; readonly known: number };
  journal_of_storyboard: { readonly found: string; readonly wanted: string };
  journal_of_kind: { readonly found: RunKind; readonly wanted: RunKind };
}

export type Problem = {
  readonly [Kind in keyof ProblemData]: { readonly kind: Kind } & ProblemData[Kind];
}[keyof ProblemData];

export type ProblemKind = Problem["kind"];

/** `{ kind } & unknown` is `{ kind }`. */
type NoData = unknown;

/** What a sentence is about: a key such as `image_urls[1]`, of a model where it is one of its parameters. */
export interface Subject {
  /** Empty for the place itself: "this". */
  readonly name: string;
  readonly model?: string;
}

export type YamlSlip =
  | "tab"
  | "colon"
  | "colon_without_space"
  | "full_width_colon"
  | "full_width_comma"
  | "inner_quotes"
  | "first_sign";

export type WhyUnreadable =
  | { readonly kind: "too_large" | "nul_bytes" | "not_text" }
  /** `detail` completes "the file ...": `is a folder`. */
  | { readonly kind: "refused"; readonly detail: string };

export type WhyNoInclude =
  | { readonly kind: "characters" | "absolute" | "outside" | "cycle" | "twice" }
  | { readonly kind: "too_deep"; readonly limit: number }
  /** `detail` completes "the included file ...". */
  | { readonly kind: "unreadable"; readonly detail: string };

export type WhyNoOutput = "empty" | "characters" | "absolute" | "outside";

/** What a lockfile or a journal is of. */
type RunKind = "render" | "rehearsal";

export type WantedType =
  | "text"
  | "number"
  | "whole_number"
  | "boolean"
  | "list"
  | "mapping"
  | "url"
  | MediumKind;

export interface AllowedNumbers {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** In place of a range. */
  readonly values?: readonly number[] | undefined;
  /** Beside it. */
  readonly also?: readonly number[] | undefined;
}

export interface AllowedLengths {
  readonly min: number;
  readonly max?: number | undefined;
  /** In place of a range. */
  readonly counts?: readonly number[] | undefined;
}

interface Limit {
  readonly subject: Subject;
  readonly limit: number | bigint;
  readonly unit: "characters" | "none";
}

/** A local file that goes into a request. */
export type MediumKind = "picture" | "video";

/** A limit of the model that a picture or a video does not keep to. */
export type BrokenLimit =
  | {
      readonly kind: "format" | "codec" | "size";
      readonly found: string;
      readonly allowed: readonly string[];
    }
  | {
      readonly kind: "bytes" | "side" | "ratio" | "seconds" | "total_seconds" | "frame_rate";
      readonly found: number;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
    };

interface PictureUse {
  readonly medium: MediumKind;
  /** The key that names it, at its first place. */
  readonly key: string;
  /** As written there. */
  readonly path: string;
  /** How many shots use it. */
  readonly shots: number;
}
