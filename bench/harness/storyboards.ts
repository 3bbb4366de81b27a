import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

export interface BoardOptions {
  readonly folder: string;
  readonly shots: number;
  /** Gives each shot a first and a last frame of its own. */
  readonly frames?: boolean;
}

/** One shot's work, as every contestant gets it. */
export interface ShotWork {
  readonly id: string;
  readonly body: Readonly<Record<string, string | number>>;
}

/** Writes `board.yaml` (dailies) and, beside it, `jobs.json` and `bodies/ID.json` are made by `writeJobs` for rivals. */
export function writeBoard({ folder, shots, frames = false }: BoardOptions): string {
  mkdirSync(folder, { recursive: true });
  if (frames) writeFrames(join(folder, "frames"), shots);
  const lines = [
    "version: 1",
    "title: Benchmark",
    "defaults:",
    "  model: kling-v3",
    '  aspect_ratio: "16:9"',
    "  duration: 5",
    "shots:",
  ];
  for (let index = 0; index < shots; index += 1) {
    const id = shotId(index);
    lines.push(`  - id: ${id}`, `    prompt: ${promptOf(index)}`);
    if (frames) lines.push(`    first_frame: frames/${id}_a.png`, `    last_frame: frames/${id}_b.png`);
  }
  const file = join(folder, "board.yaml");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** The same work for the rivals: the very bodies that dailies sends for `writeBoard`'s shots. */
export function shotWork(shots: number): readonly ShotWork[] {
  return Array.from({ length: shots }, (_, index) => ({
    id: shotId(index),
    body: { model: "kling-v3", prompt: promptOf(index), duration: 5, aspect_ratio: "16:9" },
  }));
}

export function shotId(index: number): string {
  return `sc${String(Math.floor(index / 100)).padStart(4, "0")}_sh${String(index % 100).padStart(2, "0")}0`;
}

/** As long as real prompts are, and no two alike. */
function promptOf(index: number): string {
  const what = ["The city passes from day to night", "A cat runs through a neon night in the rain"][
    index % 2
  ];
  return `${what}, the camera moves slowly forward past the windows, cinematic, soft light, version ${index}`;
}

/** Two small, valid PNG files a shot, no two alike. */
function writeFrames(folder: string, shots: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < shots; index += 1) {
    for (const side of ["a", "b"]) {
      writeFileSync(join(folder, `${shotId(index)}_${side}.png`), png(`${index}${side}`));
    }
  }
}

/** A grey picture of 640 x 360 with a text chunk that makes it unique. */
function png(text: string): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(640, 0);
  size.writeUInt32BE(360, 4);
  size.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", size),
    chunk("tEXt", Buffer.from(`Comment\0${createHash("sha256").update(text).digest("hex")}`, "latin1")),
    chunk("IDAT", greyRows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const greyRows = deflateSync(Buffer.alloc(360 * 641));

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
