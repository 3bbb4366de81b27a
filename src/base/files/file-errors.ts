/** The disk did not take what was to be written. What was written before stays valid. */
export interface WriteFailure {
  readonly kind: "unwritable";
  /** The system's code: `ENOSPC`, `EROFS`, `EIO`, ...; `journal_taken` when another run writes the same journal; `journal_gone` when it was removed. */
  readonly code: string;
  readonly file: string;
  readonly message: string;
}

export function writeFailure(file: string, cause: unknown): WriteFailure {
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  return { kind: "unwritable", code, file, message: `${file} cannot be written: ${reason(code)}` };
}

/** The code of a system error; `undefined` for anything else, which is a bug. */
export function errorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return undefined;
  return cause.code;
}

export function isMissing(cause: unknown): boolean {
  return errorCode(cause) === "ENOENT";
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than is allowed",
  EROFS: "the file system is read-only",
  ELOOP: "a link is in its place",
  ENXIO: "a pipe or a device is in its place",
  not_a_file: "something that is not a file is in its place",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EIO: "the disk reports an error",
  EISDIR: "a folder is in its place",
  ENOTDIR: "a file is where a folder belongs",
  ENOENT: "its folder is gone",
};

/** What a system error means, in words. */
export function reason(code: string): string {
  const words = reasons[code];
  return words === undefined ? code : `${words} (${code})`;
}
