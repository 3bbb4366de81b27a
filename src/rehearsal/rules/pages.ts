import type { JsonObject } from "../../base/json.ts";
import type { FrameUrls } from "../server/clip-shape.ts";
import type { BodyIssue } from "../server/options.ts";
import { Body } from "./body.ts";
import { checkBody, type FileAt } from "./check-body.ts";
import type { ModelPage } from "./model-page.ts";
import { geminiPages } from "./models/gemini.ts";
import { grokPages } from "./models/grok.ts";
import { happyHorsePage } from "./models/happyhorse.ts";
import { klingPages } from "./models/kling.ts";
import { klingListPages } from "./models/kling-lists.ts";
import { minimaxPages } from "./models/minimax.ts";
import { seedancePages } from "./models/seedance.ts";
import { seedanceOnePages } from "./models/seedance-one.ts";
import { soraPages } from "./models/sora.ts";
import { veoPages } from "./models/veo.ts";
import { viduPages } from "./models/vidu.ts";
import { wanPages } from "./models/wan.ts";

const pages: readonly ModelPage[] = [
  ...klingPages,
  ...klingListPages,
  ...geminiPages,
  ...seedancePages,
  ...seedanceOnePages,
  ...minimaxPages,
  ...veoPages,
  ...viduPages,
  ...wanPages,
  ...grokPages,
  happyHorsePage,
  ...soraPages,
];

/** The pages that name a model, the oldest first; of one edition, `YYYY-MM`, where one is asked for. */
export function pagesOf(model: string, edition?: string): readonly ModelPage[] {
  return pages.filter(
    (page) => page.models.includes(model) && (edition === undefined || page.edition === edition),
  );
}

/**
 * What is wrong with a body by the pages of its model; one page that lets it pass is enough. A model without a page may be
 * asked anything.
 */
export function bodyIssues(
  body: JsonObject,
  { edition, fileAt }: { readonly edition?: string | undefined; readonly fileAt?: FileAt | undefined } = {},
): readonly BodyIssue[] {
  let issues: readonly BodyIssue[] = [];
  for (const page of pagesOf(String(body.model), edition)) {
    issues = checkBody(page, body, fileAt);
    if (issues.length === 0) return [];
  }
  return issues;
}

/** The frames of a body, where the model's newest page places them; `undefined` for a model without a page. */
export function pageFrames(body: JsonObject, edition?: string): FrameUrls | undefined {
  const page = pagesOf(String(body.model), edition).at(-1);
  return page === undefined ? undefined : (page.frames?.(new Body(body)) ?? {});
}
