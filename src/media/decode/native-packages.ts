import { failure, type Result, success } from "../../base/result.ts";

/** The packages that decode and encode clips and pictures. Both are optional because their native parts are large. */
export const nativePackages = ["@mediabunny/server", "sharp"] as const;

export type NativePackage = (typeof nativePackages)[number];

/** What decodes, resizes and encodes pictures. */
export type Sharp = typeof import("sharp")["default"];

/** Loads both. The failure: those that are not installed. */
export async function loadNativePackages(): Promise<Result<Sharp, readonly NativePackage[]>> {
  const [server, sharp] = await Promise.all([loadServer(), loadSharp()]);
  if (server.ok && sharp.ok) return sharp;
  return failure([server, sharp].flatMap((one) => (one.ok ? [] : one.error)));
}

/** Loads what decodes, resizes and encodes pictures. */
export async function loadSharp(): Promise<Result<Sharp, readonly NativePackage[]>> {
  const sharp = await import("sharp").catch(() => undefined);
  return sharp === undefined ? failure(["sharp"]) : success(sharp.default);
}

/** Loads what decodes and encodes clips, and has mediabunny use it. */
export async function loadServer(): Promise<Result<void, readonly NativePackage[]>> {
  const server = await import("@mediabunny/server").catch(() => undefined);
  if (server === undefined) return failure(["@mediabunny/server"]);
  // Without a hardware context nothing is looked for, and nothing is printed about what was not found.
  server.registerMediabunnyServer({ hardwareContext: null });
  return success(undefined);
}

export interface InstallAdvice {
  /** `looking at clips needs sharp: npm install ...` */
  readonly message: string;
  readonly installCommand: string;
}

/**
 * What to say where packages are missing.
 *
 * @param needing begins the message: `looking at clips needs`
 * @param packages what the command installs
 */
export function installAdvice(
  needing: string,
  missing: readonly NativePackage[],
  packages: readonly string[] = nativePackages,
): InstallAdvice {
  const installCommand = `npm install --ignore-scripts ${packages.join(" ")}`;
  return { message: `${needing} ${missing.join(" and ")}: ${installCommand}`, installCommand };
}
