import * as z from "zod";
import { bibleNamePattern } from "../bible-name.ts";
import {
  bundleSchema,
  defaultsSchema,
  keysOfLooks,
  keysOnScene,
  pictures,
  shotKeys,
  shotName,
} from "../shot-keys.ts";

/** What a storyboard, a scene and an included file have beside their shots, whose keys are in `shot-keys.ts`. */

/** Sums of what is dearer would leave the range of numbers, and nothing is. */
const mostExpensive = 1e12;

const amounts = z
  .record(z.string(), z.number().nonnegative().max(mostExpensive))
  .meta({ description: "Amount by billing key, such as `kling-v3 1080P+Sound`." });

export const pricesSchema = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ description: "Three capital letters, such as `USD`." }),
    date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .meta({ description: "The day that the prices were looked up, `YYYY-MM-DD`." }),
    per_clip: amounts.optional().meta({ description: "Amounts for a clip of any length, by billing key." }),
    per_second: amounts.optional().meta({ description: "Amounts for a second of a clip, by billing key." }),
  })
  .meta({ description: "What clips cost, by billing key. The plan adds it up." });

const name = z
  .string()
  .regex(bibleNamePattern)
  .meta({ description: "Begins with a letter; then letters, digits and `_`." });

const bible = z
  .record(
    name,
    z.union([
      z.string(),
      z.strictObject({
        words: z.string().meta({ description: "What `$name` stands for in prompts and styles." }),
        pictures: pictures.optional().meta({
          description: "References for every shot whose prompt names it, where the model takes references.",
        }),
      }),
    ]),
  )
  .meta({ description: "People, places and things by name: `$name` in a prompt or a style." });

const looks = z
  .record(z.string(), z.union([bundleSchema(keysOfLooks), z.null()]))
  .meta({ description: "Bundles of shot keys by name; `look: NAME` takes one." });

const shared = {
  bible: z.union([bible, z.null()]).optional(),
  looks: z.union([looks, z.null()]).optional(),
};

export const storyboardSchema = z.strictObject({
  version: z.literal(1).meta({ description: "Version of the storyboard format." }),
  title: z.string().optional().meta({ description: "Shown in reports." }),
  output: z.string().optional().meta({
    description: "Folder of the clips, relative to this file and inside its folder; `clips` by default.",
  }),
  defaults: z.union([defaultsSchema, z.null()]).optional(),
  ...shared,
  prices: z.union([pricesSchema, z.null()]).optional(),
});

const sceneKeys = {
  scene: shotName.meta({ description: "Names the scene; its shots' ids begin with it." }),
  title: z.string().optional().meta({ description: "A name for people." }),
  note: z.string().optional().meta({ description: "A remark for people." }),
  defaults: z.union([defaultsSchema, z.null()]).optional(),
  ...Object.fromEntries(
    keysOnScene.map((key) => [key, z.union([shotKeys[key].schema, z.null()]).optional()]),
  ),
};

/** A scene but for its shots. */
export const sceneSchema = z.strictObject(sceneKeys);

const version = z.literal(1).optional();

/** An included file with one scene, but for its shots. */
export const includedSceneSchema = z.strictObject({ version, ...sceneKeys, ...shared });

/** An included file with scenes, but for these. */
export const includedScenesSchema = z.strictObject({ version, ...shared });
