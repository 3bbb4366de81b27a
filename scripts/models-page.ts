import { billingKeys } from "../src/contracts/billing-keys.ts";
import type { Contract } from "../src/contracts/contract.ts";
import { openPackagedContracts } from "../src/manifest/catalogue/packaged-contracts.ts";

const library = await openPackagedContracts();

const header = `# Models

<!-- Printed by \`npm run schemas\` from specs/models. -->

What the contracts say, one line for each revision. A name alone in a storyboard means the model's oldest revision; \`NAME@REVISION\` pins
one. \`dailies models NAME\` shows parameters, rules and source. "Not said" is what the model's page leaves open.

| contract | seconds | frames | references | sound | billed as |
|---|---|---|---|---|---|
`;

const leftOut = `
## Left out

| what | why |
|---|---|
| \`viduq3-ad\`, \`viduq3-drama\`, \`viduq3-mix\` | their page warns that the service may ask for subjects, and names no field for them |
| \`sora-2\`, \`sora-2-pro\`, \`sora-2-vip\` | only named on pages of remixes and characters, without a page of their own |
| extend of \`grok-video-1.0\` | its page does not say how long the result is, nor whether the earlier clip is in it: neither a price nor a limit in seconds can be held to it |
| remix of \`grok-video-1.0\` | its page does not say how long the result is, and takes no \`duration\`: the same |
| remix of \`sora-2-official\` | its page does not say which endpoint has the result, and its answer has another form: a clip could be paid for and not be found |
| remix of \`sora-2\`, \`sora-2-pro\`, \`sora-2-vip\` | no page makes clips with these models, and none says that a clip of \`sora-2-vvip\` may be remixed with them |
| characters, avatars | results that are not a video |
| \`client_business_id\` beyond the models whose English page has it | a model that ignores it would answer "not found", and the clip would be paid for twice |
| several clips of one request (\`metadata.n\`, \`candidateCount\`) | each is paid for; \`takes\` gives the same, one clip a request |
| \`character_url\` and the like of \`sora-2-vvip\` | two pages give it different meanings |
| \`audio\` of \`kling-video-o1\` | the English page has it, the Chinese one has not |
| GIF of \`veo3.1-*\`, MOV of \`seedance-2-5\` | clips of a storyboard are MP4 files |
| sounds of this machine | the service has no upload for them: give them by URL |
| HEIC and BMP pictures, pictures above 10 MB, videos above 50 MB | an upload does not take them: where the model does, give them by URL |
| limits of pictures, videos and sounds that are given by URL | they are not read before the request; the documentation of the parameter has them |
| a video to edit of \`kling-video-o1\` of at most 10 seconds | the limit hangs on \`refer_type\` beside it, on this model alone |
| the size of the picture of \`sora-2-official\` against the clip's ratio | the page asks for one of two sizes, and not in words for the one of the ratio |
| \`image\` and \`image_with_roles\` of \`happyhorse-1.1\`, \`image\` of \`viduq3-pro-fast\` | other forms of the same pictures, on these models alone; the lists' other names are taken |
| one of \`top_p\` and \`topP\` of \`gemini-omni-flash-preview-official\` | both go through as they are written, as they did before |
| a ratio of Kling beyond the three that its pages name | they are called common values; a slip of the pen in a ratio is commoner than a fourth one |
| \`image_urls\` of Seedance 2 beside videos or sounds | the Chinese page says that one picture is usually the first frame, and not that it is refused |
| the exact seconds of reference videos in the bill of \`MiniMax-H3@2026-11\` | of a video given by URL nobody knows them: the most that they may last is counted |
`;

/** `docs/models.md`. */
export function modelsPage(): string {
  const broken = library.broken();
  if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join("\n"));
  return `${header}${library.all().map(line).join("\n")}\n${leftOut}`;
}

function line(contract: Contract): string {
  const { listed, isOpen } = billingKeys(contract);
  const keys = listed.map((key) => `\`${key}\``).join(", ");
  const cells = [
    `\`${contract.id}\``,
    seconds(contract),
    frames(contract),
    references(contract),
    sound(contract),
    isOpen ? `${keys} and others` : keys,
  ];
  return `| ${cells.join(" | ")} |`;
}

function seconds({ parameters, output }: Contract): string {
  const parameter = parameters[output.seconds.parameter ?? ""];
  if (parameter?.type !== "integer" && parameter?.type !== "number") return String(output.seconds.otherwise);
  const { min, max } = parameter;
  if (parameter.enum !== undefined) return parameter.enum.join(", ");
  return max === undefined ? `from ${min ?? 1}` : `${min ?? 1} to ${max}`;
}

function frames({ frames: spec }: Contract): string {
  if (spec === undefined) return "none";
  const takesLast = spec.encoding === "list" ? spec.last_frame : spec.last_frame !== undefined;
  return takesLast ? "first and last" : "first";
}

function references({ references: spec }: Contract): string {
  if (spec === undefined) return "none";
  return spec.beside_frames ? "beside frames too" : "without frames";
}

function sound({ output: { audio } }: Contract): string {
  if (audio === undefined) return "not said";
  if (typeof audio === "boolean") return audio ? "always" : "none";
  return `\`${audio.parameter}\``;
}
