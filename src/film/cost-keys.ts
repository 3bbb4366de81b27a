/** What costs are summed by. */
export const costKeys = ["shot", "scene", "day", "model", "billing"] as const;

export type CostKey = (typeof costKeys)[number];
