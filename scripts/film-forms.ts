import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { JsonObject } from "../src/base/json.ts";
import type { Job } from "../src/manifest/job.ts";
import { requestBody } from "../src/provider/toapis/request-body.ts";

/** The film of the examples that is written in scenes. */
export const filmFolder = join(import.meta.dirname, "..", "examples", "salt");
export const filmFiles: readonly string[] = ["salt.yaml", "scenes/sc080.yaml"];

/** The files of the film, each with its text. */
export function filmTexts(): ReadonlyMap<string, string> {
  return new Map(filmFiles.map((file) => [file, readFileSync(join(filmFolder, file), "utf8")]));
}

/** What every shot of the film says alike, and a flat storyboard writes under `defaults`. */
const alike = ["model", "aspect_ratio", "metadata"];

/** The same jobs as a flat storyboard: every shot whole, in the manner of somebody who wraps long lines. */
export function flatForm(jobs: readonly Job[], title: string): string {
  const shots = new Map<string, { body: JsonObject; takes: number }>();
  for (const { id, take, request, contract } of jobs) {
    shots.set(id, { body: requestBody({ request, contract, pictures: new Map() }), takes: take });
  }
  const [first] = shots.values();
  const defaults = Object.fromEntries(alike.map((key) => [key, first?.body[key] ?? null]));
  const storyboard = {
    version: 1,
    title,
    defaults: { ...defaults, model: jobs[0]?.request.contract ?? "" },
    shots: [...shots].map(([id, { body, takes }]) => {
      const own = Object.entries(body).filter(([key]) => !alike.includes(key));
      return { id, ...Object.fromEntries(own), ...(takes > 1 && { takes }) };
    }),
  };
  return stringify(storyboard, { lineWidth: 100, blockQuote: "folded" }).replaceAll(
    "\n  - id:",
    "\n\n  - id:",
  );
}
