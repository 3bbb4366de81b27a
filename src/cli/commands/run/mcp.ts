import { buildCommand } from "@stricli/core";
import { firstProvider } from "../../../provider/providers.ts";
import type { CliContext } from "../../context.ts";
import type { McpFlags } from "../../flags/command-flags.ts";
import { parseAmount } from "../../flags/parsers.ts";
import { description } from "../examples.ts";

export const mcpCommand = buildCommand<McpFlags, [], CliContext>({
  docs: {
    brief: "The same for agents: a server of the Model Context Protocol on standard input and output",
    fullDescription: description(
      [
        "Serves check, plan, explain, status, models, cost, rehearse, render, pick and reject as tools, and storyboards and pages",
        "as resources, to one client, until standard input ends. Paths outside of the current folder are refused. A render needs",
        "the plan_hash of a plan that was seen, and refuses when today's plan is another. With --max-spend all renders of this",
        "server together spend no more than that, by the prices in the storyboard; without prices they are refused. A render that",
        `the client cancels stops submitting, and the next one carries on. Needs ${firstProvider.environment.apiKey} as \`render\` does.`,
      ].join("\n"),
      [
        ["dailies mcp --max-spend 25", "for a client that starts it in the film's folder"],
        ["claude mcp add dailies -- npx dailies mcp --max-spend 25", "one such client"],
      ],
    ),
  },
  parameters: {
    flags: {
      maxSpend: {
        kind: "parsed",
        parse: parseAmount,
        optional: true,
        placeholder: "AMOUNT",
        brief: "What all renders may spend together, in the currency of the storyboard's `prices`",
      },
    },
  },
  loader: async () => (await import("../../actions/run/mcp.ts")).mcp,
});
