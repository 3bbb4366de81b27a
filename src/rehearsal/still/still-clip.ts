import type { OutputFormat } from "mediabunny";
import type { PixelSize } from "../slate/i420.ts";
import type { StillH264 } from "./still-h264.ts";

/** A clip, MP4 unless another format is given, that holds one picture, with one frame a second; no native code is needed. */
export async function stillClip(
  still: StillH264,
  { width, height, durationSeconds }: PixelSize & { readonly durationSeconds: number },
  format?: OutputFormat,
): Promise<Uint8Array> {
  const { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } = await import(
    "mediabunny"
  );
  const output = new Output({
    format: format ?? new Mp4OutputFormat({ fastStart: "in-memory" }),
    target: new BufferTarget(),
  });
  const source = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(source);
  await output.start();
  const config = {
    decoderConfig: {
      codec: "avc1.42c02a",
      codedWidth: width,
      codedHeight: height,
      description: still.description,
    },
  };
  for (let second = 0; second < durationSeconds; second += 1) {
    const data = second === 0 ? still.keyFrame : still.repeatFrame(second);
    const length = Math.min(1, durationSeconds - second);
    await source.add(new EncodedPacket(data, second === 0 ? "key" : "delta", second, length), config);
  }
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw new Error("the muxer gave no bytes");
  return new Uint8Array(buffer);
}
