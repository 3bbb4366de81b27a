/* The film of the example, rendered by the embedded server into a folder of its own: what pages are shown and tested with. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/base/time/clock.ts";
import { pickTake, rejectTake } from "../src/film/choose.ts";
import { type Film, openFilm } from "../src/film/open-film.ts";
import { openRehearsal } from "../src/film/rehearsal/rehearsal.ts";
import { firstProvider } from "../src/provider/providers.ts";

const example = fileURLToPath(new URL("../examples/film", import.meta.url));

/** Renders the example into `folder`, with several takes of some shots, decisions, an edit and a failure. Gives the storyboard. */
export async function renderReviewFilm(folder: string): Promise<string> {
  cpSync(example, folder, { recursive: true });
  const file = join(folder, "film.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, withTakes(text));
  await render(await filmOf(file));
  for (const id of ["sc010_sh0010", "sc020_sh0010", "sc020_sh0020"]) {
    await pickTake(await filmOf(file), { id, take: id === "sc020_sh0020" ? 2 : 1 }, { by: "lena" });
  }
  await rejectTake(
    await filmOf(file),
    { id: "sc020_sh0040", take: 1 },
    { by: "lena", note: "the boat is back" },
  );
  writeFileSync(
    file,
    withTakes(text).replace("steam rises from the mug, light", "steam curls from the mug, warm light"),
  );
  return file;
}

/** The takes that the example does without. */
function withTakes(text: string): string {
  return text.replace(
    /(- id: (sc010_sh0020|sc020_sh0020|sc030_sh0010)\n)/g,
    (line, _, id: string) => `${line}    takes: ${id === "sc020_sh0020" ? 3 : 2}\n`,
  );
}

async function filmOf(file: string): Promise<Film> {
  const opened = await openFilm({ file });
  if (!opened.ok) throw new Error(opened.error.map(({ code }) => code).join());
  return opened.value;
}

async function render(film: Film): Promise<void> {
  const rehearsal = await openRehearsal(film.jobs);
  try {
    const outcome = await film.run(
      {},
      {
        command: "render",
        connect: () =>
          firstProvider.connect({
            ...rehearsal,
            clock: systemClock,
            userAgent: "dailies",
            limits: { submitPerSecond: "off", queryPerSecond: "off" },
          }),
        concurrency: 10,
        downloads: 8,
        pollIntervalMs: rehearsal.pollIntervalMs,
        interrupt: new AbortController().signal,
        emit: (event) => rehearsal.observe(event),
      },
    );
    if (outcome.kind !== "finished") throw new Error(`the film was not rendered: ${outcome.kind}`);
  } finally {
    await rehearsal.close();
  }
}
