import { kindOf, shown } from "../base/text/describe-value.ts";
import { didYouMean, listed } from "../base/text/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import type { DiagnosticCode } from "./codes.ts";
import { brokenText, takenText } from "./limit-words.ts";
import type {
  AllowedLengths,
  AllowedNumbers,
  Problem,
  ProblemKind,
  Subject,
  WantedType,
  WhyNoInclude,
  WhyNoOutput,
  WhyUnreadable,
  YamlSlip,
} from "./problem.ts";
import { fullWidthColon, fullWidthComma, slipIn } from "./writing-slips.ts";

/** A problem as it is shown. */
export interface Words {
  readonly code: DiagnosticCode;
  /** What is wrong, one sentence, without the place. */
  readonly message: string;
  /** What to do about it: "did you mean `aspect_ratio`?" */
  readonly hint?: string | undefined;
}

type Wording = { readonly [Kind in ProblemKind]: (problem: Extract<Problem, { kind: Kind }>) => Words };

/** Every sentence that dailies says about the user's files, by kind of problem. */
const wording: Wording = {
  file_not_found: () => ({ code: "file_not_found", message: "the file does not exist" }),
  file_unreadable: ({ why }) => ({ code: "file_unreadable", message: whyUnreadable(why) }),

  yaml_syntax: ({ detail, slip }) => ({
    code: "yaml_syntax",
    message: detail,
    hint: slip === undefined ? undefined : slipHint[slip],
  }),
  yaml_second_document: () => ({
    code: "yaml_syntax",
    message: "a file holds one storyboard; a second document starts here",
  }),
  yaml_too_deep: ({ limit }) => ({
    code: "yaml_syntax",
    message:
      limit === undefined
        ? "values are nested too deep to be read"
        : `values are nested more than ${limit} deep`,
  }),
  yaml_alias_bomb: ({ limit }) => ({
    code: "yaml_alias_bomb",
    message: `aliases repeat more than ${limit} values`,
  }),
  yaml_anchor_missing: ({ anchor }) => ({
    code: "yaml_syntax",
    message: `there is no anchor \`&${anchor}\` before this alias`,
  }),
  yaml_key_not_text: () => ({ code: "type_wrong", message: "a key is text" }),
  yaml_duplicate_key: ({ key }) => ({
    code: "yaml_duplicate_key",
    message: `the key \`${key}\` is written twice here`,
  }),
  number_not_finite: () => ({ code: "type_wrong", message: "this number is not finite" }),
  value_not_plain: () => ({
    code: "type_wrong",
    message: "this is not a text, a number, true or false, a list or a mapping",
  }),

  storyboard_empty: () => ({
    code: "storyboard_empty",
    message: "the storyboard is empty",
    hint: addAShot,
  }),
  storyboard_not_mapping: ({ text }) => ({
    code: "type_wrong",
    message: "a storyboard is a mapping with `version` and `shots`",
    hint: text === undefined ? undefined : slipIn(text),
  }),
  version_unsupported: () => ({
    code: "version_unsupported",
    message: "this release reads storyboards of version 1",
  }),
  shots_empty: () => ({ code: "storyboard_empty", message: "there is no shot", hint: addAShot }),
  shots_not_list: ({ text }) => ({
    code: "type_wrong",
    message: "`shots` is a list, or a mapping from id to shot",
    hint:
      (text === undefined ? undefined : slipIn(text)) ??
      "start each shot with `- id:`, or write `ID: PROMPT`",
  }),
  scenes_not_list: () => ({
    code: "type_wrong",
    message: "`scenes` is a list",
    hint: "start each scene with `- scene:`",
  }),
  shots_beside_scenes: () => ({
    code: "key_unknown",
    message: "a file has `shots` or `scenes`, not both",
    hint: "put the shots into a scene",
  }),
  scene_not_mapping: () => ({
    code: "type_wrong",
    message: "a scene is a mapping with `scene` and `shots`",
  }),
  scene_empty: () => ({
    code: "storyboard_empty",
    message: "there is no shot in this scene",
    hint: addAShot,
  }),
  scene_id_duplicate: ({ id }) => ({
    code: "scene_id_duplicate",
    message: `the scene \`${id}\` is there already`,
    hint: "write its shots into that one, or give this one an id of its own",
  }),
  scene_key_twice: ({ key }) => ({
    code: "value_invalid",
    message: `the scene says \`${key}\` here and under \`defaults\``,
    hint: "keep one of the two",
  }),
  include_invalid: ({ path, why }) => ({
    code: "include_invalid",
    message: `${shown(path)}: ${whyNoInclude(why)}`,
    hint: includeHint(why),
  }),
  key_beside_include: ({ key }) => ({
    code: "key_unknown",
    message: `\`${key}\` does not go beside \`include\``,
    hint: "write it into the included file",
  }),
  shot_not_mapping: ({ text }) => ({
    code: "type_wrong",
    message: "a shot is a mapping",
    hint:
      text === undefined
        ? undefined
        : (slipIn(text) ?? "a text alone is a prompt where its key is the id: `ID: PROMPT`"),
  }),
  shot_id_invalid: ({ of }) => ({
    code: "shot_id_invalid",
    message: `a ${of}'s id starts with a letter or a digit of any script, goes on with these, \`.\`, \`_\` and \`-\`, and has at most 128 characters and 200 bytes`,
    hint: of === "shot" ? "it names the clip's file" : "it begins the names of its clips' files",
  }),
  shot_id_duplicate: ({ id, owner }) => ({
    code: "shot_id_duplicate",
    message:
      id === owner
        ? `the id \`${id}\` is taken by an earlier shot`
        : `the clips of \`${id}\` and of the earlier shot \`${owner}\` would have the same file name`,
    hint: "ids name the clips, and to many file systems capitals and small letters are the same",
  }),
  id_in_defaults: ({ holder }) => ({
    code: "key_unknown",
    message: `an \`id\` belongs to one shot, not ${holder}`,
  }),
  key_misplaced: ({ key, holder }) => ({
    code: "key_unknown",
    message: `\`${key}\` does not go ${holder}`,
  }),
  id_beside_key: () => ({
    code: "key_unknown",
    message: "the shot's id is its key here, so it has no `id`",
  }),
  variant_name_invalid: ({ name }) => ({
    code: "shot_id_invalid",
    message: `a variant is not called ${shown(name)}`,
    hint: "a letter or a digit, then those, `.`, `_` and `-`: it goes behind the shot's id",
  }),

  bible_name_invalid: ({ name }) => ({
    code: "bible_name_invalid",
    message: `${shown(name)} is not a name in the bible`,
    hint: "a letter, then letters, digits and `_`, so that `$name` ends where the name does",
  }),
  bible_name_unknown: ({ name, known, shots }) => ({
    code: "bible_name_unknown",
    message: `the bible has no \`${name}\`${usedBy(shots)}`,
    hint: didYouMean(name, known) ?? "a dollar sign by itself is written `$$`",
  }),
  bible_unused: ({ name }) => ({
    code: "bible_unused",
    message: `no prompt and no style names \`$${name}\``,
  }),
  look_unknown: ({ name, known, shots }) => ({
    code: "look_unknown",
    message: `there is no look \`${name}\`${usedBy(shots)}`,
    hint: didYouMean(name, known) ?? (known.length === 0 ? undefined : `looks: ${listed(known, "and")}`),
  }),
  look_unused: ({ name }) => ({ code: "look_unused", message: `nothing has the look \`${name}\`` }),
  name_twice: ({ in: holder, name }) => ({
    code: "name_duplicate",
    message: `\`${name}\` is in the film's ${holder} already`,
    hint: "what an included file adds has names of its own",
  }),

  frame_form: ({ key }) => ({
    code: "frame_reference_invalid",
    message: `\`${key}\` is a path, a URL, or another shot's picture`,
    hint: "another shot's picture: `{ last_frame_of: ID }`, or of its clip: `{ end_of_clip: ID }`",
  }),
  frame_shot_unknown: ({ id, known }) => ({
    code: "frame_reference_invalid",
    message: `there is no shot \`${id}\``,
    hint: didYouMean(id, known),
  }),
  frame_no_neighbour: ({ which }) => ({
    code: "frame_reference_invalid",
    message: `there is no ${which} shot`,
  }),
  frame_absent: ({ id, frame }) => ({
    code: "frame_reference_invalid",
    message: `the shot \`${id}\` has no \`${frame}\``,
  }),
  frame_variants: ({ id, variants }) => ({
    code: "frame_reference_invalid",
    message: `the shot \`${id}\` has variants`,
    hint: `name one of them: ${listed(variants)}`,
  }),
  frame_cycle: ({ through }) => ({
    code: "frame_reference_invalid",
    message: `these frames go round in a circle: ${[...through, through[0] ?? ""].join(", ")}`,
    hint: "give one of them a picture",
  }),
  chain_cycle: ({ through }) => ({
    code: "frame_reference_invalid",
    message: `these shots wait for each other's clips: ${through.join(" -> ")}`,
    hint: "begin one of them with a picture",
  }),
  chain_long: ({ links }) => ({
    code: "chain_long",
    message: `this is link ${links} of a chain: each one takes its picture from the clip before, and pictures soften`,
    hint: "begin it with an authored picture, as `{ last_frame_of: ID }`, where that is seen",
  }),

  mapping_replaced: ({ key, dropped }) => ({
    code: "mapping_replaced",
    message: `this \`${key}\` replaces the earlier one as a whole; ${listed(
      dropped.map((one) => `\`${one}\``),
      "and",
    )} ${dropped.length === 1 ? "does" : "do"} not count here`,
    hint: "write here what is to stay",
  }),
  seed_repeated: ({ takes }) => ({
    code: "seed_repeated",
    message: `${takes} takes with one \`seed\` are ${takes} payments for one clip`,
    hint: "leave `seed` away, or give each its own under `variants`",
  }),
  trim_empty: ({ inSeconds, outSeconds }) => ({
    code: "trim_empty",
    message: `\`out\` is ${outSeconds} and \`in\` ${inSeconds}: nothing of the clip is left`,
    hint: "both are seconds from the clip's beginning; `out` is the later one",
  }),
  trim_beyond_clip: ({ key, seconds, askedSeconds }) => ({
    code: "trim_beyond_clip",
    message: `\`${key}\` is ${seconds} and the clip is asked to be ${askedSeconds} s long`,
    hint: "the cut takes it only where the clip has turned out to be longer",
  }),
  model_missing: () => ({
    code: "key_missing",
    message: "`model` is missing",
    hint: "write it on the shot, or once for all under `defaults`",
  }),
  output_invalid: ({ why }) => ({ code: "output_invalid", message: whyNoOutput[why] }),
  price_twice: ({ key }) => ({
    code: "value_invalid",
    message: `\`${key}\` has a price per clip and one per second`,
    hint: "keep one of the two",
  }),
  price_key_unknown: ({ key, known }) => ({
    code: "price_key_unknown",
    message: `no clip is billed as \`${key}\`, so this price counts for nothing`,
    hint: billingHint(key, known),
  }),

  key_unknown: ({ key, known, owner, hasDefaults }) => ({
    code: "key_unknown",
    message:
      owner === undefined ? `there is no key \`${key}\` here` : `${named(owner)} has no key \`${key}\``,
    hint:
      key === "<<"
        ? noMerge
        : (didYouMean(key, known) ??
          (hasDefaults === true ? "what counts for all shots is written under `defaults`" : undefined)),
  }),
  key_suspect: ({ key, meant, owner }) => ({
    code: "key_suspect",
    message: `${named(owner)} passes \`${key}\` on, which its contract does not name`,
    hint: `did you mean \`${meant}\`?`,
  }),
  key_missing: ({ subject }) => ({ code: "key_missing", message: `${named(subject)} is missing` }),
  property_missing: ({ owner, key }) => ({
    code: "key_missing",
    message: `${named(owner)} lacks \`${key}\``,
  }),
  type_wrong: ({ subject, wanted, found }) => ({
    code: "type_wrong",
    message: `${named(subject)} is ${wantedType[wanted]}, not ${kindOf(found)}`,
    hint: typeHint(wanted, found),
  }),
  value_empty: ({ subject }) => ({ code: "value_invalid", message: `${named(subject)} is empty` }),
  value_not_one_of: ({ subject, allowed, form, value }) => ({
    code: "value_invalid",
    message: `${named(subject)} is ${listed([...allowed.map(shown), ...(form === undefined ? [] : [form])])}, not ${shown(value)}`,
    hint: slipIn(value) ?? didYouMean(value, allowed),
  }),
  value_not_literal: ({ subject, allowed, found }) => ({
    code: "value_invalid",
    message: `${named(subject)} is ${listed(allowed)}, not ${kindOf(found)}`,
  }),
  value_too_small: ({ subject, limit, unit }) => ({
    code: "value_invalid",
    message: `${named(subject)} is at least ${limit}${units[unit]}`,
  }),
  value_too_large: ({ subject, limit, unit }) => ({
    code: "value_invalid",
    message: `${named(subject)} is at most ${limit}${units[unit]}`,
  }),
  value_malformed: ({ subject }) => ({
    code: "value_invalid",
    message: `${named(subject)} does not have the right form`,
  }),
  value_refused: ({ subject, detail }) => ({
    code: "value_invalid",
    message: `${named(subject)}: ${detail}`,
  }),

  model_unknown: ({ name, known, shots }) => ({
    code: "model_unknown",
    message: `no contract is named \`${name}\`${usedBy(shots)}`,
    hint: didYouMean(name, known) ?? `known models: ${listed(known, "and")}`,
  }),
  revision_unknown: ({ model, revision, known, shots }) => ({
    code: "revision_unknown",
    message: `${model} has no revision \`${revision}\`${usedBy(shots)}`,
    hint: `revisions: ${listed(
      known.map((one) => `${model}@${one}`),
      "and",
    )}`,
  }),
  contract_invalid: ({ detail, hint }) => ({
    code: "contract_invalid",
    message: detail,
    hint: hint ?? "docs/contracts.md says what a contract has",
  }),
  contract_inconsistent: ({ id, detail }) => ({ code: "contract_inconsistent", message: `${id}: ${detail}` }),
  contract_old: ({ ids, read, isPackaged }) => ({
    code: "contract_old",
    message:
      ids.length === 1
        ? `the document of ${ids[0]} was read on ${read}, more than 180 days ago`
        : `the documents of ${ids.length} contracts were read more than 180 days ago, the first on ${read}`,
    hint: isPackaged
      ? "a newer release of dailies may have newer ones"
      : "read its document again: write a new revision where something has changed, or else today's date into `read`",
  }),
  contract_retired: ({ id, day, isPast }) => ({
    code: "contract_retired",
    message: isPast
      ? `${id} is no longer offered, since ${day}`
      : `${id} is no longer offered from ${day} on`,
    hint: "take another model for shots that are still to be rendered",
  }),
  contract_absent: ({ names, isPackaged }) => ({
    code: "contract_absent",
    message: `the service does not name ${listed(
      names.map((name) => `\`${name}\``),
      "and",
    )} for this key`,
    hint: isPackaged
      ? "what a key may use depends on its group and limits; or the model is gone, and a newer release may know"
      : "what a key may use depends on its group and limits; or `wire_model` is another name than the service's",
  }),
  unchecked_revision: ({ model, shots }) => ({
    code: "unchecked_revision",
    message: `\`${model}\` pins a contract, and \`unchecked: true\` applies none${usedBy(shots)}`,
    hint: "take away the revision or `unchecked`",
  }),
  model_unchecked: ({ model, hasContract, shots }) => ({
    code: "model_unchecked",
    message: hasContract
      ? `the contract of ${model} is not applied: \`unchecked: true\` sends its parameters as written${usedBy(shots)}`
      : `nothing is checked for ${model}: \`unchecked: true\` sends its parameters as written${usedBy(shots)}`,
    hint: "what the service refuses shows only when it is rendered",
  }),
  parameter_unknown: ({ key, model, revision, known, otherKeys }) => ({
    code: "parameter_unknown",
    message: `${model} (${revision}) has no parameter \`${key}\``,
    hint:
      key === "<<"
        ? noMerge
        : (didYouMean(key, [...known, ...otherKeys]) ??
          slipIn(key) ??
          (/\p{L}\s+\p{L}/u.test(key) ? commaInFlow : `it takes ${listed(known, "and")}`)),
  }),
  default_unknown: ({ key, models, known }) => ({
    code: "parameter_unknown",
    message: `no shot's model (${listed(models, "and")}) has a parameter \`${key}\``,
    hint: key === "<<" ? noMerge : didYouMean(key, known),
  }),
  parameter_missing: ({ parameter, model }) => ({
    code: "key_missing",
    message: `\`${parameter}\` is missing; ${model} needs it`,
  }),
  parameter_out_of_range: ({ subject, allowed, value }) => ({
    code: "parameter_out_of_range",
    message: `${named(subject)} is ${allowedNumbers(allowed)}, not ${value}`,
  }),
  text_too_long: ({ subject, limit, length }) => ({
    code: "parameter_out_of_range",
    message: `${named(subject)} has at most ${limit} characters, not ${length}`,
  }),
  list_length_wrong: ({ subject, allowed, length }) => ({
    code: "parameter_out_of_range",
    message: `${named(subject)} has ${allowedLengths(allowed, length)}, not ${length}`,
  }),
  role_too_often: ({ subject, role, limit, count }) => ({
    code: "parameter_out_of_range",
    message: `${named(subject)} has at most ${limit} with the role \`${role}\`, not ${count}`,
  }),
  frames_unsupported: ({ model, takesFirst, takenBy }) => ({
    code: "frames_unsupported",
    message: takesFirst
      ? `${model} takes a first frame, but no last frame`
      : `${model} takes no first or last frame`,
    hint: takenBy.length === 0 ? undefined : `models that take it: ${listed(takenBy, "and")}`,
  }),
  first_frame_missing: () => ({
    code: "frames_conflict",
    message: "a last frame needs a first frame",
    hint: "give `first_frame` too",
  }),
  frames_given_twice: ({ frame, parameter }) => ({
    code: "frames_conflict",
    message: `frames are given twice: as \`${frame}\` and in \`${parameter}\``,
    hint: "keep one of the two",
  }),
  portable_given_twice: ({ key, parameter }) => ({
    code: "value_invalid",
    message: `this is given twice: as \`${key}\` and in \`${parameter}\``,
    hint: "keep one of the two",
  }),
  references_too_many: ({ model, allowed, count }) => ({
    code: "parameter_out_of_range",
    message: `${model} takes ${allowedReferences(allowed)}, not ${count}`,
    hint: "the pictures of the bible's names in the prompt count too",
  }),
  references_left_out: ({ model, besideFrames, shots }) => ({
    code: "references_left_out",
    message: `${model} takes no references${besideFrames ? " beside frames" : ""}; ${shots > 1 ? `${shots} shots go` : "the shot goes"} by words alone`,
  }),
  negative_prompt_unsupported: ({ model, shots }) => ({
    code: "negative_prompt_left_out",
    message: `${model} takes no negative prompt; ${shots > 1 ? `${shots} shots go` : "the shot goes"} without`,
  }),
  rule_broken: ({ message, hint }) => ({ code: "rule_broken", message, hint }),

  address_empty: ({ subject }) => ({ code: "picture_url_invalid", message: `${named(subject)} is empty` }),
  address_missing: ({ subject, medium }) => ({
    code: "picture_url_invalid",
    message: `${named(subject)} is not a URL`,
    hint:
      medium === "picture"
        ? "upload the picture first; base64 data is not taken"
        : medium === "video"
          ? "upload the video first"
          : "only pictures and videos are uploaded from local files",
  }),
  address_is_data: ({ subject }) => ({
    code: "picture_url_invalid",
    message: `${named(subject)} holds the picture itself as data`,
    hint: "give the path of a file, or its https URL",
  }),
  address_scheme: ({ subject, scheme }) => ({
    code: "picture_url_invalid",
    message: `${named(subject)} is a \`${scheme}:\` address`,
    hint: "only https and http URLs are fetched by the provider",
  }),
  address_invalid: ({ subject }) => ({
    code: "picture_url_invalid",
    message: `${named(subject)} is not a valid URL`,
  }),

  picture_missing: ({ medium, key, path, near, shots }) => ({
    code: "picture_missing",
    message: `\`${key}\`: the ${medium} ${path} does not exist${usedBy(shots)}`,
    hint: slipIn(path) ?? (near === undefined ? undefined : `did you mean \`${near}\`?`),
  }),
  picture_too_large: ({ medium, key, path, bytes, limit, shots }) => ({
    code: "picture_too_large",
    message: `\`${key}\`: the ${medium} ${path} has ${megabytes(bytes, 1)} MB; the provider takes ${megabytes(limit, 0)} MB${usedBy(shots)}`,
    hint: medium === "picture" ? "save it smaller, or as a JPEG" : "encode it smaller, or give its https URL",
  }),
  medium_unfit: ({ medium, key, path, model, broken, shots }) => ({
    code: "medium_unfit",
    message: `\`${key}\`: the ${medium} ${path} ${brokenText(broken)}${usedBy(shots)}`,
    hint: `${model} takes ${takenText(broken)}`,
  }),
  picture_aspect_differs: ({ key, path, width, height, asked, shots }) => ({
    code: "picture_aspect_differs",
    message: `\`${key}\`: the picture ${path} is ${width}x${height}, and the clip is to be ${asked}${usedBy(shots)}`,
    hint: "`fit: crop` or `fit: pad` mends it before it is uploaded: else the model crops, pads or stretches it, and the clip is paid for",
  }),
  fit_of_address: ({ address }) => ({
    code: "fit_impossible",
    message: `the frame ${address} is not on this machine, so that \`fit\` cannot change it`,
    hint: "give a local picture, or `fit: null` on the shot",
  }),
  fit_without_effect: ({ why, model }) => ({
    code: "fit_without_effect",
    message: `\`fit\` has no effect: ${
      {
        no_aspect: `${model} takes no aspect ratio, and goes by the frame`,
        no_frame: "the shot has no frame",
        chained: "pictures out of clips are sent as they are",
      }[why]
    }`,
  }),
  picture_unreadable: ({ medium, key, path, reason, shots }) => ({
    code: "picture_unreadable",
    message: `\`${key}\`: the ${medium} ${path} ${reason}${usedBy(shots)}`,
  }),

  state_file_unreadable: ({ detail }) => ({
    code: "file_unreadable",
    message: `The file cannot be read: ${detail}`,
  }),
  lockfile_not_text: () => ({ code: "lockfile_invalid", message: "The lockfile is not UTF-8 text" }),
  lockfile_not_object: () => ({
    code: "lockfile_invalid",
    message: "The lockfile is not a JSON object",
    hint: restoreLockfile,
  }),
  lockfile_broken: ({ detail }) => ({
    code: "lockfile_invalid",
    message: `The lockfile is broken: ${detail}`,
    hint: restoreLockfile,
  }),
  lockfile_key_twice: ({ detail }) => ({
    code: "lockfile_invalid",
    message: `The lockfile is broken: ${detail}`,
    hint: "this comes from a merge that kept both sides: keep the attempts of both under one key",
  }),
  lockfile_value_wrong: ({ path, detail }) => ({
    code: "lockfile_invalid",
    message: `\`${path}\`: ${detail}`,
    hint: restoreLockfile,
  }),
  lockfile_conflict: () => ({
    code: "lockfile_conflict",
    message: "The lockfile holds the conflict markers of an unfinished merge",
    hint: "keep the attempts of both sides (each `attempt_id` once), delete the marker lines, and run `dailies plan` to see the outcome",
  }),
  lockfile_version: ({ version }) => ({
    code: "lockfile_version",
    message: `The lockfile has version ${version}; this dailies reads version 1`,
    hint: "use the dailies that wrote it, or a newer one",
  }),
  lockfile_kind: ({ found }) => ({
    code: "lockfile_kind",
    message:
      found === "rehearsal"
        ? "This is a rehearsal's lockfile, where a real render's belongs"
        : "This is a real render's lockfile, where a rehearsal's belongs",
    hint: "a file was renamed or copied; put each back under its own name",
  }),
  journal_line_broken: () => ({
    code: "journal_invalid",
    message: "The journal is broken: this line is not a change of state",
    hint: "it may name a paid task: restore the journal from a backup, or repair the line; to go on without it, delete this line alone",
  }),
  journal_header_broken: () => ({
    code: "journal_invalid",
    message: "The journal is broken: its first line is not a journal's header",
  }),
  journal_version: ({ version, known }) => ({
    code: "journal_version",
    message: `The journal has version ${version}; this dailies reads version ${known}`,
    hint: "finish the run with the dailies that began it, or a newer one",
  }),
  journal_of_storyboard: ({ found, wanted }) => ({
    code: "journal_foreign",
    message: `The journal belongs to the storyboard \`${found}\`, not to \`${wanted}\``,
    hint: "move it back beside its storyboard; if the storyboard itself was renamed, change the name in the journal's first line",
  }),
  journal_of_kind: ({ found, wanted }) => ({
    code: "journal_foreign",
    message: `The journal belongs to a ${found}, not to a ${wanted}`,
  }),
};

