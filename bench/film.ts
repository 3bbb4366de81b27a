/**
 * Makes films of 3, 70 and 500 clips and prints how long they are beside the sum of their clips, how long it took, and the most
 * memory in use meanwhile: `npm run bench:film`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureClip } from "../src/cut/clip/measure-clip.ts";
import { assembleFilm } from "../src/cut/film/assemble.ts";
import { toNumber } from "../src/cut/time/rational.ts";
import { itemOf } from "../test/cut/film-file.ts";
import { makeClip } from "../test/cut/made-clips.ts";

const folder = mkdtempSync(join(tmpdir(), "film-bench-"));
const size = { width: 1280, height: 720 };
const lengths = [120, 121, 123];
const tone = (index: number): number => 0.2 * Math.sin(index / 30);
const grey = (index: number): number => 30 + (index % 180);

try {
  for (const frames of lengths) {
    await makeClip(join(folder, `${frames}.mp4`), { frames, ...size, sound: tone, grey });
  }
  await makeClip(join(folder, "other.mp4"), { frames: 90, rate: 30, width: 720, height: 720, grey });
  console.log("| clips | pictures | sum of the lengths | the film's | seconds taken | most memory |");
  console.log("|---:|---|---:|---:|---:|---:|");
  for (const [count, isMixed] of [
    [3, false],
    [70, false],
    [500, false],
    [3, true],
    [70, true],
  ] as const) {
    const items = Array.from({ length: count }, (_, index) => {
      const name = isMixed && index === 1 ? "other" : String(lengths[index % lengths.length]);
      return itemOf(`sh${index}`, join(folder, `${name}.mp4`));
    });
    const out = join(folder, "film.mp4");
    let most = 0;
    const began = performance.now();
    const made = await assembleFilm({
      items,
      out,
      onShot: () => {
        most = Math.max(most, process.memoryUsage().rss);
      },
    });
    const seconds = (performance.now() - began) / 1000;
    const measured = await measureClip(out);
    if (!made.ok || !measured.ok) throw new Error(JSON.stringify([made, measured]));
    const film = measured.value.frames / toNumber(measured.value.rate);
    const cells = [
      count,
      isMixed ? "encoded" : "copied",
      `${toNumber(made.value.layout.length).toFixed(3)} s`,
      `${film.toFixed(3)} s`,
      seconds.toFixed(1),
      `${Math.round(most / 1e6)} MB`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
