import type { Finding } from "../contracts/finding.ts";
import type { Diagnostic, SourceFile, SourceRange } from "../diagnostics/diagnostic.ts";
import type { YamlProblem } from "./yaml-tree.ts";

/** Collects the diagnostics of one storyboard; the same thing about the same place is said once. */
export class Reporter {
  private readonly found: Diagnostic[] = [];
  private readonly said = new Set<string>();
  private readonly source: SourceFile;

  constructor(source: SourceFile) {
    this.source = source;
  }

  add(problem: YamlProblem, severity: Diagnostic["severity"] = "error"): void {
    const { code, message, hint, range } = problem;
    const key = `${range.start}:${range.end}:${code}:${message}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    const diagnostic: Diagnostic = { code, severity, message, source: this.source, range };
    this.found.push(hint === undefined ? diagnostic : { ...diagnostic, hint });
  }

  finding(
    { code, message, hint }: Finding,
    range: SourceRange,
    severity: Diagnostic["severity"] = "error",
  ): void {
    this.add(hint === undefined ? { code, message, range } : { code, message, hint, range }, severity);
  }

  /** A diagnostic about another file. */
  foreign(diagnostic: Diagnostic): void {
    if (!this.found.includes(diagnostic)) this.found.push(diagnostic);
  }

  get failed(): boolean {
    return this.found.some(({ severity }) => severity === "error");
  }

  /** In the order of the file. */
  all(): readonly Diagnostic[] {
    return this.found.toSorted((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0));
  }
}
