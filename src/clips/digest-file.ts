import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { openRegular, stampOf } from "./seen.ts";

const pieceBytes = 1024 * 1024;

/** A file's content, and the stamp that it had when it was read. */
export interface Digest {
  readonly sha256: string;
  readonly stamp: string;
}

/** `undefined` where there is no regular file, or one that changes while it is read. Throws what the disk says. */
export async function digestFile(path: string): Promise<Digest | undefined> {
  const handle = await openRegular(path);
  if (handle === undefined) return undefined;
  try {
    const before = stampOf(await handle.stat({ bigint: true }));
    const sha256 = await digestOf(handle);
    const after = stampOf(await handle.stat({ bigint: true }));
    return before === after ? { sha256, stamp: after } : undefined;
  } finally {
    await handle.close();
  }
}

/** Lower-case hex of the SHA-256 of everything in an open file. */
export async function digestOf(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
}
