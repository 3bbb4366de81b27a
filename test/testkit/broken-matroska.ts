import { type OtherContainer, stubClips } from "./stub-clips.ts";

/** A clip whose last cluster, and all that follows, is garbage: the library would search it for ever. */
export async function brokenMatroska(container: OtherContainer & ("webm" | "mkv")): Promise<Buffer> {
  const shape = { durationSeconds: 4, width: 320, height: 180, audio: false };
  const parts = await stubClips().makeIn(container, { taskId: "t", body: { prompt: "p" }, shape });
  const whole = Buffer.concat(parts as Uint8Array[]);
  const cluster = whole.lastIndexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75]));
  if (cluster <= 0) throw new Error(`the ${container} has no cluster`);
  return whole.fill(0x55, cluster);
}
