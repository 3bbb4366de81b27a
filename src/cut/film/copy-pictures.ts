import type { EncodedVideoPacketSource, VideoCodec } from "mediabunny";
import { openClip } from "../clip/open-clip.ts";
import type { Layout, PlacedShot } from "../lay-out.ts";
import { toNumber } from "../time/rational.ts";
import type { ShotWriter } from "./shot-writer.ts";

/** The pictures of clips that agree, packet by packet as they are; only their times are new. */
export async function copiedPictures({
  rate,
  shots,
}: Layout): Promise<{ source: EncodedVideoPacketSource; writer: ShotWriter }> {
  const { EncodedPacketSink, EncodedVideoPacketSource } = await import("mediabunny");
  const source = new EncodedVideoPacketSource(await codecOf(shots[0]));
  const perSecond = toNumber(rate);
  const write = async (shot: PlacedShot): Promise<void> => {
    const clip = await openClip(fileOf(shot));
    try {
      const { video } = clip;
      const decoderConfig = await video?.getDecoderConfig();
      if (video === undefined || decoderConfig == null) throw new Error("its pictures are gone");
      const first = await video.getFirstTimestamp();
      const { first: from, frames } = shot.used ?? { first: 0, frames: shot.frames };
      for await (const packet of new EncodedPacketSink(video).packets()) {
        const index = Math.round((packet.timestamp - first) * perSecond) - from;
        if (index < 0 || index >= frames) continue;
        const timestamp = (shot.startFrame + index) / perSecond;
        await source.add(packet.clone({ timestamp, duration: 1 / perSecond }), { decoderConfig });
      }
    } finally {
      clip.close();
    }
  };
  return { source, writer: { write } };
}

async function codecOf(shot: PlacedShot | undefined): Promise<VideoCodec> {
  if (shot === undefined) return "avc";
  const clip = await openClip(fileOf(shot));
  try {
    return (await clip.video?.getCodec()) ?? "avc";
  } finally {
    clip.close();
  }
}

function fileOf({ item }: PlacedShot): string {
  if (item.chosen === undefined) throw new Error(`${item.id} has no clip to be copied`);
  return item.chosen.file;
}
