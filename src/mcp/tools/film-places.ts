import { basename, relative } from "node:path";
import { failure } from "../../base/result.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { outputPlace, rehearsalOutput } from "../../film/output-place.ts";
import { loadStoryboard } from "../../manifest/load-storyboard.ts";
import type { ToolError } from "../answer/tool-error.ts";
import type { Root } from "../session/root.ts";

interface FilmToReach {
  /** As a command line takes it. */
  readonly file: string;
  /** In place of what the file holds. */
  readonly content?: string | undefined;
  /** Where the call itself names it. */
  readonly output?: string | undefined;
  readonly isRehearsal?: boolean | undefined;
}

interface Refused {
  readonly ok: false;
  readonly error: ToolError;
}

/**
 * Whether a storyboard leads outside of the root, by itself or by a link: to pictures, which a render uploads, to further files, or to
 * the folder for its clips. One that is not valid is the command's to report.
 */
export async function leavesRoot(
  root: Root,
  { file, content, output, isRehearsal = false }: FilmToReach,
): Promise<Refused | undefined> {
  const files = new Set<string>();
  const loaded = await loadStoryboard({
    file: content === undefined ? file : "-",
    ...(content !== undefined && { content: Buffer.from(content) }),
    onFile: (path) => void files.add(path),
  });
  for (const path of files) {
    const real = root.reach(path);
    if (real === undefined) return outside(visibleText(relative(root.folder, path)));
    // Its lines would be in the messages about it.
    if (isSecret(path) || isSecret(real)) return secret(visibleText(relative(root.folder, path)));
  }
  if (output !== undefined) return undefined;
  const at = { file, cwd: root.folder };
  if (isRehearsal) {
    const clips = await rehearsalOutput(at);
    return root.reach(clips) === undefined ? outside(visibleText(relative(root.folder, clips))) : undefined;
  }
  if (!loaded.ok) return undefined;
  const { path, shown } = outputPlace(at, loaded.value.output);
  return root.reach(path) === undefined ? outside(visibleText(shown)) : undefined;
}

/** Where keys are. */
export function isSecret(path: string): boolean {
  return /^\.env(\.|$)/i.test(basename(path));
}

function outside(path: string): Refused {
  return failure({
    code: "outside_root",
    message: `the storyboard leads to ${path}, which is outside of the folder that the server was started in`,
    hint: "Bring what it needs into that folder, or start `dailies mcp` in one that holds all of it.",
  });
}

function secret(path: string): Refused {
  return failure({
    code: "secret_file",
    message: `the storyboard leads to ${path}, which is where keys are kept; it was not read`,
  });
}
