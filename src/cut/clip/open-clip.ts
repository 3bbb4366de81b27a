import type { InputAudioTrack, InputVideoTrack } from "mediabunny";

/** A clip that is open for reading. */
export interface OpenClip {
  readonly video: InputVideoTrack | undefined;
  readonly audio: InputAudioTrack | undefined;
  close(): void;
}

/** Opens a clip; what cannot be read throws, here or later. */
export async function openClip(file: string): Promise<OpenClip> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import("mediabunny");
  // What is wrong with a file is said by whoever asked for it, not printed by the library.
  Logging.level = LogLevel.Silent;
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
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
