import { diffArrays } from "diff";

/** Texts that differ in more lines are in conflict as a whole: nobody reads that many marks, and finding them takes long. */
const mostEdits = 2_000;

/** Two texts as one: where their lines differ both are there, between the marks that git sets. */
export function conflictText(ours: string, theirs: string): string {
  let text = "";
  const [left, right] = [linesOf(ours), linesOf(theirs)];
  const parts = diffArrays(left, right, { maxEditLength: mostEdits }) ?? [
    { removed: true, added: false, value: left, count: left.length },
    { removed: false, added: true, value: right, count: right.length },
  ];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part === undefined) break;
    if (!part.removed && !part.added) {
      text += part.value.join("");
      continue;
    }
    const next = parts[at + 1];
    const other = part.removed && next?.added === true ? next : undefined;
    if (other !== undefined) at++;
    const [here, there] = part.removed ? [part.value, other?.value ?? []] : [[], part.value];
    text += `<<<<<<< ours\n${here.map(ended).join("")}=======\n${there.map(ended).join("")}>>>>>>> theirs\n`;
  }
  return text;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function ended(line: string): string {
  return line.endsWith("\n") ? line : `${line}\n`;
}
