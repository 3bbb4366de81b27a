import { createHash } from "node:crypto";

export interface StoredPicture {
  readonly id: string;
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** 10 MB, the documented limit of one picture. */
export const pictureLimitBytes = 10 * 1024 * 1024;

/** Reads the `file` field of a multipart body, or says in the service's words why it cannot. */
export async function readUpload(
  contentType: string,
  body: Uint8Array,
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
  if (file.size > pictureLimitBytes) return { refused: "Image too large. Maximum size is 10MB" };
  return { fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** The uploaded pictures by path. */
export class PictureStore {
  private readonly pictures = new Map<string, StoredPicture>();

  /** Keeps a picture; `undefined` when the bytes are of none of the four formats. */
  add(upload: { readonly fileName: string; readonly bytes: Uint8Array }): StoredPicture | undefined {
    const mimeType = pictureType(upload.bytes);
    if (mimeType === undefined) return undefined;
    const sha256 = createHash("sha256").update(upload.bytes).digest("hex");
    const id = `upload_${String(this.pictures.size + 1).padStart(6, "0")}_${sha256.slice(0, 8)}`;
    const path = `/files/uploads/${id}.${extensions[mimeType]}`;
    const picture = { id, path, ...upload, mimeType, sha256 };
    this.pictures.set(path, picture);
    return picture;
  }

  get(path: string): StoredPicture | undefined {
    return this.pictures.get(path);
  }

  all(): readonly StoredPicture[] {
    return [...this.pictures.values()];
  }
}

const extensions = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
} as const;

/** The format by content; names and labels of an upload are not believed. */
function pictureType(bytes: Uint8Array): keyof typeof extensions | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") return "image/webp";
  return undefined;
}
