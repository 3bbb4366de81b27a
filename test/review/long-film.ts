import type { ReviewData } from "../../src/review/review-data.ts";

/** A film of shots with one clip each, `sh0001`, `sh0002`, ... @param urlOf where a shot's clip is */
export function longFilm(count: number, urlOf: (id: string) => string): ReviewData {
  const shots: ReviewData["shots"] = Array.from({ length: count }, (_, index) => {
    const id = `sh${String(index + 1).padStart(4, "0")}`;
    return {
      id,
      prompt: `What happens in shot ${index + 1}`,
      model: "kling-v3@2026-05",
      parameters: [["duration", "5"]],
      references: [],
      seconds: 5,
      aspect: 16 / 9,
      takes: [
        {
          take: 1,
          state: "done",
          action: "none",
          reason: "up_to_date",
          clip: { digits: "00000000", url: urlOf(id), seconds: 5, width: 1280, height: 720 },
          earlier: [],
        },
      ],
    };
  });
  const choices = { file: "film.picks.yaml", text: "", byShot: {}, mayChoose: true };
  return { title: "Long", storyboard: "film.yaml", shots, choices };
}
