import { basename, dirname, posix, relative, resolve, sep } from "node:path";
import { failure, type Result, success } from "../../base/result.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { InspectPicture } from "../../manifest/bind/inspect-pictures.ts";
import type { ContractLibrary } from "../../manifest/catalogue/contract-library.ts";
import { openPackagedContracts } from "../../manifest/catalogue/packaged-contracts.ts";
import {
  contractFolder,
  isContractFile,
  withProjectContracts,
} from "../../manifest/catalogue/project-contracts.ts";
import { compileStoryboard } from "../../manifest/compile-storyboard.ts";
import type { Job } from "../../manifest/job.ts";
import type { ReadInclude } from "../../manifest/read/read-film.ts";
import { textSource } from "../../manifest/read/read-source.ts";
import { GitFiles, type NoRevision } from "./git-files.ts";

/** Why it cannot be said what has changed since a revision. */
export type SinceProblem =
  | NoRevision
  /** The storyboard of that time does not pass today's checks. */
  | {
      readonly kind: "revision_invalid";
      readonly revision: string;
      readonly diagnostics: readonly Diagnostic[];
    };

/**
 * Ids of shots of which a take has other inputs than it had in a git revision, or was not there. Where the revision has no
 * such storyboard, every shot is new. What is chained to a changed shot has changed with it. A picture that the revision does not have counts as another one.
 */
export async function changedSince(
  revision: string,
  film: { readonly file: string; readonly jobs: readonly ComparedJob[] },
): Promise<Result<ReadonlySet<string>, SinceProblem>> {
  const folder = dirname(resolve(film.file));
  const files = GitFiles.open(folder, revision);
  if ("kind" in files) return failure(files);
  try {
    const before = await fingerprintsIn(files, { file: film.file, folder, revision });
    if (!before.ok) return failure({ kind: "revision_invalid", revision, diagnostics: before.error });
    const isOther = ({ id, take, fingerprint }: ComparedJob): boolean =>
      before.value.get(keyOf({ id, take })) !== fingerprint;
    return success(withFollowers(new Set(film.jobs.filter(isOther).map(({ id }) => id)), film.jobs));
  } finally {
    files.close();
  }
}

type ComparedJob = Pick<Job, "id" | "take" | "fingerprint" | "needs">;

/** A chained shot begins with another clip when the shot before it does. */
function withFollowers(changed: Set<string>, jobs: readonly ComparedJob[]): ReadonlySet<string> {
  const followers = new Map<string, Set<string>>();
  for (const { id, needs } of jobs) {
    for (const need of needs) {
      const known = followers.get(need.id) ?? new Set<string>();
      followers.set(need.id, known.add(id));
    }
  }
  // A set goes on with what is added while it is gone through.
  for (const id of changed) for (const follower of followers.get(id) ?? []) changed.add(follower);
  return changed;
}

function keyOf({ id, take }: { readonly id: string; readonly take: number }): string {
  return `${id} ${take}`;
}

async function fingerprintsIn(
  files: GitFiles,
  { file, folder, revision }: { readonly file: string; readonly folder: string; readonly revision: string },
): Promise<Result<ReadonlyMap<string, string>, readonly Diagnostic[]>> {
  const named = (path: string): string => `${revision}:${path}`;
  const content = files.read(basename(file));
  if (content === undefined) return success(new Map());
  const source = textSource(named(file), content);
  if (!source.ok) return failure([source.error]);
  const readInclude: ReadInclude = (path) => {
    const included = files.read(path);
    if (included === undefined) return failure("is not in that revision");
    const read = textSource(named(posix.join(dirname(file), path)), included);
    return read.ok ? read : failure(read.error.message.replace(/^the file /, ""));
  };
  const inspect: InspectPicture = async (picture) => {
    const found = await files.digest(relative(folder, picture).split(sep).join("/"));
    // Only the digest is asked for: whether the picture was a sound one then is of no interest now.
    return success({ ...(found ?? absent), mimeType: "image/png", width: 1, height: 1, file: picture });
  };
  const library = contractsIn(files, { file, named, packaged: await openPackagedContracts() });
  const compiled = await compileStoryboard(source.value, { folder, library, inspect, readInclude });
  if (!compiled.ok) return compiled;
  return success(new Map(compiled.value.jobs.map((job) => [keyOf(job), job.fingerprint])));
}

/** The packaged contracts, with those that the project had then. */
function contractsIn(
  files: GitFiles,
  {
    file,
    named,
    packaged,
  }: {
    readonly file: string;
    readonly named: (path: string) => string;
    readonly packaged: ContractLibrary;
  },
): ContractLibrary {
  const sources = files
    .list(contractFolder)
    .filter(isContractFile)
    .flatMap((name) => {
      const path = `${contractFolder}/${name}`;
      const content = files.read(path);
      const read =
        content === undefined ? undefined : textSource(named(posix.join(dirname(file), path)), content);
      return read?.ok === true ? [read.value] : [];
    });
  return sources.length === 0 ? packaged : withProjectContracts(packaged, { sources, unreadable: [] });
}

/** The digest of no file. */
const absent = { sha256: "0".repeat(64), bytes: 0 } as const;
