import type { FrameRate } from "../time/frame-rate.ts";
import { toNumber } from "../time/rational.ts";
import { openClip } from "./open-clip.ts";
import type { UsedPart } from "./used-part.ts";

/**
 * Can the part be copied as it is? It begins with a key picture, and between that and the last of its pictures, in the order of
 * decoding, there is none that is left out: no picture that is kept is decoded with the help of one that is not.
 */
export async function isCutAtKeys(
  file: string,
  { first, frames }: UsedPart,
  rate: FrameRate,
): Promise<boolean> {
  const { EncodedPacketSink } = await import("mediabunny");
  const clip = await openClip(file);
  try {
    const { video } = clip;
    if (video === undefined) return false;
    const [begin, perSecond] = [await video.getFirstTimestamp(), toNumber(rate)];
    let kept = 0;
    for await (const packet of new EncodedPacketSink(video).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      const index = Math.round((packet.timestamp - begin) * perSecond) - first;
      const isKept = index >= 0 && index < frames;
      if (kept === 0 && isKept && (index !== 0 || packet.type !== "key")) return false;
      if (kept > 0 && !isKept) return false;
      if (isKept) kept += 1;
      if (kept === frames) return true;
    }
    return false;
  } finally {
    clip.close();
  }
}
