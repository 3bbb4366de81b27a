import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Readable, Writable } from "node:stream";
import { nearest } from "../../base/text/suggest.ts";

/** Why the files of a revision cannot be had. */
export type NoRevision =
  | { readonly kind: "git_missing"; readonly detail: string }
  | { readonly kind: "no_repository"; readonly folder: string; readonly detail: string }
  | { readonly kind: "revision_unknown"; readonly revision: string; readonly meant?: string };

/** The content of one file of a revision, without its bytes. */
export interface FileDigest {
  /** Lower-case hex of the SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * A folder as a git revision has it. Objects are read where git keeps them: no index, no checkout, so neither the
 * repository nor the work tree is touched, and no filter (such as git LFS) runs.
 */
export class GitFiles {
  readonly #folder: string;
  readonly #commit: string;
  /** From the top of the repository to the folder: empty, or ending in `/`. */
  readonly #prefix: string;
  #reader: BlobReader | undefined;

  private constructor(folder: string, commit: string, prefix: string) {
    this.#folder = folder;
    this.#commit = commit;
    this.#prefix = prefix;
  }

  /** `folder` is absolute. */
  static open(folder: string, revision: string): GitFiles | NoRevision {
    const found = git(folder, ["rev-parse", "--show-prefix"]);
    if (found.kind === "git_missing") return found;
    if (found.kind === "failed") return { kind: "no_repository", folder, detail: found.detail };
    // One that begins with a dash is an option to git, and a name of none of its revisions.
    const commit = revision.startsWith("-")
      ? undefined
      : git(folder, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
    if (commit?.kind !== "output") return unknownRevision(folder, revision);
    return new GitFiles(folder, commit.text.trim(), found.text.replace(/\r?\n$/, ""));
  }

  /** A file by its path from the folder on, with `/`; `undefined` where the revision has none. */
  read(path: string): Buffer | undefined {
    const name = this.#nameOf(path);
    if (name === undefined) return undefined;
    const done = spawnSync("git", [...batchArguments], {
      cwd: this.#folder,
      input: `${name}\n`,
      maxBuffer: mostTextBytes,
    });
    if (done.status !== 0) return undefined;
    const end = done.stdout.indexOf(0x0a);
    const header = headerOf(done.stdout.subarray(0, Math.max(0, end)).toString("utf8"));
    return header.bytes === undefined ? undefined : done.stdout.subarray(end + 1, end + 1 + header.bytes);
  }

  /** The names in a folder by its path from this one on; none where the revision has no such folder. */
  list(path: string): readonly string[] {
    const name = this.#nameOf(path);
    const listed = name === undefined ? undefined : git(this.#folder, ["ls-tree", "-z", "--name-only", name]);
    return listed?.kind === "output" ? listed.text.split("\0").filter(Boolean) : [];
  }

  /**
   * What a file is by its content. A pointer of git LFS names the digest of the content that it stands for, which is what
   * counts.
   */
  async digest(path: string): Promise<FileDigest | undefined> {
    const name = this.#nameOf(path);
    if (name === undefined) return undefined;
    this.#reader ??= new BlobReader(this.#folder);
    return await this.#reader.digest(name);
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  #nameOf(path: string): string | undefined {
    const inside = posix.normalize(`${this.#prefix}${path}`);
    const isOutside = inside === ".." || inside.startsWith("../") || posix.isAbsolute(path);
    return isOutside || /[\r\n]/.test(path) ? undefined : `${this.#commit}:${inside}`;
  }
}

/** Links inside of the tree are followed, as the file system follows them. */
const batchArguments = ["cat-file", "--batch", "--follow-symlinks"] as const;
const mostTextBytes = 300 * 1024 * 1024;

type GitAnswer =
  | { readonly kind: "output"; readonly text: string }
  | { readonly kind: "failed"; readonly detail: string }
  | { readonly kind: "git_missing"; readonly detail: string };

function git(folder: string, args: readonly string[]): GitAnswer {
  const done = spawnSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: mostTextBytes });
  if (done.error !== undefined) return { kind: "git_missing", detail: done.error.message };
  if (done.status === 0) return { kind: "output", text: done.stdout };
  return { kind: "failed", detail: (done.stderr.split("\n")[0] ?? "").replace(/^fatal: /, "") };
}

function unknownRevision(folder: string, revision: string): NoRevision {
  const refs = git(folder, ["for-each-ref", "--format=%(refname:short)"]);
  const meant = refs.kind === "output" ? nearest(revision, refs.text.split("\n").filter(Boolean)) : undefined;
  return { kind: "revision_unknown", revision, ...(meant !== undefined && { meant }) };
}

/** `OID blob SIZE`; anything else (`NAME missing`, `symlink 5`, a tree) is not a file of the revision. */
function headerOf(line: string): { readonly bytes: number | undefined; readonly skip: number } {
  const object = /^[0-9a-f]{40,64} ([a-z]+) (\d+)$/.exec(line);
  if (object !== null) {
    const bytes = Number(object[2]);
    return { bytes: object[1] === "blob" ? bytes : undefined, skip: bytes + 1 };
  }
  const unfollowed = /^(?:symlink|dangling|loop|notdir) (\d+)$/.exec(line);
  return { bytes: undefined, skip: unfollowed === null ? 0 : Number(unfollowed[1]) + 1 };
}

/** One git process that is asked for one object after the other. */
class BlobReader {
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    const child = spawn("git", [...batchArguments], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    // Ends the output, which is what is waited for.
    child.on("error", () => {});
    child.stdin.on("error", () => {});
    this.#child = child;
    this.#stdin = child.stdin;
    const output: Readable = child.stdout;
    this.#chunks = output[Symbol.asyncIterator]();
  }

  digest(name: string): Promise<FileDigest | undefined> {
    const answer = this.#queue.then(() => this.#ask(name));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#stdin.end();
    this.#child.kill();
  }

  async #ask(name: string): Promise<FileDigest | undefined> {
    this.#stdin.write(`${name}\n`);
    const line = await this.#line();
    const { bytes, skip } = headerOf(line);
    const hash = createHash("sha256");
    let head = Buffer.alloc(0);
    let left = skip;
    while (left > 0) {
      const chunk = await this.#take(left);
      if (chunk === undefined) return undefined;
      // The last byte ends the line, and is not the object's.
      const content = chunk.subarray(0, Math.max(0, Math.min(chunk.length, left - 1)));
      hash.update(content);
      if (head.length < longestPointer) head = Buffer.concat([head, content]).subarray(0, longestPointer);
      left -= chunk.length;
    }
    if (bytes === undefined) return undefined;
    const pointer = bytes <= longestPointer ? pointed(head.toString("utf8")) : undefined;
    return pointer ?? { sha256: hash.digest("hex"), bytes };
  }

  async #line(): Promise<string> {
    let end = this.#rest.indexOf(0x0a);
    while (end === -1) {
      if (!(await this.#more())) return "";
      end = this.#rest.indexOf(0x0a);
    }
    const line = this.#rest.subarray(0, end).toString("utf8");
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  /** So many bytes at most; `undefined` when the process has ended. */
  async #take(most: number): Promise<Buffer | undefined> {
    if (this.#rest.length === 0 && !(await this.#more())) return undefined;
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

/** Of git LFS: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const longestPointer = 1024;

function pointed(text: string): FileDigest | undefined {
  if (!text.startsWith("version https://git-lfs.github.com/spec/v1\n")) return undefined;
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, bytes: Number(size) };
}
