import type { ContactSheet } from "../../cut/sheet/contact-sheet.ts";

/** `sheet --json`. */
export interface SheetJson {
  readonly files: readonly string[];
  readonly shots: readonly {
    readonly id: string;
    readonly take: number | null;
    readonly page: number;
    readonly missing: boolean;
  }[];
}

export function sheetJson({ shots }: ContactSheet, files: readonly string[]): SheetJson {
  return {
    files,
    shots: shots.map(({ item, page }) => ({
      id: item.id,
      take: item.chosen?.take ?? null,
      page,
      missing: item.chosen === undefined,
    })),
  };
}
