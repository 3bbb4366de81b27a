import { address, anyText, byRole, type Field, flag, list, oneOf, open, whole } from "../field.ts";
import { either, inOrder, withRoles } from "../frame-places.ts";
import { apart, lastNeedsFirst, type ModelPage, rule } from "../model-page.ts";

const ratio = oneOf("16:9", "9:16", "1:1", "4:3", "3:4", "21:9");
const sizes = oneOf("480p", "720p", "1080p");
const seed = whole(-1, 2 ** 32 - 1);

function one(model: string, pictures: Field): ModelPage {
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/doubao-seedance/generation.mdx",
    fields: {
      prompt: anyText, // 41
      duration: whole(2, 12), // 49
      aspect_ratio: ratio, // 57
      resolution: sizes, // 71
      image_urls: list(address), // 92, no maximum stated
      image_with_roles: pictures, // 105
      metadata: open({ seed }), // 142
    },
    needs: ["prompt"],
    rules: [
      apart("102, 132", "image_urls", "image_with_roles"),
      lastNeedsFirst("image_with_roles"),
      rule("resolution", "81, 90", "1080p is not made from a reference picture", (body) => {
        return !body.is("resolution", "1080p") || body.uses("image_with_roles", "role", "reference") === 0;
      }),
    ],
    frames: either(withRoles, inOrder("image_urls", 1)),
  };
}

export const seedanceOnePages: readonly ModelPage[] = [
  // 134: a last frame for quality only.
  one("doubao-seedance-1-0-pro-fast", byRole(address, { first_frame: 1, reference: 1 })),
  one("doubao-seedance-1-0-pro-quality", byRole(address, { first_frame: 1, last_frame: 1, reference: 1 })),
  {
    models: ["doubao-seedance-1-5-pro"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/doubao-seedance-1-5/generation.mdx",
    fields: {
      prompt: anyText, // 37
      duration: whole(4, 12), // 45
      aspect_ratio: ratio, // 53
      image_urls: list(address), // 75, beyond two they are ignored
      image_with_roles: byRole(address, { first_frame: 1, last_frame: 1 }), // 90
      metadata: open({ resolution: sizes, seed, audio: flag, camerafixed: flag }), // 126-151
    },
    needs: ["prompt"],
    rules: [apart("75-88", "image_urls", "image_with_roles"), lastNeedsFirst("image_with_roles")],
    frames: either(withRoles, inOrder("image_urls", 2)),
  },
];
