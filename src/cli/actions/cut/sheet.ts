import { parse } from "node:path";
import { makeSheet, pageFile } from "../../../cut/sheet/contact-sheet.ts";
import { sheetJson } from "../../../report/cut/sheet-json.ts";
import { countText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { CutFlags } from "../../flags/command-flags.ts";
import { openCut } from "../../open-cut.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { cutRefusal } from "../../words/cut-refusals.ts";

/** `dailies sheet FILE`: pictures of every shot on a page. */
export async function sheet(this: CliContext, flags: CutFlags, file: string): Promise<void> {
  const opened = await openCut(this, file, flags, {
    ending: "sheet.png",
    endings: [".png", ".jpg", ".jpeg"],
  });
  if (opened === undefined) return;
  const { film, items, out } = opened;
  const title = film.storyboard.title ?? parse(file).name;
  const made = await makeSheet({ title, items, out: out.path });
  if (!made.ok) return refuse(this, cutRefusal(made.error), flags);
  const files = Array.from({ length: made.value.pages }, (_, index) => pageFile(out.shown, index + 1));
  if (flags.json === true) printJson(this, sheetJson(made.value, files));
  else this.process.stdout.write(`${files.join(", ")}: ${countText(items.length, "shot")}\n`);
}
