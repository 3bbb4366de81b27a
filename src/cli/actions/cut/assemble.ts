import { visibleText } from "../../../base/text/visible-text.ts";
import { assembleFilm } from "../../../cut/film/assemble.ts";
import { assembleJson } from "../../../report/cut/assemble-json.ts";
import { assembleText } from "../../../report/cut/assemble-text.ts";
import type { CliContext } from "../../context.ts";
import type { CutFlags } from "../../flags/command-flags.ts";
import { openCut } from "../../open-cut.ts";
import { refuse } from "../../problems.ts";
import { isLive, printJson } from "../../terminal.ts";
import { cutRefusal } from "../../words/cut-refusals.ts";

/** Back to where the line began, and nothing behind it. */
const startOfLine = "\r\u001b[K";

/** `dailies assemble FILE`: the clips that count, as one MP4. */
export async function assemble(this: CliContext, flags: CutFlags, file: string): Promise<void> {
  const opened = await openCut(this, file, flags, { ending: "film.mp4", endings: [".mp4"] });
  if (opened === undefined) return;
  const { items, out } = opened;
  const { stderr } = this.process;
  const isWatched = isLive(this) && flags.json !== true;
  const made = await assembleFilm({
    items,
    out: out.path,
    onShot: (index, { item }) => {
      if (isWatched) stderr.write(`${startOfLine}${index + 1}/${items.length} ${visibleText(item.id)}`);
    },
  });
  if (isWatched) stderr.write(startOfLine);
  if (!made.ok) return refuse(this, cutRefusal(made.error), flags);
  if (flags.json === true) printJson(this, assembleJson(made.value, out.shown));
  else this.process.stdout.write(assembleText(made.value, out.shown));
}
