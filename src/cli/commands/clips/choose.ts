import { buildCommand } from "@stricli/core";
import type { CliContext } from "../../context.ts";
import type { AdoptFlags, ChooseFlags, PruneFlags } from "../../flags/command-flags.ts";
import { type FolderFlags, folderFlags, type OutputFlags, outputFlags } from "../../flags/flags.ts";
import { parseCount, parseText } from "../../flags/parsers.ts";
import { description } from "../examples.ts";
import { byFlag, shotId, storyboardFile, takeFlag } from "../parameters.ts";

/** The commands that decide about clips. None of them spends anything. */

const file = storyboardFile.parameters[0];
const take = { brief: "Number of the take, from 1", parse: parseCount, placeholder: "TAKE" } as const;

const remarkFlags = {
  note: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    placeholder: "TEXT",
    brief: "What to say about it, kept in the choices file",
  },
  by: byFlag,
} as const;

const chooseFlags = { ...remarkFlags, ...folderFlags, ...outputFlags };

export const pickCommand = buildCommand<ChooseFlags, [file: string, shot: string, take: number], CliContext>({
  docs: {
    brief: "Choose the take of a shot that counts",
    fullDescription: description(
      [
        "Writes into NAME.picks.yaml, beside the storyboard, which take of the shot counts: for the cut, and for shots",
        "that are chained to it. Without a choice it is the lowest take that is done and was not sent back.",
      ].join("\n"),
      [["dailies pick storyboard.yaml sc020_sh0030 2", "take 2 counts"]],
    ),
  },
  parameters: {
    flags: chooseFlags,
    positional: { kind: "tuple", parameters: [file, shotId, take] },
  },
  loader: async () => (await import("../../actions/clips/choose.ts")).pick,
});

export const rejectCommand = buildCommand<
  ChooseFlags,
  [file: string, shot: string, take?: number],
  CliContext
>({
  docs: {
    brief: "Send a clip back",
    fullDescription: description(
      [
        "Writes into NAME.picks.yaml that the clip is not wanted; without TAKE, that of the take that counts.",
        "`render --rejected` rolls such takes again with the same inputs; the old clip is kept under superseded/.",
      ].join("\n"),
      [
        ["dailies reject storyboard.yaml sc030_sh0050 --note 'face melts'", "and why"],
        ["dailies render storyboard.yaml --rejected", "roll it again"],
      ],
    ),
  },
  parameters: {
    flags: chooseFlags,
    positional: { kind: "tuple", parameters: [file, shotId, { ...take, optional: true }] },
  },
  loader: async () => (await import("../../actions/clips/choose.ts")).reject,
});

export const acceptCommand = buildCommand<ChooseFlags, [file: string, ...shots: string[]], CliContext>({
  docs: {
    brief: "Let clips stand, though their shots were edited",
    fullDescription: description(
      [
        "After a small correction of many shots, as of the style: their clips count for the inputs of today, and a",
        "render does not replace them. Without shots, all clips that wait for one because of an edit.",
      ].join("\n"),
      [
        ["dailies accept storyboard.yaml", "all that were edited"],
        ["dailies accept storyboard.yaml sc010_sh0020", "one of them"],
      ],
    ),
  },
  parameters: {
    flags: chooseFlags,
    positional: {
      kind: "array",
      parameter: { brief: "The storyboard, then shots", parse: parseText, placeholder: "FILE [SHOT...]" },
      minimum: 1,
    },
  },
  loader: async () => (await import("../../actions/clips/choose.ts")).accept,
});

export const renameCommand = buildCommand<
  OutputFlags & FolderFlags,
  [file: string, from: string, to: string],
  CliContext
>({
  docs: {
    brief: "Say that a shot has another id now: its clips move, nothing is paid",
    fullDescription: description(
      [
        "A shot that is gone and a new one with the same inputs are found by themselves; this says which it was where",
        "several come into question, or where the shot was edited as well.",
      ].join("\n"),
      [["dailies rename storyboard.yaml sc010_sh0020 sc010_sh0025", "after the id was changed in the file"]],
    ),
  },
  parameters: {
    flags: { ...folderFlags, ...outputFlags },
    positional: {
      kind: "tuple",
      parameters: [
        file,
        { brief: "The id before", parse: parseText, placeholder: "OLD" },
        { brief: "The id now", parse: parseText, placeholder: "NEW" },
      ],
    },
  },
  loader: async () => (await import("../../actions/storyboard/rename.ts")).rename,
});

export const pruneCommand = buildCommand<PruneFlags, [string], CliContext>({
  docs: {
    brief: "Move aside the clips that no shot wants any more",
    fullDescription: description(
      [
        "Clips of shots that were dropped, and of takes above a lowered number, go to superseded/. Nothing is deleted,",
        "and the lockfile keeps what was paid for.",
      ].join("\n"),
      [["dailies prune storyboard.yaml --dry-run", "say which, and move nothing"]],
    ),
  },
  parameters: {
    flags: {
      dryRun: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Say what would be moved, and move nothing",
      },
      ...folderFlags,
      ...outputFlags,
    },
    positional: storyboardFile,
  },
  loader: async () => (await import("../../actions/clips/prune.ts")).prune,
});

export const adoptCommand = buildCommand<AdoptFlags, [file: string, shot: string, clip: string], CliContext>({
  docs: {
    brief: "Take a clip that was made elsewhere as a shot's",
    fullDescription: description(
      [
        "Copies the clip into the output folder and puts it on record for the inputs of today. Nothing is paid, and",
        "a render keeps it for as long as the shot is not edited.",
      ].join("\n"),
      [["dailies adopt storyboard.yaml sc010_sh0010 ~/takes/door.mp4", "as take 1 of the shot"]],
    ),
  },
  parameters: {
    flags: {
      take: takeFlag,
      ...folderFlags,
      ...outputFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [file, shotId, { brief: "The clip's file", parse: parseText, placeholder: "CLIP" }],
    },
  },
  loader: async () => (await import("../../actions/clips/adopt.ts")).adopt,
});
