import { resolve } from "node:path";
import { listed, nearest } from "../../../base/text/suggest.ts";
import { packagedSchema, schemaNames } from "../../../editor/packaged-files.ts";
import { storyboardSchemaText } from "../../../editor/storyboard-schema-text.ts";
import type { CliContext } from "../../context.ts";
import type { SchemaFlags } from "../../flags/command-flags.ts";
import { refuse, refuseCommandLine, showDiagnostics } from "../../problems.ts";

const storyboard = "storyboard";

/** `dailies schema [NAME]`: JSON with and without `--json`. */
export async function schema(this: CliContext, flags: SchemaFlags, name = storyboard): Promise<void> {
  const { stdout } = this.process;
  if (name === storyboard) {
    const { text, broken } = await storyboardSchemaText(resolve(this.cwd, flags.project ?? "."));
    showDiagnostics(this, broken, flags);
    stdout.write(text);
    return;
  }
  if (flags.project !== undefined) {
    return refuseCommandLine(this, "--project goes with the storyboard's schema alone", flags);
  }
  const names = schemaNames();
  if (names.includes(name)) stdout.write(packagedSchema(name));
  else {
    const meant = nearest(name, names);
    const hint = meant === undefined ? `There are ${listed(names, "and")}.` : `Did you mean ${meant}?`;
    refuse(this, { reason: "schema_unknown", message: `there is no schema ${name}`, hint }, flags);
  }
}
