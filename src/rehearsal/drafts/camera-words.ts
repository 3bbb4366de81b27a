/** A move of the camera over a still picture. */
export type CameraMove =
  /** The camera's words name none: a slow push-in that one hardly sees. */
  | "gentle"
  | "still"
  | "handheld"
  | "push_in"
  | "pull_out"
  /** Over the picture to its left, and so on: pans, trucks and tracking moves look the same on a still. */
  | "left"
  | "right"
  | "up"
  | "down"
  /** Up and back, as on a crane; down and in. */
  | "crane_up"
  | "crane_down";

/** Words between a verb of the camera and its direction: `pans slowly to the left`, `tilting gently up`. */
const between = String.raw`(?:[ -](?:\p{L}+ly|camera|shot|across|over|to|towards?|the|its|our|back|around|round)){0,4}`;

function move(verbs: string, direction: string): string {
  return String.raw`\b(?:${verbs})${between}[ -](?:${direction})\b`;
}

const pans =
  "pan(?:s|ning)?|whip[ -]pan(?:s|ning)?|truck(?:s|ing)?|track(?:s|ing)?|crab(?:s|bing)?|slid(?:e|es|ing)";
const dollies =
  "dolly|dollies|dollying|dolly(?:ing)? shot|track(?:s|ing)?|truck(?:s|ing)?|zoom(?:s|ing)?|crash[ -]zoom";
const cranes = "cran(?:e|es|ing)|boom(?:s|ing)?|jib(?:s|bing)?|pedestal(?:s|ling|ing)?";

/**
 * Terms of the camera in prompts, English and Chinese. A single sign such as 推 is too often a word of the story (推门, to push a
 * door), so that it counts beside 镜 or a direction alone.
 */
const terms: readonly (readonly [CameraMove, readonly string[]])[] = [
  ["left", [move(pans, "left(?:wards?)?"), "向左(?:缓缓|缓慢|慢慢)?[摇移]", "左[摇移]", "[摇移]向?左"]],
  [
    "right",
    [
      move(pans, "right(?:wards?)?"),
      "向右(?:缓缓|缓慢|慢慢)?[摇移]",
      "右[摇移]",
      "[摇移]向?右",
      // Without a direction it goes as one reads. What only has to be before is not a part of the term: of two terms at one
      // place, the one that comes first in this table counts.
      String.raw`(?<=\b(?:slow|quick|fast|whip|camera|panoramic)[ -])pan(?:s|ning)?\b`,
      String.raw`\b(?:panning|tracking|trucking) shot\b`,
      "(?<=镜头[^，。,.；;]{0,6})[摇移](?!臂)|[摇移]镜|横移|平移",
    ],
  ],
  ["up", [move("tilt(?:s|ing)?|pan(?:s|ning)?", "up(?:wards?)?"), "(?:向上|上)[摇移]|仰摇"]],
  ["down", [move("tilt(?:s|ing)?|pan(?:s|ning)?", "down(?:wards?)?"), "(?:向下|下)[摇移]|俯摇"]],
  [
    "push_in",
    [
      move("push(?:es|ing)?", "ins?"),
      String.raw`\bpush-?in\b`,
      move(dollies, "in|forwards?|closer"),
      String.raw`\bmoves? in (?:on|to)\b`,
      "(?<=镜头[^，。,.；;]{0,6})(?:推|拉近)|推镜|推[近进]|[前缓慢]推|推轨|拉近",
    ],
  ],
  [
    "pull_out",
    [
      move("pull(?:s|ing)?", "outs?|back|away"),
      String.raw`\bpull-?(?:out|back)\b`,
      move(dollies, "outs?|back(?:wards?)?|away"),
      "(?<=镜头[^，。,.；;]{0,6})拉(?!近)|拉镜|拉远|拉出|后拉|缓拉",
    ],
  ],
  [
    "crane_up",
    [
      move(cranes, "up(?:wards?)?"),
      String.raw`\bcamera (?:slowly |gently )?(?:rises|lifts|ascends)\b`,
      String.raw`\b(?:crane|jib|boom) shot\b`,
      "(?<=镜头[^，。,.；;]{0,6})[升]|升镜|上升镜头|升降|摇臂",
    ],
  ],
  [
    "crane_down",
    [
      move(cranes, "down(?:wards?)?"),
      String.raw`\bcamera (?:slowly |gently )?(?:descends|lowers|sinks)\b`,
      "(?<=镜头[^，。,.；;]{0,6})降|降镜|下降镜头",
    ],
  ],
  [
    "still",
    [
      String.raw`\b(?:static|fixed|locked|locked[ -](?:off|down)|stationary|motionless|tripod)[ -](?:camera|shot|frame|framing)\b`,
      String.raw`\block(?:ed)?[ -](?:off|down)\b|\bon (?:a )?tripod\b|\bcamera (?:is |stays |remains )?(?:static|still|fixed|motionless)\b`,
      "固定(?:镜头|机位|的?镜头)|镜头(?:固定|静止|不动)|静止镜头|定镜",
    ],
  ],
  ["handheld", [String.raw`\bhand-?held\b|\bhand held\b|\bshaky[ -]cam(?:era)?\b`, "手持|晃动镜头|镜头晃动"]],
];

const patterns = terms.map(([name, sources]) => [name, new RegExp(sources.join("|"), "iu")] as const);

/** The move that a prompt asks for: that of its first term, `gentle` where it has none. */
export function cameraMove(prompt: string): CameraMove {
  let first: { readonly name: CameraMove; readonly at: number } | undefined;
  for (const [name, pattern] of patterns) {
    const at = pattern.exec(prompt)?.index;
    if (at !== undefined && (first === undefined || at < first.at)) first = { name, at };
  }
  return first?.name ?? "gentle";
}
