import { failure, type Result } from "../base/result.ts";
import {
  installAdvice,
  loadNativePackages,
  loadServer,
  type NativePackage,
  type Sharp,
} from "../media/decode/native-packages.ts";
import type { CutProblem } from "./cut-item.ts";

/** Loads what decodes and encodes clips. @param purpose what it is wanted for: `a contact sheet` */
export async function loadCoders(purpose: string): Promise<Result<void, CutProblem>> {
  const loaded = await loadServer();
  return loaded.ok ? loaded : absent(purpose, loaded.error);
}

/** Loads what decodes clips, and what encodes pictures. */
export async function loadPictureCoders(purpose: string): Promise<Result<Sharp, CutProblem>> {
  const loaded = await loadNativePackages();
  return loaded.ok ? loaded : absent(purpose, loaded.error);
}

function absent(purpose: string, missing: readonly NativePackage[]): Result<never, CutProblem> {
  const { message } = installAdvice(`${purpose} needs`, missing, missing);
  return failure({ kind: "encoder_absent", message });
}
