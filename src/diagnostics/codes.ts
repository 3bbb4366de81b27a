/**
 * Every diagnostic code, stable across releases: scripts and `specs/batches` name them.
 * A code is never reused for another meaning.
 */
export const diagnosticCodes = {
  // the file as a whole
  file_not_found: "the file does not exist",
  file_unreadable: "the file cannot be read, or is not UTF-8 text",
  yaml_syntax: "the YAML cannot be parsed",
  yaml_alias_bomb: "aliases expand to more than the limit",
  yaml_duplicate_key: "one mapping has a key twice",
  // the storyboard's shape
  version_unsupported: "the storyboard's version is not one that this release reads",
  key_unknown: "a key that neither storyboard nor model knows",
  key_missing: "a required key is absent",
  type_wrong: "a value has the wrong type",
  value_invalid: "a value is not one of those allowed",
  storyboard_empty: "there is no shot",
  shot_id_invalid:
    "a shot or a scene has an id that cannot be one: a letter or digit of any script, then those, `.`, `_`, `-`",
  shot_id_duplicate: "two shots have the same id, or their clips would have the same file name",
  scene_id_duplicate: "two scenes have the same id",
  include_invalid: "an included file cannot be read, is outside of the folder, or is included twice",
  bible_name_invalid: "an entry of the bible has a name that `$name` cannot hold",
  bible_name_unknown: "a prompt or a style has a `$name` that is not in the bible",
  bible_unused: "no prompt and no style has this name of the bible (a warning)",
  look_unknown: "there is no look of this name",
  look_unused: "no shot has this look (a warning)",
  name_duplicate: "two files of a film have one name in their bibles or looks",
  frame_reference_invalid: "a frame is another shot's, and that cannot be found",
  chain_long: "a chain of clips is so long that its pictures soften (a warning)",
  mapping_replaced: "a mapping replaces an earlier one as a whole, and keys are lost (a warning)",
  seed_repeated: "several takes have one seed (a warning)",
  trim_empty: "a shot's `out` is not behind its `in`",
  trim_beyond_clip: "a shot's `in` or `out` is behind the end of the clip that is asked for (a warning)",
  output_invalid: "the output folder is not usable",
  price_key_unknown: "a price is for a billing key that no model has (a warning)",
  // the model's contract
  model_unknown: "no contract has this name",
  unchecked_revision: "`unchecked: true` beside a model with a revision",
  model_unchecked: "a warning: the model's parameters are not checked",
  revision_unknown: "the model has no contract of this revision",
  parameter_unknown: "the model has no such parameter",
  parameter_out_of_range: "a parameter's value is outside the model's limits",
  frames_unsupported: "the model takes no such frames",
  frames_conflict: "frames are given in two ways, or a last frame without a first",
  key_suspect: "a key is passed on to the model that looks like a slip in a known one (a warning)",
  references_left_out: "the model takes no references, or none beside frames (a warning)",
  negative_prompt_left_out: "the model takes no negative prompt (a warning)",
  rule_broken: "a rule across several parameters is broken",
  // pictures and videos
  picture_missing: "a picture or a video does not exist",
  picture_unreadable:
    "a file is corrupt, or by its content not a JPEG, PNG, WebP or GIF, or not an MP4, WebM or MOV",
  picture_too_large: "a picture or a video is larger than the provider takes (10 MB, 50 MB)",
  medium_unfit:
    "a local picture or video is not one that the model takes: its format, size, ratio, length or frame rate",
  picture_aspect_differs: "a frame has another aspect ratio than its shot (a warning)",
  fit_impossible: "a frame that is given by its URL cannot be fitted",
  fit_without_effect: "a shot has a `fit`, and no frame that it could change (a warning)",
  picture_url_invalid: "a picture's URL is not http(s)",
  // lockfile, journal and run
  lockfile_invalid: "the lockfile is broken",
  lockfile_conflict: "the lockfile holds conflict markers",
  lockfile_version: "the lockfile is from a newer dailies",
  lockfile_kind: "a rehearsal's lockfile where a real one belongs, or the other way round",
  journal_invalid: "the journal is broken before its last line",
  journal_foreign: "the journal belongs to another storyboard",
  journal_version: "the journal is from a newer dailies",
  contract_inconsistent: "`models --check`: parts of a contract do not go together",
  contract_old: "`models --check`: a warning: a contract's document was read more than 180 days ago",
  contract_retired:
    "`models --check`: a warning: the provider no longer has the model, or will not have it in 60 days",
  contract_absent: "`models --check`: a warning: the provider does not name the model for this key",
  contract_invalid: "a contract file breaks the contract schema",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
