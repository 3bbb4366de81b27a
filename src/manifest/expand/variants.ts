import { isObject } from "../../base/json.ts";
import { isShotName } from "../../base/shot-name.ts";
import { schemaFindings } from "../read/schema-problems.ts";
import type { Reporter } from "../reporter.ts";
import { bundleSchema, keysOfVariants } from "../shot-keys.ts";
import { decidedValue, type Layer, type Layers } from "./layers.ts";
import { reportMisplaced } from "./looks.ts";

const variantSchema = bundleSchema(keysOfVariants);

/** Turns `variants` into layers, each of them once however many shots have it. */
export class Variants {
  readonly #known = new WeakMap<Layer, ReadonlyMap<string, Layer>>();
  readonly #reporter: Reporter;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** The layer of each variant by name; `undefined` for a shot without variants. */
  of(layers: Layers): ReadonlyMap<string, Layer> | undefined {
    const decided = decidedValue(layers, "variants");
    if (decided === undefined || !isObject(decided.value)) return undefined;
    const { value, layer } = decided;
    const known = this.#known.get(layer);
    if (known !== undefined) return known;
    const variants = new Map<string, Layer>();
    for (const [name, written] of Object.entries(value)) {
      if (!isShotName(name)) {
        this.#reporter.add({ kind: "variant_name_invalid", name }, layer.locate(["variants", name], "key"));
        continue;
      }
      variants.set(name.normalize("NFC"), this.#layer(layer, name, isObject(written) ? written : {}));
    }
    this.#known.set(layer, variants);
    return variants.size === 0 ? undefined : variants;
  }

  #layer({ from, folder, locate }: Layer, name: string, values: Layer["values"]): Layer {
    const variant: Layer = {
      from,
      folder,
      values,
      locate: (path, at) => locate(["variants", name, ...path], at),
    };
    const reporter = this.#reporter;
    const parsed = variantSchema.safeParse(values);
    const findings = parsed.success ? [] : schemaFindings(parsed.error, values);
    for (const { problem, path, at } of findings) reporter.add(problem, variant.locate(path, at));
    reportMisplaced(variant, { holder: "in a variant", allowed: keysOfVariants, reporter });
    return variant;
  }
}
