import type { OutputFormat } from "mediabunny";
import type { JsonObject } from "../../src/base/json.ts";
import { unreachable } from "../../src/base/unreachable.ts";
import type { ClipContent, ClipMaker, ClipRequest, ClipShape } from "../../src/rehearsal/clips.ts";
import { stillClip } from "../../src/rehearsal/still/still-clip.ts";
import { greyH264 } from "./grey-h264.ts";

const noteMark = "dailies-rehearsal:";

/** Other containers than MP4 that a provider may send. */
export type OtherContainer = "mov" | "webm" | "mkv" | "ts";

export interface StubClips extends ClipMaker {
  /** The same clip in another container, with the same note. */
  makeIn(container: OtherContainer, request: ClipRequest): Promise<ClipContent>;
}

/**
 * Clips in no time: valid, playable H.264 MP4 of the right size and length, grey throughout, a few kilobytes,
 * without native code. Clips of one shape share their bytes but for a `free` box at the end, which holds the
 * task's id and body, so that no two tasks' clips are alike and a test can tell which task a file came from.
 */
export function stubClips(): StubClips {
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
    async makeIn(container, { taskId, body, shape }) {
      const note = noteMark + JSON.stringify({ task_id: taskId, body });
      return [await greyClip(shape, container), noteIn(container, note)];
    },
  };
}

/** Bytes that every reader of the container passes over. */
function noteIn(container: OtherContainer, note: string): Uint8Array {
  switch (container) {
    case "mov":
      return freeBox(note);
    case "webm":
    case "mkv":
      return voidElement(note);
    case "ts":
      return nullPackets(note);
    default:
      return unreachable(container);
  }
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
async function greyClip(shape: ClipShape, container: OtherContainer | "mp4" = "mp4"): Promise<Uint8Array> {
  const mediabunny = await import("mediabunny");
  const bytes = await stillClip(greyH264(shape), shape, formatOf(mediabunny, container));
  return container === "webm" ? relabelled(bytes) : bytes;
}

function formatOf(mediabunny: typeof import("mediabunny"), container: OtherContainer | "mp4"): OutputFormat {
  switch (container) {
    case "mp4":
      return new mediabunny.Mp4OutputFormat({ fastStart: "in-memory" });
    case "mov":
      return new mediabunny.MovOutputFormat({ fastStart: "in-memory" });
    case "webm":
    case "mkv":
      return new mediabunny.MkvOutputFormat();
    case "ts":
      return new mediabunny.MpegTsOutputFormat();
    default:
      return unreachable(container);
  }
}

/** WebM is Matroska by another name; a name that is shorter ends in zeros (RFC 8794, 7.4). */
function relabelled(matroska: Uint8Array): Uint8Array {
  const bytes = Buffer.from(matroska);
  bytes.write("webm\0\0\0\0", bytes.indexOf("matroska"), "latin1");
  return bytes;
}

function voidElement(text: string): Uint8Array {
  const content = Buffer.from(text, "utf8");
  const head = Buffer.alloc(9);
  head.writeBigUInt64BE(0x0100000000000000n + BigInt(content.length), 1);
  head.writeUInt8(0xec, 0);
  return Buffer.concat([head, content]);
}

/** Packets of the id that every reader drops. The first one holds the task's id whole. */
function nullPackets(text: string): Uint8Array {
  const content = Buffer.from(text, "utf8");
  const packets: Buffer[] = [];
  for (let at = 0; at < content.length; at += 184) {
    const packet = Buffer.alloc(188, 0xff);
    packet.set([0x47, 0x1f, 0xff, 0x10]);
    content.copy(packet, 4, at, at + 184);
    packets.push(packet);
  }
  return Buffer.concat(packets);
}

function freeBox(text: string): Uint8Array {
  const content = Buffer.from(text, "utf8");
  const box = Buffer.alloc(8 + content.length);
  box.writeUInt32BE(box.length, 0);
  box.write("free", 4, "latin1");
  content.copy(box, 8);
  return box;
}
