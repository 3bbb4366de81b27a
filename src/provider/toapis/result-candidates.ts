import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";

/** More files than any model's task has: an answer does not make a run look at thousands. */
const mostCandidates = 8;

type Likeness = "video" | "unknown" | "other";

interface Candidate {
  readonly url: string;
  readonly likeness: Likeness;
}

const order: Readonly<Record<Likeness, number>> = { video: 0, unknown: 1, other: 2 };

/**
 * Every file that a completed task names, what is surely a video first and pictures last, and otherwise in the order of
 * the answer: `result.data[]` as documented; `video_url` and `url` are what some models' pages and older ones name.
 */
export function resultCandidates(task: JsonObject): string[] {
  const result = isObject(task.result) ? task.result : {};
  const { data } = result;
  const files = Array.isArray(data) ? (data as readonly JsonValue[]) : data === undefined ? [] : [data];
  const candidates = [
    ...files.flatMap((file) => (isObject(file) ? candidate(file.url, file) : [])),
    ...[task, result].flatMap(({ video_url, url }) => [
      ...candidate(video_url, { type: "video" }),
      ...candidate(url, {}),
    ]),
  ];
  const urls = candidates.toSorted((a, b) => order[a.likeness] - order[b.likeness]).map(({ url }) => url);
  return [...new Set(urls)].slice(0, mostCandidates);
}

function candidate(url: JsonValue | undefined, about: JsonObject): Candidate[] {
  if (typeof url !== "string" || url.trim() === "") return [];
  return [{ url: url.trim(), likeness: likenessOf(url.trim(), about) }];
}

/** What an entry says of its file, and what its name says. Where they disagree, only the file can decide. */
function likenessOf(url: string, { type, format }: JsonObject): Likeness {
  const words = [type, format, endingOf(url)].filter((word) => typeof word === "string");
  const hints = new Set(words.map(hintOf).filter((hint) => hint !== "unknown"));
  const [hint] = hints;
  return hints.size === 1 && hint !== undefined ? hint : "unknown";
}

function hintOf(word: string): Likeness {
  if (/video|^(?:mp4|m4v|mov|webm|mkv|ts)$/i.test(word)) return "video";
  return /image|picture|photo|cover|thumb|poster|audio|text|^(?:jpe?g|png|gif|webp|avif|bmp|mp3|wav|json|vtt|srt)$/i.test(
    word,
  )
    ? "other"
    : "unknown";
}

function endingOf(url: string): string | undefined {
  return /\.([A-Za-z0-9]{1,5})$/.exec(url.replace(/[?#].*$/s, ""))?.[1];
}
