import type { Place, SourceFile } from "./diagnostic.ts";
import { LineIndex, type Position } from "./line-index.ts";

/** Works out where diagnostics and their labels point, building the line index of each source once. */
export class Places {
  private readonly indexes = new Map<SourceFile, LineIndex>();

  index(source: SourceFile): LineIndex {
    const known = this.indexes.get(source);
    if (known !== undefined) return known;
    const index = new LineIndex(source.text);
    this.indexes.set(source, index);
    return index;
  }

  /** A place without a range is at 1:1. */
  of({ source, range }: Place): { readonly start: Position; readonly end: Position } {
    if (range === undefined) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const index = this.index(source);
    return { start: index.position(range.start), end: index.position(range.end) };
  }
}