export function wordsOf(problem: Problem): Words {
  // The table is closed over all kinds; the compiler cannot see that the entry found belongs to this one.
  const say = wording[problem.kind] as (problem: Problem) => Words;
  return say(problem);
}

const restoreLockfile =
  "restore it from git, or from a backup; an empty file or none would render, and bill, every shot again";

const addAShot = "add at least one entry to `shots`";

/** `\`duration\` of kling-v3`, or "this" for a place without a name. */
function named({ name, model }: Subject): string {
  const key = name === "" ? "this" : `\`${name}\``;
  return model === undefined ? key : `${key} of ${model}`;
}

/** One shot is where the problem is shown; more are worth a word. */
function usedBy(shots: number): string {
  return shots > 1 ? `; ${shots} shots use it` : "";
}

const slipHint: Readonly<Record<YamlSlip, string>> = {
  tab: "YAML is indented with spaces",
  colon: "a text with a colon and a space in it is put in quotes, or on lines of its own behind `|`",
  colon_without_space: "a colon has a space behind it: `key: value`",
  full_width_colon: fullWidthColon,
  full_width_comma: fullWidthComma,
  inner_quotes:
    "quotes inside of a quoted text: other ones around it, or the text on lines of its own behind `|`",
  first_sign: "a text that begins with this sign is put in quotes",
};

