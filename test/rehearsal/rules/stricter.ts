/**
 * Where a contract refuses on purpose what the model's page lets pass. Whatever else a contract refuses and the page does
 * not is a mistake of one of them.
 */
export interface Stricter {
  /** Contract ids; all where it is absent. */
  readonly of?: RegExp;
  readonly path: RegExp;
  readonly message?: RegExp;
  readonly why: string;
}

export const stricter: readonly Stricter[] = [
  { path: /./, message: /has at least 1 item, not 0/, why: "an empty list is a slip of the pen" },
  {
    path: /./,
    message: /holds the picture itself as data/,
    why: "a picture in a lockfile would be megabytes: pictures are uploaded",
  },
  {
    of: /^(Veo3\.1-|doubao-seedance-1-5|kling-3\.0-turbo|viduq3-pro-fast|happyhorse|sora-2-official)/,
    path: /^(image_urls|reference_images)$/,
    message: /has at most \d items?, not/,
    why: "the service ignores the further pictures",
  },
  {
    of: /^veo3\.1-/,
    path: /^image_urls$/,
    message: /has at most \d items, not/,
    why: "the page speaks of two and of three pictures only",
  },
  {
    of: /^kling-v(3|2-6)/,
    path: /^aspect_ratio$/,
    why: "the page names three common values, and a slip in a ratio is commoner than a fourth one",
  },
  {
    of: /^(kling-|seedance-2-5)/,
    path: /^(image_with_roles|metadata\.image_list)$/,
    message: /has at most 1|at most 1|one/,
    why: "a clip has one first and one last frame",
  },
  {
    of: /^kling-video-o1/,
    path: /^audio$/,
    why: "the English page has it, the Chinese one has not",
  },
  {
    of: /^(gemini-omni-flash-preview|sora-2-vvip)/,
    path: /^metadata\.(n|candidateCount|candidate_count)$/,
    why: "each further clip is paid for; takes gives the same",
  },
  {
    of: /^sora-2-vvip/,
    path: /^metadata\./,
    message: /has no key/,
    why: "two pages give the characters' fields different meanings",
  },
  {
    of: /^seedance-2/,
    path: /^(prompt)?$/,
    message: /there is nothing to render from/,
    why: "no page says that an empty request makes a clip",
  },
  { path: /^client_business_id$/, message: /is not text/, why: "the name is made by dailies, never empty" },
  { of: /^seedance-2/, path: /^metadata$/, why: "client_business_id has one place" },
  {
    of: /^seedance-2-5@2026-11/,
    path: /^(image_with_roles|video_operation|)$/,
    message: /takes the shape of the picture from them|keep the shape of the video/,
    why: "the page asks for adaptive and names no default, so that a request without it may fail late",
  },
  { of: /^seedance-2-5/, path: /^output_format$/, why: "clips of a storyboard are MP4 files" },
  {
    of: /^veo3\.1-/,
    path: /^metadata\.enable_gif$/,
    message: /not GIF/,
    why: "clips of a storyboard are MP4 files",
  },
  {
    of: /^(viduq3-pro-fast|happyhorse)/,
    path: /^(input_reference|reference_images|images|image|image_with_roles|size|image_urls|prompt|action)?$/,
    why: "of several names for one field, the contract has the preferred one",
  },
];
