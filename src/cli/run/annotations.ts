import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { githubAnnotations } from "../../diagnostics/github.ts";
import type { CliContext } from "../context.ts";

/** Diagnostics as annotations, on standard output, where GitHub looks for them. */
export function printAnnotations(context: CliContext, diagnostics: readonly Diagnostic[]): void {
  const { cwd, process } = context;
  const top = process.env.GITHUB_WORKSPACE || topOf(cwd) || cwd;
  const pathOf = (path: string): string | undefined => {
    if (path === "-") return undefined;
    const name = relative(top, resolve(cwd, path));
    return name.startsWith("..") || isAbsolute(name) ? path : name.split(sep).join("/");
  };
  process.stdout.write(githubAnnotations(diagnostics, pathOf));
}

/** The top of the work tree that a folder is in. */
function topOf(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : topOf(above);
}
