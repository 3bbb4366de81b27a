/** Draws the pictures of examples/ anew: `npx tsx scripts/make-example-frames.ts`. */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { dawn, day, dusk, night, storm } from "./example-frames/drawing.ts";
import { atSea, city, coast, desk, harbour, lampRoom } from "./example-frames/scenes.ts";

const examples = join(dirname(fileURLToPath(import.meta.url)), "..", "examples");

/** File below examples/, and what is drawn there. */
const frames: Readonly<Record<string, string>> = {
  "quick-start/frames/day.jpg": city({ ...day, near: "#47607a", far: "#86a4ba" }),
  "quick-start/frames/night.jpg": city(night),
  "film/frames/coast_dawn.jpg": coast(dawn),
  "film/frames/coast_day.jpg": coast(day),
  "film/frames/coast_dusk.jpg": coast(dusk, false),
  "film/frames/coast_dusk_lit.jpg": coast(dusk, true),
  "film/frames/coast_storm_dark.jpg": coast(storm, false),
  "film/frames/coast_storm.jpg": coast(storm, true),
  "film/frames/coast_night.jpg": coast(night),
  "film/frames/harbour_dawn.jpg": harbour(dawn),
  "film/frames/harbour_day.jpg": harbour(day),
  "film/frames/harbour_day_away.jpg": harbour(day, true),
  "film/frames/harbour_dusk_away.jpg": harbour(dusk, true),
  "film/frames/harbour_night.jpg": harbour(night),
  "film/frames/desk_day.jpg": desk(day, false),
  "film/frames/desk_dusk.jpg": desk(dusk, true),
  "film/frames/desk_storm.jpg": desk(storm, true),
  "film/frames/desk_dawn.jpg": desk(dawn, false),
  "film/frames/lamp_dusk.jpg": lampRoom(dusk, false),
  "film/frames/lamp_dusk_lit.jpg": lampRoom(dusk, true),
  "film/frames/lamp_storm_dark.jpg": lampRoom(storm, false),
  "film/frames/lamp_storm.jpg": lampRoom(storm, true),
  "film/frames/sea_dusk.jpg": atSea(dusk, { beacon: false, nearness: 0.1 }),
  "film/frames/sea_storm_dark.jpg": atSea(storm, { beacon: false, nearness: 0.3 }),
  "film/frames/sea_storm.jpg": atSea(storm, { beacon: true, nearness: 0.5 }),
  "film/frames/sea_night.jpg": atSea(night, { beacon: true, nearness: 1 }),
};

for (const [name, svg] of Object.entries(frames)) {
  const file = join(examples, name);
  await mkdir(dirname(file), { recursive: true });
  const { size } = await sharp(Buffer.from(svg)).jpeg({ quality: 84, mozjpeg: true }).toFile(file);
  console.log(`${name}  ${Math.round(size / 1024)} KB`);
}
