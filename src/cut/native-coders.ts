import { failure, type Result, success } from "../base/result.ts";
import type { CutProblem } from "./cut-item.ts";

/** What resizes and encodes pictures. */
export type Sharp = typeof import("sharp")["default"];

/** Loads what decodes and encodes clips, which is optional because its native part is large. */
export async function loadCoders(purpose: string): Promise<Result<void, CutProblem>> {
  return (await loadServer()) ? success(undefined) : absent(purpose, ["@mediabunny/server"]);
}

/** Loads what decodes clips, and what encodes pictures; both are optional because their native parts are large. */
export async function loadPictureCoders(purpose: string): Promise<Result<Sharp, CutProblem>> {
  const [isServer, sharp] = await Promise.all([loadServer(), import("sharp").catch(() => undefined)]);
  if (isServer && sharp !== undefined) return success(sharp.default);
  return absent(purpose, [
    ...(isServer ? [] : ["@mediabunny/server"]),
    ...(sharp === undefined ? ["sharp"] : []),
  ]);
}

async function loadServer(): Promise<boolean> {
  try {
    const server = await import("@mediabunny/server");
    // Without a hardware context nothing is looked for, and nothing is printed about what was not found.
    server.registerMediabunnyServer({ hardwareContext: null });
    return true;
  } catch {
    return false;
  }
}

function absent(purpose: string, packages: readonly string[]): Result<never, CutProblem> {
  const command = `npm install --ignore-scripts ${packages.join(" ")}`;
  return failure({
    kind: "encoder_absent",
    message: `${purpose} needs ${packages.join(" and ")}: ${command}`,
  });
}
