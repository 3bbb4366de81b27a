import type { InputAudioTrack, InputVideoTrack } from "mediabunny";
import { openInput } from "../../media/decode/clip-input.ts";

/** A clip that is open for reading. */
export interface OpenClip {
  readonly video: InputVideoTrack | undefined;
  readonly audio: InputAudioTrack | undefined;
  close(): void;
}

/** Opens a clip; what cannot be read throws, here or later. */
export async function openClip(file: string): Promise<OpenClip> {
  const input = await openInput(file);
  try {
    // The first ones: to rank tracks by their bit rates the library would look at every sample.
    const tracks = await input.getTracks();
    return {
      video: tracks.find((track) => track.isVideoTrack()),
      audio: tracks.find((track) => track.isAudioTrack()),
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    throw error;
  }
}
