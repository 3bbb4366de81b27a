import type { TimelineFormat } from "../../cut/timeline/format-names.ts";
import type { CostKey } from "../../film/cost-keys.ts";
import type {
  FolderFlags,
  OutputFlags,
  RunEndFlags,
  RunFlags,
  SelectionFlags,
  ServiceFlags,
  SpendingFlags,
} from "./flags.ts";

/** The flags of each command, as its definition parses them and its action takes them. */

export type InitFlags = OutputFlags & { readonly agents?: boolean };

export type CheckFlags = OutputFlags & { readonly watch?: boolean; readonly format?: "github" };

export interface McpFlags {
  readonly maxSpend?: number;
}

export type SchemaFlags = OutputFlags & { readonly project?: string };

export type MergeDriverFlags = OutputFlags & { readonly install?: boolean };

export type PlanFlags = OutputFlags &
  SelectionFlags &
  FolderFlags &
  SpendingFlags & {
    readonly missing?: boolean;
    readonly rejected?: boolean;
    readonly all?: boolean;
    readonly format?: "markdown";
  };

/** Of commands that decide about clips. */
export type ChooseFlags = OutputFlags & FolderFlags & { readonly note?: string; readonly by?: string };

export type CostFlags = OutputFlags & FolderFlags & { readonly by?: CostKey };

export type PruneFlags = OutputFlags & FolderFlags & { readonly dryRun?: boolean };

export type AdoptFlags = OutputFlags & FolderFlags & { readonly take?: number };

export type RehearseFlags = RunFlags &
  SelectionFlags & { readonly animatic?: boolean; readonly burnIn?: boolean; readonly out?: string };

export type RetryFlags = RunFlags &
  RunEndFlags &
  SelectionFlags &
  ServiceFlags &
  SpendingFlags & { readonly payAgain?: boolean; readonly plan?: string };

export type RenderFlags = RetryFlags & { readonly missing?: boolean; readonly rejected?: boolean };

export type StatusFlags = OutputFlags &
  SelectionFlags &
  FolderFlags & { readonly rehearsal?: boolean; readonly all?: boolean };

export type ExplainFlags = OutputFlags & FolderFlags & { readonly take?: number };

/** Of commands that make something of the clips that count. */
export type CutFlags = OutputFlags &
  SelectionFlags &
  FolderFlags & { readonly out?: string; readonly rehearsal?: boolean };

export type ExportFlags = CutFlags & { readonly format: TimelineFormat | "csv" };

export type ReviewFlags = OutputFlags &
  SelectionFlags &
  FolderFlags & {
    readonly serve?: boolean;
    readonly port?: number;
    readonly out?: string;
    readonly by?: string;
    readonly rehearsal?: boolean;
  };

export type ReportFlags = OutputFlags &
  FolderFlags & { readonly run?: number; readonly out?: string; readonly rehearsal?: boolean };

export type InspectFlags = OutputFlags &
  SelectionFlags &
  FolderFlags & { readonly rehearsal?: boolean; readonly again?: boolean };

export type RescueFlags = RunFlags & ServiceFlags;

export type ResolveFlags = OutputFlags & {
  readonly task?: string;
  readonly notSubmitted?: boolean;
  readonly take?: number;
};

export interface ModelsFlags extends OutputFlags, ServiceFlags {
  /** A storyboard, or a folder, whose own contracts count, too. */
  readonly file?: string;
  readonly check?: boolean;
}
