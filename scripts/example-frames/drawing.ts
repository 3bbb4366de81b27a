import { seededRandom } from "../../src/base/seeded-random.ts";

/** Small helpers for drawing flat, layered pictures as SVG, 1280 by 720. */

export const width = 1280;
export const height = 720;

export function times(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join("");
}

export function rect(x: number, y: number, w: number, h: number, fill: string, more = ""): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
}

export function circle(x: number, y: number, r: number, fill: string, more = ""): string {
  return `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`;
}

export function path(d: string, fill: string, more = ""): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

/** A gradient from top to bottom; colours at even distances. */
export function gradient(id: string, colours: readonly string[]): string {
  const stops = colours.map(
    (colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.join("")}</linearGradient>`;
}

/** A soft light: the colour in the middle, nothing at the rim. */
export function glow(id: string, colour: string, strength = 0.9): string {
  return `<radialGradient id="${id}"><stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/>
    <stop offset="0.35" stop-color="${colour}" stop-opacity="${strength * 0.35}"/>
    <stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`;
}

export function picture(definitions: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs>${definitions}</defs>${content}</svg>`;
}

/** A ridge of hills or waves: a smooth line across the picture, filled down to its lower edge. */
export function ridge(
  line: { readonly y: number; readonly swing: number; readonly seed: number; readonly steps?: number },
  fill: string,
  more = "",
): string {
  const roll = seededRandom(line.seed);
  const steps = line.steps ?? 8;
  const step = width / steps;
  const at = (): number => Math.round(line.y + (roll() - 0.5) * 2 * line.swing);
  let d = `M0 ${at()}`;
  for (let index = 0; index < steps; index += 1) {
    const [from, to, end] = [at(), at(), at()];
    d += ` C${Math.round(step * (index + 0.35))} ${from} ${Math.round(step * (index + 0.65))} ${to} ${Math.round(step * (index + 1))} ${end}`;
  }
  return path(`${d} V${height} H0 Z`, fill, more);
}

/** The light of an hour: everything else in a scene takes its colours from it. */
export interface Light {
  readonly sky: readonly string[];
  readonly far: string;
  readonly near: string;
  readonly sea: readonly string[];
  readonly wall: string;
  readonly shade: string;
  readonly sun?: {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly colour: string;
  };
  readonly stars?: boolean;
  readonly storm?: boolean;
  readonly lit?: boolean;
}

export const dawn: Light = {
  sky: ["#2f4a78", "#8f7fa8", "#f0a58f", "#ffd9a0"],
  far: "#6d6a90",
  near: "#32405f",
  sea: ["#d99a8c", "#5e6f96", "#2f4567"],
  wall: "#f3d9c8",
  shade: "#b08a90",
  sun: { x: 900, y: 418, size: 46, colour: "#fff0c8" },
};

export const day: Light = {
  sky: ["#3d8fd1", "#8cc5ea", "#dff1f7"],
  far: "#7fa6b4",
  near: "#4d7d55",
  sea: ["#8fcbdc", "#3f8fb4", "#1f5c86"],
  wall: "#fbf6ea",
  shade: "#cdd5d8",
  sun: { x: 980, y: 120, size: 52, colour: "#fffbe0" },
};

export const dusk: Light = {
  sky: ["#1f2350", "#6b3f7d", "#d9627a", "#ffae6b"],
  far: "#4a3a68",
  near: "#231f3d",
  sea: ["#c9687a", "#4c3a70", "#1c1f44"],
  wall: "#d8a6a4",
  shade: "#6c4a6e",
  sun: { x: 420, y: 430, size: 54, colour: "#ffd08a" },
  lit: true,
};

export const storm: Light = {
  sky: ["#10151f", "#263241", "#47525c"],
  far: "#2a333d",
  near: "#11171e",
  sea: ["#3d4d58", "#1f2c37", "#0c141c"],
  wall: "#8b949a",
  shade: "#3f4951",
  storm: true,
  lit: true,
};

export const night: Light = {
  sky: ["#060b1f", "#122048", "#2d3f70"],
  far: "#1a2749",
  near: "#0a1024",
  sea: ["#2b3f6d", "#122144", "#070d20"],
  wall: "#5e6b92",
  shade: "#2a3560",
  sun: { x: 560, y: 64, size: 34, colour: "#f3efd9" },
  stars: true,
  lit: true,
};

export function skyOf(light: Light, horizon: number): string {
  const roll = seededRandom(11);
  const { sun } = light;
  const stars = light.stars
    ? times(170, () =>
        circle(
          roll() * width,
          roll() * horizon * 0.9,
          0.6 + roll() * 1.3,
          "#fff",
          `opacity="${(0.25 + roll() * 0.7).toFixed(2)}"`,
        ),
      )
    : "";
  const disc =
    sun === undefined
      ? ""
      : circle(sun.x, sun.y, sun.size * 5, "url(#halo)") + circle(sun.x, sun.y, sun.size, sun.colour);
  return rect(0, 0, width, horizon + 40, "url(#sky)") + stars + disc + clouds(light, horizon);
}

export function lightDefinitions(light: Light): string {
  return (
    gradient("sky", light.sky) +
    gradient("sea", light.sea) +
    glow("halo", light.sun?.colour ?? "#9fb0c0", 0.55) +
    glow("lamp", "#ffe6a0", 0.95)
  );
}

function clouds(light: Light, horizon: number): string {
  const roll = seededRandom(light.storm ? 5 : 23);
  const colour = light.storm ? "#0c1118" : light.stars ? "#24335f" : "#ffffff";
  const opacity = light.storm ? 0.55 : light.stars ? 0.4 : 0.42;
  return times(light.storm ? 12 : 5, () => {
    const x = roll() * width;
    const y = (light.storm ? 0.05 : 0.15) * horizon + roll() * horizon * 0.45;
    const size = (light.storm ? 90 : 26) + roll() * 34;
    const puffs = times(5, (index) => {
      const px = x + (index - 2) * size * 0.9;
      const r = size * (1 - Math.abs(index - 2) * 0.22);
      return `<ellipse cx="${px.toFixed(0)}" cy="${y.toFixed(0)}" rx="${(r * 1.3).toFixed(0)}" ry="${(r * 0.5).toFixed(0)}"/>`;
    });
    return `<g fill="${colour}" opacity="${opacity}">${puffs}</g>`;
  });
}

export function seaOf(light: Light, horizon: number): string {
  const roll = seededRandom(light.storm ? 41 : 37);
  const swing = light.storm ? 26 : 4;
  const sun = light.sun;
  const glitter =
    sun === undefined
      ? ""
      : times(60, (index) => {
          const y = horizon + 6 + index * 4.4;
          const reach = 20 + index * 2.2;
          const x = sun.x + (roll() - 0.5) * reach * 2;
          return rect(
            x - 16,
            y,
            20 + roll() * 44,
            2,
            sun.colour,
            `opacity="${(0.5 - index * 0.007).toFixed(2)}" rx="1"`,
          );
        });
  const waves = times(light.storm ? 6 : 4, (index) => {
    const y = horizon + 40 + index * (light.storm ? 44 : 60);
    return ridge(
      { y, swing, seed: 60 + index, steps: light.storm ? 10 : 6 },
      light.sea[2] ?? "#000",
      `opacity="${0.16 + index * 0.06}"`,
    );
  });
  return rect(0, horizon, width, height - horizon, "url(#sea)") + glitter + waves;
}

/** Slanting rain over everything. */
export function rain(light: Light): string {
  if (light.storm !== true) return "";
  const roll = seededRandom(77);
  return times(220, () => {
    const [x, y, l] = [roll() * width * 1.1, roll() * height, 18 + roll() * 34];
    return `<line x1="${x.toFixed(0)}" y1="${y.toFixed(0)}" x2="${(x - l * 0.35).toFixed(0)}" y2="${(y + l).toFixed(0)}" stroke="#cfdbe4" stroke-width="1.2" opacity="0.28"/>`;
  });
}
