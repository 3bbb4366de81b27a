import type { Result } from "../../../base/result.ts";
import {
  acceptShots,
  type ChooseProblem,
  type DecidedClip,
  pickTake,
  rejectTake,
} from "../../../film/choose.ts";
import type { Film } from "../../../film/open-film.ts";
import { shellWord } from "../../../report/text/shell.ts";
import { shotText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { ChooseFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { chooseRefusal } from "../../words/choose-text.ts";

/** `dailies pick FILE SHOT TAKE` */
export async function pick(
  this: CliContext,
  flags: ChooseFlags,
  file: string,
  shot: string,
  take: number,
): Promise<void> {
  await decide(
    this,
    { flags, file },
    {
      by: (film) => pickTake(film, { id: shot, take }, flags),
      text: (one, film) => `${shotText(one)} counts: ${film.output.shown}/${one.clip.file}\n`,
    },
  );
}

/** `dailies reject FILE SHOT [TAKE]` */
export async function reject(
  this: CliContext,
  flags: ChooseFlags,
  file: string,
  shot: string,
  take?: number,
): Promise<void> {
  await decide(
    this,
    { flags, file },
    {
      by: (film) => rejectTake(film, { id: shot, take }, flags),
      text: (one) =>
        `${shotText(one)} is sent back. To roll it again:\n  dailies render ${shellWord(file)} --rejected\n`,
    },
  );
}

interface Deciding {
  readonly by: (film: Film) => Promise<Result<DecidedClip, ChooseProblem>>;
  readonly text: (decided: DecidedClip, film: Film) => string;
}

async function decide(
  context: CliContext,
  { flags, file }: { readonly flags: ChooseFlags; readonly file: string },
  { by, text }: Deciding,
): Promise<void> {
  const opened = await open(context, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { film } = opened.value;
  const decided = await by(film);
  if (!decided.ok) return refuse(context, chooseRefusal(decided.error, file), flags);
  if (flags.json === true) printJson(context, decidedJson(decided.value, film));
  else context.process.stdout.write(text(decided.value, film));
}

/** `dailies accept FILE [SHOT...]` */
export async function accept(
  this: CliContext,
  flags: ChooseFlags,
  file: string,
  ...shots: string[]
): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { film } = opened.value;
  const accepted = await acceptShots(film, shots, flags);
  if (!accepted.ok) return refuse(this, chooseRefusal(accepted.error, file), flags);
  if (flags.json === true) {
    printJson(this, { accepted: accepted.value.map((one) => decidedJson(one, film)) });
    return;
  }
  const { stdout } = this.process;
  if (accepted.value.length === 0)
    stdout.write("No clip waits for an edit of its shot: nothing to accept.\n");
  for (const one of accepted.value) stdout.write(`${shotText(one)} stands as it is.\n`);
}

function decidedJson({ id, take, clip }: DecidedClip, film: Film): object {
  return { id, take, clip: `${film.output.beside}/${clip.file}`, sha256: clip.sha256 };
}
