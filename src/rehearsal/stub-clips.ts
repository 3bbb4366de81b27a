import type { JsonObject } from "../base/json.ts";
import type { ClipContent, ClipMaker, ClipShape } from "./clips.ts";
import { flatH264 } from "./flat-h264.ts";

const noteMark = "dailies-rehearsal:";

/**
 * Clips in no time: valid, playable H.264 MP4 of the right size and length, grey throughout, a few kilobytes,
 * without native code. Clips of one shape share their bytes but for a `free` box at the end, which holds the
 * task's id and body, so that no two tasks' clips are alike and a test can tell which task a file came from.
 */
export function stubClips(): ClipMaker {
  const shapes = new Map<string, Uint8Array | Promise<Uint8Array>>();
  return {
    instant: true,
    make({ taskId, body, shape }): ClipContent | Promise<ClipContent> {
      const note = freeBox(noteMark + JSON.stringify({ task_id: taskId, body }));
      const key = `${shape.width}x${shape.height}:${shape.durationSeconds}`;
      const known = shapes.get(key);
      if (known instanceof Uint8Array) return [known, note];
      const made = known ?? greyClip(shape);
      shapes.set(key, made);
      return made.then((bytes) => {
        shapes.set(key, bytes);
        return [bytes, note];
      });
    },
  };
}

/** What `stubClips` noted at the end of a clip, or `undefined` where there is no note. */
export function stubClipNote(clip: Uint8Array): { taskId: string; body: JsonObject } | undefined {
  const text = Buffer.from(clip.buffer, clip.byteOffset, clip.byteLength).toString("utf8");
  const start = text.lastIndexOf(noteMark);
  if (start < 0) return undefined;
  const note = JSON.parse(text.slice(start + noteMark.length)) as { task_id: string; body: JsonObject };
  return { taskId: note.task_id, body: note.body };
}

/** A grey clip with one frame a second. */
async function greyClip(shape: ClipShape): Promise<Uint8Array> {
  const { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } = await import(
    "mediabunny"
  );
  const frames = flatH264(shape);
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: "in-memory" }),
    target: new BufferTarget(),
  });
  const source = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(source);
  await output.start();
  const config = {
    decoderConfig: {
      codec: "avc1.42c02a",
      codedWidth: shape.width,
      codedHeight: shape.height,
      description: frames.description,
    },
  };
  for (let second = 0; second < shape.durationSeconds; second += 1) {
    const data = second === 0 ? frames.keyFrame : frames.repeatFrame(second);
    const length = Math.min(1, shape.durationSeconds - second);
    await source.add(new EncodedPacket(data, second === 0 ? "key" : "delta", second, length), config);
  }
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw new Error("the muxer gave no bytes");
  return new Uint8Array(buffer);
}

function freeBox(text: string): Uint8Array {
  const content = Buffer.from(text, "utf8");
  const box = Buffer.alloc(8 + content.length);
  box.writeUInt32BE(box.length, 0);
  box.write("free", 4, "latin1");
  content.copy(box, 8);
  return box;
}
