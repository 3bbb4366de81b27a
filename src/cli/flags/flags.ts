import { firstProvider } from "../../provider/providers.ts";
import {
  parseAmount,
  parseConcurrency,
  parseCount,
  parseDuration,
  parseInterval,
  parseRate,
  parseText,
  parseUrl,
  parseXmlFile,
} from "./parsers.ts";

/** Flags that several commands share: one definition each, so that they mean the same everywhere. */

export interface OutputFlags {
  readonly json?: boolean;
  readonly noColor?: boolean;
}

export interface SelectionFlags {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly tag?: readonly string[];
  readonly since?: string;
}

export interface FolderFlags {
  readonly output?: string;
}

export interface RunFlags extends OutputFlags, FolderFlags {
  readonly concurrency?: number | "auto";
  readonly pollInterval?: number;
  readonly submitRate?: number | "off";
  readonly queryRate?: number | "off";
  readonly lockTimeout?: number;
}

export interface RunEndFlags {
  readonly junit?: string;
  readonly onFinish?: string;
}

export interface SpendingFlags {
  readonly budget?: number;
  readonly maxShots?: number;
  readonly maxSeconds?: number;
}

export interface ServiceFlags {
  readonly baseUrl?: URL;
}

export const defaultConcurrency = 10;

export const outputFlags = {
  json: { kind: "boolean", optional: true, withNegated: false, brief: "Print JSON for programs" },
  noColor: {
    kind: "boolean",
    optional: true,
    withNegated: false,
    brief: "Print no colours; NO_COLOR does the same",
  },
} as const;

export const selectionFlags = {
  only: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    variadic: true,
    placeholder: "GLOB",
    brief: "Only shots whose id or scene matches, such as 'sc010_*'; can be given several times",
  },
  except: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    variadic: true,
    placeholder: "GLOB",
    brief: "All but the shots whose id or scene matches; can be given several times",
  },
  tag: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    variadic: true,
    placeholder: "TAG",
    brief: "Only shots with this tag; can be given several times",
  },
  since: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    placeholder: "REV",
    brief:
      "Only shots whose inputs, pictures by content, differ from a git revision's, such as main or HEAD~1",
  },
} as const;

export const folderFlags = {
  output: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    placeholder: "DIR",
    brief: "Folder for the clips, in place of the storyboard's own",
  },
} as const;

export const runFlags = {
  concurrency: {
    kind: "parsed",
    parse: parseConcurrency,
    optional: true,
    placeholder: "N|auto",
    brief: `Tasks in flight at most, or auto to find what the account allows; ${defaultConcurrency} unless given`,
  },
  ...folderFlags,
  pollInterval: {
    kind: "parsed",
    parse: parseInterval,
    optional: true,
    placeholder: "DURATION",
    brief: "Time between two looks at a task, such as 200ms, 10s or 2m",
  },
  submitRate: {
    kind: "parsed",
    parse: parseRate,
    optional: true,
    placeholder: "N|off",
    brief: "Submits a second, or off for no limit; the provider's documented limit unless given",
  },
  queryRate: {
    kind: "parsed",
    parse: parseRate,
    optional: true,
    placeholder: "N|off",
    brief: "Queries a second, or off for no limit; the provider's documented limit unless given",
  },
  lockTimeout: {
    kind: "parsed",
    parse: parseDuration,
    optional: true,
    placeholder: "DURATION",
    brief: "How long to wait for another run on this storyboard; not at all unless given",
  },
} as const;

export const runEndFlags = {
  junit: {
    kind: "parsed",
    parse: parseXmlFile,
    optional: true,
    placeholder: "FILE",
    brief: "Write the run as JUnit's XML, a test case for each take, for CI",
  },
  onFinish: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    placeholder: "COMMAND",
    brief: "At the end run this in a shell, with the result as JSON on its standard input",
  },
} as const;

export const spendingFlags = {
  budget: {
    kind: "parsed",
    parse: parseAmount,
    optional: true,
    placeholder: "AMOUNT",
    brief: "Spend no more than this, in the currency of the storyboard's `prices`",
  },
  maxShots: {
    kind: "parsed",
    parse: parseCount,
    optional: true,
    placeholder: "N",
    brief: "Submit no more than this many shots",
  },
  maxSeconds: {
    kind: "parsed",
    parse: parseAmount,
    optional: true,
    placeholder: "N",
    brief: "Submit no more than this many seconds of film",
  },
} as const;

export const rejectedFlags = {
  rejected: {
    kind: "boolean",
    optional: true,
    withNegated: false,
    brief: "Also takes whose clips were sent back: rolled again with the same inputs",
  },
} as const;

export const planFlags = {
  plan: {
    kind: "parsed",
    parse: parseText,
    optional: true,
    placeholder: "HASH",
    brief: "Refuse unless the plan is the one that `dailies plan` named with this hash",
  },
} as const;

export const payAgainFlags = {
  payAgain: {
    kind: "boolean",
    optional: true,
    withNegated: false,
    brief: "Pay for clips although files are in their places that no record knows; the files are kept",
  },
} as const;

export const serviceFlags = {
  baseUrl: {
    kind: "parsed",
    parse: parseUrl,
    optional: true,
    placeholder: "URL",
    brief: `Where the API is; ${firstProvider.environment.baseUrl}, or ${firstProvider.baseUrl.origin}, unless given`,
  },
} as const;
