import { failure, type Result, success } from "../base/result.ts";
import type { CutProblem } from "./cut-item.ts";

const packageName = "@mediabunny/server";

/** Loads what decodes and encodes, which is optional because its native part is large. */
export async function loadCoders(purpose: string): Promise<Result<void, CutProblem>> {
  try {
    const server = await import("@mediabunny/server");
    // Without a hardware context nothing is looked for, and nothing is printed about what was not found.
    server.registerMediabunnyServer({ hardwareContext: null });
    return success(undefined);
  } catch {
    const command = `npm install --ignore-scripts ${packageName}`;
    return failure({ kind: "encoder_absent", message: `${purpose} needs ${packageName}: ${command}` });
  }
}
