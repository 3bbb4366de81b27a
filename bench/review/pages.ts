import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pageHtml } from "../../src/review/page/page-html.ts";
import { readPageParts } from "../../src/review/page/page-parts.ts";
import { makeClip } from "../../test/cut/made-clips.ts";
import { longFilm } from "../../test/review/long-film.ts";

/** Addresses of the page, and of what nothing can be better than in this browser. */
export interface Pages {
  readonly review: string;
  /** A page that is one video element. */
  readonly oneVideo: string;
  /** Writes a page of as many empty boxes, of that height each. */
  boxes(height: number): string;
}

/** Writes the pages and a clip of its own for each shot. */
export async function writePages(folder: string, shotCount: number): Promise<Pages> {
  mkdirSync(join(folder, "clips"));
  const one = join(folder, "one.mp4");
  await makeClip(one, { frames: 120, width: 1280, height: 720, grey: (index) => 30 + index });
  const film = longFilm(shotCount, (id) => `./clips/${id}.mp4`);
  for (const { id } of film.shots) copyFileSync(one, join(folder, "clips", `${id}.mp4`));
  const write = (name: string, html: string): string => {
    writeFileSync(join(folder, name), html);
    return pathToFileURL(join(folder, name)).href;
  };
  return {
    review: write("film.review.html", pageHtml(film, readPageParts(), "file")),
    oneVideo: write("one.html", plainPage(`<video src="./clips/sh0001.mp4" width="800"></video>`)),
    boxes: (height) =>
      write(
        "boxes.html",
        plainPage(
          `<style>div { height: ${height - 10}px; margin: 10px; background: #ddd }</style>${"<div></div>".repeat(shotCount)}`,
        ),
      ),
  };
}

function plainPage(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>plain</title>${body}</html>`;
}
