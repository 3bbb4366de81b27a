import { assembleFilm } from "../../cut/film/assemble.ts";
import { assembleJson } from "../../report/cut/assemble-json.ts";
import { assembleText } from "../../report/cut/assemble-text.ts";
import type { CliContext } from "../context.ts";
import { cutRefusal } from "../cut-refusals.ts";
import type { CutFlags } from "../flags/command-flags.ts";
import { openCut } from "../open-cut.ts";
import { refuse } from "../problems.ts";
import { printJson } from "../terminal.ts";

/** `dailies assemble FILE`: the clips that count, as one MP4. */
export async function assemble(this: CliContext, flags: CutFlags, file: string): Promise<void> {
  const opened = await openCut(this, file, flags, { ending: "film.mp4", endings: [".mp4"] });
  if (opened === undefined) return;
  const { items, out } = opened;
  const made = await assembleFilm({ items, out: out.path });
  if (!made.ok) return refuse(this, cutRefusal(made.error), flags);
  if (flags.json === true) printJson(this, assembleJson(made.value, out.shown));
  else this.process.stdout.write(assembleText(made.value, out.shown));
}
