import type { FileFacts } from "../rules/field.ts";

/** What an upload is, read in another way than the check of storyboards reads it; `undefined` where it cannot be read. */
export async function fileFacts(type: string, bytes: Uint8Array): Promise<FileFacts | undefined> {
  try {
    return type.startsWith("video/") ? await videoFacts(type, bytes) : await pictureFacts(type, bytes);
  } catch {
    return undefined;
  }
}

async function pictureFacts(type: string, bytes: Uint8Array): Promise<FileFacts> {
  const { imageSize } = await import("image-size");
  const { width, height } = imageSize(bytes);
  return { type, bytes: bytes.length, width, height };
}

async function videoFacts(type: string, bytes: Uint8Array): Promise<FileFacts | undefined> {
  const { BufferSource, Input, MP4, QTFF, WEBM } = await import("mediabunny");
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF, WEBM] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return undefined;
    const { averagePacketRate: rate } = await track.computePacketStats();
    const codec = await track.getCodec();
    return {
      type,
      bytes: bytes.length,
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      seconds: await track.computeDuration(),
      rate,
      ...(codec !== null && { codec }),
    };
  } finally {
    input.dispose();
  }
}