function whyUnreadable(why: WhyUnreadable): string {
  switch (why.kind) {
    case "too_large":
      return "the file is larger than 256 MB";
    case "nul_bytes":
      return "the file is not a text: it has NUL bytes";
    case "not_text":
      return "the file is not UTF-8 text";
    case "refused":
      return `the file ${why.detail}`;
    default:
      return unreachable(why);
  }
}

const whyNoOutput: Readonly<Record<WhyNoOutput, string>> = {
  empty: "`output` is empty",
  characters: "`output` holds characters that no folder name should; parts are set apart by `/`",
  absolute: "`output` is relative to the storyboard",
  outside: "`output` stays inside the storyboard's folder",
};

const wantedType: Readonly<Record<WantedType, string>> = {
  text: "text",
  number: "a number",
  whole_number: "a whole number",
  boolean: "true or false",
  list: "a list",
  mapping: "a mapping",
  url: "a URL",
  picture: "a picture",
  video: "a video",
};

/** More keys than these are for `dailies models` to show. */
const mostBillingKeys = 6;

/** The nearest key, or else those of the model that the key begins with. */
function billingHint(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  if (near !== undefined) return near;
  const [model = ""] = key.split(" ");
  const ofModel = known.filter((one) => one.split(" ")[0] === model);
  if (ofModel.length === 0) return "`dailies plan` names the keys that a storyboard needs";
  const named = listed(ofModel.slice(0, mostBillingKeys).map((one) => `\`${one}\``));
  return `the keys of ${model} are ${named}${ofModel.length > mostBillingKeys ? ", and more" : ""}`;
}

