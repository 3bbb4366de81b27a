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
| videos and sounds of this machine | give them by URL; only pictures are uploaded |
| limits of pictures beyond the upload's own (pixels, ratio, formats) | not checked yet: the service refuses what it does not take. A refused request has no task, and counts against the rate limit; the pages do not say what it costs beyond that |
| other names for one field (\`input_reference\`, \`size\` of happyhorse-1.1) | the contract has the name that the page prefers |
| a ratio of Kling beyond the three that its pages name | they are called common values; a slip of the pen in a ratio is commoner than a fourth one |
| the seconds of reference videos in the bill of \`MiniMax-H3\` | a video given by URL is not read, so the estimate is too low |
| limits of videos and sounds (bytes, seconds) | given by URL, they are not read before the request; the documentation of the parameter has them |
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
