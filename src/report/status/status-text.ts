import { visibleText } from "../../base/text/visible-text.ts";
import type { FilmStatus, ShotStatus } from "../../film/status/shot-status.ts";
import type { JobState } from "../../run/events.ts";
import { padColumns } from "../text/columns.ts";
import type { Palette } from "../text/palette.ts";
import { shellWord } from "../text/shell.ts";
import { countText, durationText, priceText, shotText, timeText } from "../text/text.ts";

export interface StatusTextOptions {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly palette: Palette;
  /** The output folder as the user would type it. */
  readonly output: string;
  /** Also the clips that newer ones replaced. */
  readonly all?: boolean;
  /** Unix milliseconds, for the countdown to expiry. */
  readonly now: number;
}

/** One line a take, and the counts. */
export function statusText(status: FilmStatus, options: StatusTextOptions): string {
  const { statuses } = status;
  const lines = statuses.map((status) => line(status, options));
  const sums = countsText(statuses);
  const { spent } = status;
  const below = [
    ...(spent === undefined
      ? []
      : [`${priceText(spent)} spent on the film so far: dailies cost ${shellWord(options.file)}`]),
    ...findingLines(statuses, options),
    ...unfetchedLines(statuses, options),
    ...clipLines(status, options),
  ];
  return `${[...lines, "", sums, ...below].join("\n")}\n`;
}

/** `3 done, 1 failed`. */
export function countsText(statuses: readonly ShotStatus[]): string {
  const counts = new Map<string, number>();
  for (const status of statuses) counts.set(word(status), (counts.get(word(status)) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}

/** What is not about a take of today: clips that nobody wants, that were replaced, that a choice names in vain. */
function* clipLines(
  { orphans, superseded, unmatched }: FilmStatus,
  { file, output, all = false }: StatusTextOptions,
): Iterable<string> {
  for (const { id, clip } of unmatched) {
    yield `${shotText({ id, take: clip.take })}: a choice names a clip ${clip.clip} that is not on record`;
  }
  if (orphans.length > 0) {
    yield `Clips that no shot wants any more, to be moved aside: dailies prune ${shellWord(file)}`;
    for (const { id, take, clip } of orphans) {
      yield visibleText(`  ${padColumns(shotText({ id, take }), 22)} ${output}/${clip.file}`);
    }
  }
  if (superseded.length > 0 && !all) {
    yield `${countText(superseded.length, "clip")} replaced by newer ones; --all names them`;
  }
  for (const { id, take, clip, submittedAt } of all ? superseded : []) {
    yield visibleText(
      `  ${padColumns(shotText({ id, take }), 22)} replaced, of ${timeText(submittedAt)}: ${output}/${clip.file}`,
    );
  }
}

/** What came back otherwise than it was asked for. Once clips are looked at, those that were not yet are counted. */
function* findingLines(
  statuses: readonly ShotStatus[],
  { file, palette }: StatusTextOptions,
): Iterable<string> {
  const found = statuses.filter(({ findings }) => findings.length > 0);
  if (found.length > 0) yield palette.warn("Worth a look:");
  for (const status of found) {
    for (const { code, message } of status.findings) {
      yield visibleText(`  ${padColumns(shotText(status), 22)} ${message} (${code})`);
    }
  }
  if (!statuses.some(({ isInspected }) => isInspected)) return;
  const left = statuses.filter(({ state, isInspected }) => state === "done" && !isInspected).length;
  if (left > 0) yield `${countText(left, "clip")} not looked at yet: dailies inspect ${shellWord(file)}`;
}

function line(status: ShotStatus, options: StatusTextOptions): string {
  const state = coloured(status, word(status).padEnd(12), options.palette);
  return `${padColumns(visibleText(shotText(status)), 24)} ${state} ${details(status, options.now)}`.trimEnd();
}

function details(status: ShotStatus, now: number): string {
  const { clip, error, taskId, expiresAt, submittedAt } = status;
  const parts = [
    ...(clip === undefined ? [] : [visibleText(clip)]),
    ...(status.found === undefined ? [] : [`there is ${status.found}`]),
    ...(status.isRejected ? ["sent back"] : []),
    ...(status.isOutdated ? ["the storyboard has changed since"] : []),
    ...(status.state === "uncertain" && submittedAt !== undefined
      ? [`submitted ${timeText(submittedAt)}`]
      : []),
    ...(error === undefined ? [] : [visibleText(`${error.message} (${error.code})`)]),
    ...(taskId !== undefined && status.state !== "done" ? [`task ${visibleText(taskId)}`] : []),
    ...(expiresAt === undefined || error?.code === "result_expired" ? [] : [expiryText(expiresAt, now)]),
  ];
  return parts.join(", ");
}

function word(status: ShotStatus): string {
  if (status.isClipMissing) return "clip missing";
  if (status.found !== undefined) return "clip differs";
  return status.state === "in_progress" ? "in progress" : status.state;
}

function expiryText(expiresAt: number, now: number): string {
  return expiresAt <= now
    ? `expired ${timeText(expiresAt)}`
    : `can be fetched for ${durationText(expiresAt - now)} more, until ${timeText(expiresAt)}`;
}

function unfetchedLines(statuses: readonly ShotStatus[], { file, now }: StatusTextOptions): string[] {
  const alive = statuses.flatMap(({ expiresAt }) =>
    expiresAt !== undefined && expiresAt > now ? [expiresAt] : [],
  );
  if (alive.length === 0) return [];
  const first = durationText(Math.min(...alive) - now);
  return [
    "",
    `Paid clips are not on disk yet; the first of them expires in ${first}: dailies render ${shellWord(file)}`,
  ];
}

function coloured(status: ShotStatus, text: string, palette: Palette): string {
  if (status.isClipMissing || status.found !== undefined) return palette.warn(text);
  const colours: Record<JobState, (text: string) => string> = {
    pending: palette.dim,
    uploading: palette.dim,
    submitting: palette.dim,
    queued: palette.dim,
    in_progress: palette.dim,
    downloading: palette.warn,
    done: palette.good,
    failed: palette.bad,
    uncertain: palette.warn,
  };
  return colours[status.state](text);
}