const units = { characters: " characters", none: "" };

function typeHint(wanted: WantedType, found: unknown): string | undefined {
  if (wanted === "text" && (typeof found === "number" || typeof found === "boolean"))
    return "put it in quotes";
  if (typeof found !== "string") return undefined;
  if (wanted === "list") return "write it as a list: [ ... ]";
  const isNumber = wanted === "number" || wanted === "whole_number";
  return isNumber && found.trim() !== "" && Number.isFinite(Number(found))
    ? "leave out the quotes"
    : undefined;
}

function allowedNumbers({ min, max, values, also = [] }: AllowedNumbers): string {
  if (values !== undefined) return listed(values.map(String));
  return listed([range(min, max), ...also.map(String)]);
}

function range(min: number | undefined, max: number | undefined): string {
  if (max === undefined) return `at least ${min ?? 0}`;
  if (min === undefined) return `at most ${max}`;
  return min === max ? String(min) : `${min} to ${max}`;
}

function allowedLengths({ min, max = 0, counts }: AllowedLengths, length: number): string {
  if (counts !== undefined) return `${listed(counts.map(String))} items`;
  const items = (count: number): string => `${count} ${count === 1 ? "item" : "items"}`;
  return length < min ? `at least ${items(min)}` : `at most ${items(max)}`;
}

function allowedReferences({ max = 0, counts }: AllowedLengths): string {
  if (counts !== undefined) return `${listed(counts.map(String))} references`;
  return `at most ${max} ${max === 1 ? "reference" : "references"}`;
}

function whyNoInclude(why: WhyNoInclude): string {
  switch (why.kind) {
    case "characters":
      return "this is not a path; its parts are set apart by `/`";
    case "absolute":
      return "the path of an included file is relative to the file that it is written in";
    case "outside":
      return "an included file stays inside the storyboard's folder";
    case "cycle":
      return "this file is what includes it";
    case "twice":
      return "the file is included already";
    case "too_deep":
      return `files are included more than ${why.limit} deep`;
    case "unreadable":
      return `the included file ${why.detail}`;
    default:
      return unreachable(why);
  }
}

function includeHint(why: WhyNoInclude): string | undefined {
  return why.kind === "absolute" || why.kind === "outside"
    ? "the files of a film travel together, to other machines too"
    : undefined;
}

const commaInFlow = "between `{` and `}`, a text with a comma in it is put in quotes";

const noMerge = "merge keys are not taken: use `defaults`, or a look";

function megabytes(bytes: number, digits: number): string {
  return (bytes / 1024 / 1024).toFixed(digits);
}
