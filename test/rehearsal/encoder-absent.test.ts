import { afterEach, expect, test, vi } from "vitest";
import { draftClips } from "../../src/rehearsal/drafts/draft-clips.ts";

afterEach(() => {
  vi.doUnmock("sharp");
  vi.doUnmock("@mediabunny/server");
});

function uninstall(name: string): void {
  vi.doMock(name, () => {
    throw new Error(`Cannot find package '${name}'`);
  });
}

test.each([
  [["sharp"], "draft clips need sharp: npm install"],
  [["@mediabunny/server", "sharp"], "draft clips need @mediabunny/server and sharp: npm install"],
])("without %j drafts are a failure that says what to install", async (missing, message) => {
  for (const name of missing) uninstall(name);
  const drafts = await draftClips();
  expect(drafts).toMatchObject({ ok: false, error: { code: "encoder_absent", missing } });
  expect(drafts.ok ? "" : drafts.error.message).toContain(message);
});
