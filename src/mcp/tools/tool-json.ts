import type { Tool as ToolDescription } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Tool } from "./tool.ts";

/** A tool as the protocol describes it. */
export function toolJson({ name, description, input, output, isReadOnly, isPaid }: Tool): ToolDescription {
  return {
    name,
    description,
    inputSchema: objectSchema(input, "input"),
    outputSchema: objectSchema(output, "output"),
    annotations: {
      title: isPaid ? `dailies ${name} (spends money)` : `dailies ${name}`,
      readOnlyHint: isReadOnly,
      // A render spends, and what newer clips replace is moved aside.
      destructiveHint: isPaid,
      idempotentHint: isReadOnly,
      openWorldHint: isPaid,
    },
  };
}

type ObjectSchema = ToolDescription["inputSchema"];

function objectSchema(schema: z.ZodObject, io: "input" | "output"): ObjectSchema {
  // An object's schema says that it is one.
  return z.toJSONSchema(schema, { io }) as ObjectSchema;
}
