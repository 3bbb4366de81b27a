/**
 * How a rejection by content moderation is distinguished from other failures. Documented are `422 content_policy_violation` at
 * the submit, and, in a task that fails later, `generation_failed`, which only the message explains, in the account's
 * language. The phrases are those that video services use for it; a single word such as "sensitive" is not enough,
 * since a parameter can be case-sensitive.
 */
const codes: ReadonlySet<string> = new Set([
  "content_policy_violation",
  "content_policy",
  "content_filter",
  "content_filtered",
  "content_moderation",
  "moderation_blocked",
  "moderation_failed",
  "sensitive_content",
  "sensitive_words_detected",
]);

const phrases: readonly RegExp[] = [
  // English
  /content[\s_-]*(?:policy|policies|filter|moderation)/i,
  /(?:policy|policies|guidelines?|terms) violation/i,
  /violat\w*\s+(?:\w+\s+){0,4}(?:polic\w+|guidelines?|rules|terms|standards)/i,
  /moderation (?:\w+ ){0,2}(?:block|reject|fail|flag|refus|not pass)/i,
  /(?:blocked|rejected|flagged|refused) by (?:\w+ ){0,3}(?:moderation|safety|review)/i,
  /safety (?:system|filter|check|polic|guideline)/i,
  /sensitive (?:content|words?|information|material|topics?)/i,
  /(?:prohibited|inappropriate|unsafe|explicit|harmful|nsfw|pornographic|violent) (?:content|material|words?|image|prompt)/i,
  /\bnsfw\b/i,
  /(?:did not|failed to|does not) pass (?:\w+ ){0,3}(?:review|moderation|audit)/i,
  // Chinese
  /内容(?:审核|政策|安全|违规|不合规|过滤)/,
  /(?:审核|审查)(?:未|不|没有?)(?:能)?通过/,
  /(?:未|不|没有?)(?:能)?通过.{0,8}(?:审核|审查)/,
  /(?:违规|违禁|敏感)(?:内容|词|信息|图片|提示词)/,
  /(?:包含|含有|涉及|涉嫌|存在).{0,6}(?:违规|违禁|敏感|色情|暴力|政治)/,
  /违反.{0,12}(?:政策|规定|规范|准则|条款|法规)/,
  /(?:色情|涉黄|低俗|不适宜|不当)内容/,
];

/** A moderation service that is down has not judged anything. */
const serviceFailure =
  /unavailable|time[d\s-]*out|internal error|try again later|超时|不可用|稍后(?:再试|重试)/i;

/** What a reason takes; hostile text beyond it would only cost time. */
const longestMessage = 2_000;

/** Whether the provider's words say that content moderation rejected the inputs. */
export function tellsModeration(words: { readonly code?: string; readonly message?: string }): boolean {
  if (words.code !== undefined && codes.has(words.code.toLowerCase())) return true;
  const message = (words.message ?? "").slice(0, longestMessage);
  return !serviceFailure.test(message) && phrases.some((phrase) => phrase.test(message));
}
