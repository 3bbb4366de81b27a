import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openClip } from "../../src/cut/clip/open-clip.ts";
import { loadStillReader } from "../../src/media/decode/still-picture.ts";
import { loadClipEye } from "../../src/media/look/clip-eye.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { brokenMatroska } from "../testkit/broken-matroska.ts";

const circle = "it leads round in a circle";

test.each(["webm", "mkv"] as const)(
  "a broken %s is not searched for ever by what looks at clips, takes pictures of them or cuts them",
  async (container) => {
    const file = join(temporaryFolder(), `clip.${container}`);
    writeFileSync(file, await brokenMatroska(container));
    const [eye, stills] = [await loadClipEye(), await loadStillReader()];
    if (!eye.ok || !stills.ok) throw new Error("the optional packages are not installed");
    const notDecodable = { code: "not_decodable", message: `the clip cannot be decoded: ${circle}` };
    expect(await eye.value.look(file)).toEqual({ ok: false, error: notDecodable });
    const still = await stills.value.read(file, { place: "end", mostBytes: 1_000_000 });
    expect(still).toEqual({ ok: false, error: notDecodable });
    await expect(openClip(file)).rejects.toThrow(circle);
  },
);
