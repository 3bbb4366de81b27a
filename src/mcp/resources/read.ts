import { readPlainFileSync } from "../../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Root } from "../session/root.ts";
import { isSecret } from "../tools/film-places.ts";
import { kindOf, pathOf } from "./resource.ts";

type Contents = { readonly uri: string; readonly mimeType: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);

/** What an address names; or why it cannot be had. */
export async function readResource(root: Root, uri: string): Promise<Result<Contents, string>> {
  const path = pathOf(uri);
  const shown = visibleText(path ?? uri);
  if (path === undefined) return failure(`there is no resource ${shown}`);
  const inside = root.inside(path);
  if (!inside.ok) return failure(inside.error.message);
  const kind = kindOf(inside.value.path);
  if (kind === undefined || isSecret(inside.value.real)) {
    return failure(`${shown} is not a storyboard, a review or report page, or a sheet`);
  }
  const { mimeType, mostBytes } = kind;
  const read = readPlainFileSync(inside.value.real, { mostBytes, links: "refuse" });
  if (read.ok) {
    const isText = kind.name !== "picture";
    return success({
      uri,
      mimeType,
      ...(isText ? { text: read.value.toString("utf8") } : { blob: read.value.toString("base64") }),
    });
  }
  switch (read.error.kind) {
    case "missing":
      return failure(`there is no ${shown}`);
    case "too_large":
      return failure(`${shown} is larger than ${mostBytes / 1024 / 1024} MB; ask plan, status or explain`);
    case "unreadable":
      return failure(`${shown} ${read.error.why}`);
    default:
      return unreachable(read.error);
  }
}
