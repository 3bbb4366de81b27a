import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What every page is made of, besides its data. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** The page's script and style, which a build writes beside its code; run from source, those of the last build. */
export function readPageParts(): PageParts {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const built of [folder, join(folder, "dist")]) {
      const [script, style] = [join(built, "review-page.js"), join(built, "review-page.css")];
      if (existsSync(script)) {
        return { script: readFileSync(script, "utf8"), style: readFileSync(style, "utf8") };
      }
    }
    if (folder === dirname(folder)) throw new Error("this installation of dailies lacks its review page");
  }
}
