import { describe, expect, test } from "vitest";
import { tellsModeration } from "../../src/provider/toapis/moderation.ts";

describe("content moderation is recognised by its words", () => {
  test.each([
    "Generation failed: Content violates the content policy",
    "Your request was rejected by our safety system.",
    "The prompt may contain sensitive words",
    "Request blocked by content moderation",
    "This prompt violates our usage policies",
    "Input image flagged by moderation",
    "Prohibited content detected in the prompt",
    "Output did not pass the safety review",
    "NSFW content",
    "内容审核未通过",
    "审核不通过,请修改提示词",
    "提示词包含敏感词",
    "图片涉嫌违规",
    "输入内容违反了平台内容政策",
    "生成失败:检测到违规内容",
  ])("%s", (message) => {
    expect(tellsModeration({ code: "generation_failed", message })).toBe(true);
  });
});

describe("other failures are not taken for it", () => {
  test.each([
    "Parameter names are case-sensitive",
    "Moderation service unavailable, try again later",
    "内容审核服务超时,请稍后重试",
    "The content type of image_urls[0] is not supported",
    "duration must be 5, 10 or 15",
    "Internal error",
    "GPU worker lost",
    "生成失败,请重试",
    "余额不足",
    "参数错误",
    "",
  ])("%s", (message) => {
    expect(tellsModeration({ code: "generation_failed", message })).toBe(false);
  });
});

test("a code is enough", () => {
  expect(tellsModeration({ code: "content_policy_violation" })).toBe(true);
  expect(tellsModeration({})).toBe(false);
});
