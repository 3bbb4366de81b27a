import { createHash } from "node:crypto";
import type { FileFacts } from "../rules/field.ts";
import { fileFacts } from "./file-facts.ts";

/** What an upload endpoint takes. */
export type UploadKind = "image" | "video";

export interface StoredUpload {
  readonly id: string;
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Absent where they cannot be read. */
  readonly facts: FileFacts | undefined;
}

/** The documented limits of one picture and of one video. */
export const uploadLimitBytes: Readonly<Record<UploadKind, number>> = {
  image: 10 * 1024 * 1024,
  video: 50 * 1024 * 1024,
};

/** Reads the `file` field of a multipart body, or says in the service's words why it cannot. */
export async function readUpload(
  kind: UploadKind,
  { contentType, body }: { readonly contentType: string; readonly body: Uint8Array },
): Promise<{ readonly fileName: string; readonly bytes: Uint8Array } | { readonly refused: string }> {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    return { refused: "Content-Type must be multipart/form-data" };
  }
  let form: FormData;
  try {
    // The platform's own parser, by way of a response that was never sent.
    form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch {
    return { refused: "Failed to parse the multipart body" };
  }
  const file = form.get("file");
  if (file === null || typeof file === "string") return { refused: "No file uploaded" };
  const most = uploadLimitBytes[kind];
  if (file.size > most) {
    const what = kind === "image" ? "Image" : "Video";
    return { refused: `${what} too large. Maximum size is ${most / 1024 / 1024}MB` };
  }
  return { fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** The uploaded pictures and videos by path. */
export class UploadStore {
  private readonly files = new Map<string, StoredUpload>();

  /** Keeps a file; `undefined` when the bytes are of none of the formats. */
  async add(
    kind: UploadKind,
    upload: { readonly fileName: string; readonly bytes: Uint8Array },
  ): Promise<StoredUpload | undefined> {
    const mimeType = kind === "image" ? pictureType(upload.bytes) : videoType(upload.bytes);
    if (mimeType === undefined) return undefined;
    const facts = await fileFacts(mimeType, upload.bytes);
    const sha256 = createHash("sha256").update(upload.bytes).digest("hex");
    const id = `upload_${String(this.files.size + 1).padStart(6, "0")}_${sha256.slice(0, 8)}`;
    const path = `/files/uploads/${id}.${extensions[mimeType]}`;
    const stored = { id, path, ...upload, mimeType, sha256, facts };
    this.files.set(path, stored);
    return stored;
  }

  get(path: string): StoredUpload | undefined {
    return this.files.get(path);
  }

  all(): readonly StoredUpload[] {
    return [...this.files.values()];
  }
}

const extensions = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "video/mp4": "mp4",
  "video/webm": "webm",
  "video/quicktime": "mov",
} as const;

type MimeType = keyof typeof extensions;

/** The format by content; names and labels of an upload are not believed. */
export function pictureType(bytes: Uint8Array): MimeType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") return "image/webp";
  return undefined;
}

function videoType(bytes: Uint8Array): MimeType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x1aE\xdf\xa3")) return "video/webm";
  if (/^(?:moov|wide|mdat|free|skip|pnot)$/.test(head.slice(4, 8))) return "video/quicktime";
  if (head.slice(4, 8) !== "ftyp") return undefined;
  return head.slice(8) === "qt  " ? "video/quicktime" : "video/mp4";
}
