/** The forms of video file that dailies understands, by the endings of their names. */
export type Container = "mp4" | "mov" | "webm" | "mkv" | "ts";

/** The families of containers: each is read in its own way. */
export type ContainerFamily = "boxes" | "matroska" | "transport_stream";

/** Boxes that a file of the ISO family may begin with besides `ftyp`: old QuickTime files and some programs' MP4s do. */
const firstBoxes: ReadonlySet<string> = new Set(["free", "skip", "wide", "pnot", "moov", "mdat", "uuid"]);

/** A first box as long as this is a text whose letters were taken for a length. */
const firstBoxLimitBytes = 0x20000000;

const ebmlId = 0x1a45dfa3;
export const syncByte = 0x47;

/** Distances of packets in a transport stream, with the place of the first sync byte (ISO 13818-1; M2TS; DVB with FEC). */
export const packetForms = [
  { stride: 188, first: 0 },
  { stride: 204, first: 0 },
  { stride: 192, first: 4 },
] as const;

/** What the first bytes of a file say that it is; `undefined` for what is not a video. */
export function familyOf(head: Uint8Array): ContainerFamily | undefined {
  if (head.length < 8) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) === ebmlId) return "matroska";
  const type = Buffer.from(head.subarray(4, 8)).toString("latin1");
  if (type === "ftyp") return "boxes";
  if (firstBoxes.has(type) && view.getUint32(0) < firstBoxLimitBytes) return "boxes";
  return packetFormOf(head) === undefined ? undefined : "transport_stream";
}

/** How a transport stream's packets lie, known from the first two. */
export function packetFormOf(head: Uint8Array): (typeof packetForms)[number] | undefined {
  return packetForms.find(
    ({ stride, first }) => head[first] === syncByte && head[first + stride] === syncByte,
  );
}
