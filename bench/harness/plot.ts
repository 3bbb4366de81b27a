/** A chart as data; drawn as SVG without any library. */
export type Chart = BarChart | LineChart;

export interface BarChart {
  readonly kind: "bars";
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Ours first. */
  readonly bars: readonly { readonly label: string; readonly value: number }[];
  /** Drawn across, such as the goal. */
  readonly mark?: { readonly label: string; readonly value: number };
}

export interface LineChart {
  readonly kind: "lines";
  readonly name: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const width = 720;
const left = 210;
const right = 90;
const colours = ["#c2410c", "#64748b", "#0f766e", "#7c3aed", "#a16207", "#334155"];

export function drawChart(chart: Chart): string {
  return chart.kind === "bars" ? drawBars(chart) : drawLines(chart);
}

function drawBars({ title, unit, bars, mark }: BarChart): string {
  const height = 60 + bars.length * 34 + (mark === undefined ? 10 : 30);
  const most = Math.max(...bars.map(({ value }) => value), mark?.value ?? 0);
  const length = (value: number): number => (value / most) * (width - left - right);
  const parts = bars.map(({ label, value }, index) => {
    const y = 48 + index * 34;
    return [
      text({ x: left - 10, y: y + 15, anchor: "end" }, label),
      `<rect x="${left}" y="${y}" width="${length(value).toFixed(1)}" height="22" fill="${index === 0 ? colours[0] : colours[1]}"/>`,
      text({ x: left + length(value) + 6, y: y + 15 }, `${Number(value.toPrecision(3))} ${unit}`),
    ].join("\n");
  });
  if (mark !== undefined) {
    const x = (left + length(mark.value)).toFixed(1);
    const bottom = 48 + bars.length * 34;
    parts.push(`<line x1="${x}" y1="40" x2="${x}" y2="${bottom}" stroke="#111" stroke-dasharray="4 3"/>`);
    parts.push(text({ x: Number(x), y: bottom + 14, anchor: "middle" }, mark.label));
  }
  return svg(height, title, parts);
}

function drawLines({ title, xLabel, yLabel, lines }: LineChart): string {
  const height = 320;
  const [plotLeft, plotTop, plotBottom] = [70, 44, height - 46];
  const points = lines.flatMap((line) => line.points);
  const mostX = Math.max(...points.map(([x]) => x));
  const mostY = Math.max(...points.map(([, y]) => y)) * 1.05;
  const atX = (x: number): number => plotLeft + (x / mostX) * (width - plotLeft - 30);
  const atY = (y: number): number => plotBottom - (y / mostY) * (plotBottom - plotTop);
  const parts = [
    `<path d="M${plotLeft} ${plotTop}V${plotBottom}H${width - 30}" fill="none" stroke="#888"/>`,
    text({ x: (plotLeft + width) / 2, y: height - 8, anchor: "middle" }, xLabel),
    text({ x: 8, y: 36 }, yLabel),
    ...[0, 0.5, 1].flatMap((share) => [
      text({ x: atX(mostX * share), y: plotBottom + 18, anchor: "middle" }, tick(mostX * share)),
      text({ x: plotLeft - 8, y: atY(mostY * share) + 4, anchor: "end" }, tick(mostY * share)),
    ]),
  ];
  lines.forEach((line, index) => {
    const colour = colours[index % colours.length] ?? "#000";
    const path = line.points.map(([x, y]) => `${atX(x).toFixed(1)} ${atY(y).toFixed(1)}`).join("L");
    parts.push(`<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    parts.push(`<rect x="${width - 200}" y="${50 + index * 20}" width="12" height="12" fill="${colour}"/>`);
    parts.push(text({ x: width - 182, y: 61 + index * 20 }, line.label));
  });
  return svg(height, title, parts);
}

function tick(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-US");
}

function svg(height: number, title: string, parts: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`;
  const background = `<rect width="${width}" height="${height}" fill="#fff"/>`;
  const heading = `<text x="${width / 2}" y="22" text-anchor="middle" font-size="15" font-weight="bold">${escapeXml(title)}</text>`;
  return `${[open, background, heading, ...parts, "</svg>"].join("\n")}\n`;
}

function text(at: { x: number; y: number; anchor?: "middle" | "end" }, content: string): string {
  const anchor = at.anchor === undefined ? "" : ` text-anchor="${at.anchor}"`;
  return `<text x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}"${anchor}>${escapeXml(content)}</text>`;
}

function escapeXml(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
