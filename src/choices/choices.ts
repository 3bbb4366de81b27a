/** One clip that somebody judged. It is named by its content, so that a judgement never passes to another clip. */
export interface JudgedClip {
  /** From 1. */
  readonly take: number;
  /** The first eight digits of the clip's SHA-256. */
  readonly clip: string;
}

/** The clip stands for these inputs, though it was rendered from others. */
export interface AcceptedClip extends JudgedClip {
  /** The fingerprint of the inputs. */
  readonly inputs: string;
}

/** What was decided about the clips of one shot. */
export interface ShotChoice {
  /** The take that counts; the first good one where nobody chose. */
  readonly chosen?: JudgedClip;
  readonly rejected: readonly JudgedClip[];
  readonly accepted: readonly AcceptedClip[];
  readonly by?: string;
  readonly note?: string;
}

/** By shot id. */
export type Choices = ReadonlyMap<string, ShotChoice>;

export const noChoices: Choices = new Map();

const undecided: ShotChoice = { rejected: [], accepted: [] };

/** A shot that has another id now. */
export interface RenamedShot {
  readonly from: string;
  readonly to: string;
}

/** The renames that choices follow. What was decided about the new id already holds. */
export function choicesToMove(choices: Choices, renames: readonly RenamedShot[]): readonly RenamedShot[] {
  return renames.filter(({ from, to }) => choices.has(from) && !choices.has(to));
}

/** The choices under the ids that shots have now. */
export function withRenamedChoices(choices: Choices, renames: readonly RenamedShot[]): Choices {
  const moved = choicesToMove(choices, renames);
  if (moved.length === 0) return choices;
  const renamed = new Map(choices);
  for (const { from, to } of moved) {
    const choice = renamed.get(from);
    renamed.delete(from);
    if (choice !== undefined) renamed.set(to, choice);
  }
  return renamed;
}

/** How many digits of a clip's SHA-256 name it. */
const clipDigits = 8;

/** How a choice names a clip. */
export function judgedClip(take: number, clip: { readonly sha256: string }): JudgedClip {
  return { take, clip: clip.sha256.slice(0, clipDigits) };
}

function isSameClip(a: JudgedClip, b: JudgedClip): boolean {
  return a.take === b.take && a.clip === b.clip;
}

/** Was this clip of a take sent back? */
export function isRejected(choice: ShotChoice | undefined, clip: JudgedClip): boolean {
  return choice?.rejected.some((one) => isSameClip(one, clip)) === true;
}

/** Does this clip of a take stand for inputs that it was not rendered from? */
export function isAccepted(choice: ShotChoice | undefined, clip: JudgedClip, inputs: string): boolean {
  return choice?.accepted.some((one) => isSameClip(one, clip) && one.inputs === inputs) === true;
}

/** Has somebody decided about this clip of a take: is it the chosen one, sent back, or does it stand for other inputs? */
export function isDecided(choice: ShotChoice | undefined, clip: JudgedClip): boolean {
  if (choice === undefined) return false;
  const { chosen, rejected, accepted } = choice;
  return [...(chosen === undefined ? [] : [chosen]), ...rejected, ...accepted].some((one) =>
    isSameClip(one, clip),
  );
}

/** Who decides, and what they say about it. */
export interface Remark {
  readonly by?: string | undefined;
  readonly note?: string | undefined;
}

/** Makes a clip the one that counts. One that was sent back is taken again. */
export function pick(choice: ShotChoice = undecided, clip: JudgedClip, remark: Remark = {}): ShotChoice {
  return {
    ...remarkOn(choice, remark),
    chosen: clip,
    rejected: choice.rejected.filter((one) => !isSameClip(one, clip)),
  };
}

/** Sends a clip back: it no longer counts, and `render --rejected` rolls its take anew. */
export function reject(choice: ShotChoice = undecided, clip: JudgedClip, remark: Remark = {}): ShotChoice {
  const { chosen, ...others } = remarkOn(choice, remark);
  const isChosen = chosen !== undefined && isSameClip(chosen, clip);
  const rejected = isRejected(choice, clip) ? choice.rejected : [...choice.rejected, clip];
  return { ...others, ...(chosen === undefined || isChosen ? {} : { chosen }), rejected };
}

/** Lets a clip stand for inputs that it was not rendered from. An earlier acceptance of the same clip is over. */
export function accept(choice: ShotChoice = undecided, clip: AcceptedClip, remark: Remark = {}): ShotChoice {
  const others = choice.accepted.filter((one) => !isSameClip(one, clip));
  return { ...remarkOn(choice, remark), accepted: [...others, clip] };
}

/** Takes back what was decided about a clip: it is neither the chosen one nor sent back any more. */
export function withdraw(choice: ShotChoice = undecided, clip: JudgedClip, remark: Remark = {}): ShotChoice {
  const { chosen, ...others } = remarkOn(choice, remark);
  const isChosen = chosen !== undefined && isSameClip(chosen, clip);
  return {
    ...others,
    ...(chosen === undefined || isChosen ? {} : { chosen }),
    rejected: choice.rejected.filter((one) => !isSameClip(one, clip)),
  };
}

/** Says something about a shot, and decides nothing. An empty note takes the earlier one away. */
export function remarkOn(choice: ShotChoice = undecided, { by, note }: Remark = {}): ShotChoice {
  const { note: before, ...others } = choice;
  const after = note ?? before;
  return {
    ...others,
    ...(by === undefined ? {} : { by }),
    ...(after === undefined || after === "" ? {} : { note: after }),
  };
}
