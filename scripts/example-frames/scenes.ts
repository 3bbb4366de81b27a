import { seededRandom } from "../../src/base/seeded-random.ts";
import {
  circle,
  glow,
  gradient,
  height,
  type Light,
  lightDefinitions,
  path,
  picture,
  rain,
  rect,
  ridge,
  seaOf,
  skyOf,
  times,
  width,
} from "./drawing.ts";

/** A skyline across a river, for the quick start. */
export function city(light: Light): string {
  const horizon = 520;
  const block = (seed: number, base: number, tall: number, colour: string, opacity: number): string => {
    const roll = seededRandom(seed);
    // Dice of their own, so that the same houses stand there by day and by night.
    const lights = seededRandom(seed + 100);
    let x = -20;
    let houses = "";
    while (x < width) {
      const [w, h] = [44 + roll() * 70, tall * (0.35 + roll() * 0.65)];
      houses += rect(Math.round(x), Math.round(base - h), Math.round(w), Math.round(h), colour);
      for (let wy = base - h + 14; wy < base - 12; wy += 17) {
        for (let wx = x + 8; wx < x + w - 12; wx += 14) {
          const on = light.lit === true && lights() > 0.45;
          const fill = on ? (lights() > 0.25 ? "#ffd98a" : "#9fd8ff") : "#ffffff";
          houses += rect(Math.round(wx), Math.round(wy), 6, 9, fill, `opacity="${on ? 0.9 : 0.13}"`);
        }
      }
      x += w + roll() * 8;
    }
    return `<g opacity="${opacity}">${houses}</g>`;
  };
  const skyline = `${block(3, horizon, 330, light.far, 1)}${block(8, horizon, 210, light.near, 1)}`;
  const mirror = `<g transform="translate(0 ${horizon * 2}) scale(1 -1)" opacity="0.28">${skyline}</g>`;
  return picture(
    lightDefinitions(light),
    `${skyOf(light, horizon)}${ridge({ y: 400, swing: 26, seed: 4 }, light.far, 'opacity="0.5"')}${skyline}
    ${seaOf(light, horizon)}${mirror}${rect(0, horizon - 2, width, 5, light.near)}`,
  );
}

/** The lighthouse on its cliff; the lamp burns where the hour asks for it. */
export function coast(light: Light, lamp = light.lit === true): string {
  const horizon = 440;
  const tower = { x: 330, base: 452, top: 168 };
  const beam = lamp
    ? `<g opacity="${light.storm ? 0.5 : 0.4}">${path(`M${tower.x} ${tower.top - 26} L${width} 40 V250 Z`, "url(#beam)")}${path(`M${tower.x} ${tower.top - 26} L0 90 V210 Z`, "url(#beamBack)")}</g>${circle(tower.x, tower.top - 26, 130, "url(#lamp)")}`
    : "";
  const cliff = path(
    `M0 470 C120 430 220 448 300 446 C400 444 452 470 480 520 C505 566 560 600 575 ${height} H0 Z`,
    light.near,
  );
  const grass = path(
    "M0 470 C120 430 220 448 300 446 C400 444 452 470 480 520 C400 480 220 478 0 520 Z",
    light.shade,
    'opacity="0.5"',
  );
  return picture(
    `${lightDefinitions(light)}${sideways("beam", "#fff0b8")}${sideways("beamBack", "#fff0b8", true)}`,
    `${skyOf(light, horizon)}${ridge({ y: 420, swing: 10, seed: 9, steps: 5 }, light.far, 'opacity="0.55"')}
    ${seaOf(light, horizon)}${cliff}${grass}${lighthouse(light, tower, lamp)}${cottage(light, 150, 452)}${beam}${rain(light)}`,
  );
}

function lighthouse(
  light: Light,
  at: { readonly x: number; readonly base: number; readonly top: number },
  lamp: boolean,
): string {
  const { x, base, top } = at;
  const body = path(`M${x - 44} ${base} L${x - 26} ${top} H${x + 26} L${x + 44} ${base} Z`, light.wall);
  const shadow = path(
    `M${x + 8} ${base} L${x + 6} ${top} H${x + 26} L${x + 44} ${base} Z`,
    light.shade,
    'opacity="0.55"',
  );
  const band = (share: number): string => {
    const half = (y: number): number => 26 + ((y - top) / (base - top)) * 18;
    const [y1, y2] = [top + (base - top) * share, top + (base - top) * (share + 0.17)];
    return path(
      `M${x - half(y1)} ${y1} H${x + half(y1)} L${x + half(y2)} ${y2} H${x - half(y2)} Z`,
      "#b23b3b",
      `opacity="${light.stars || light.storm ? 0.55 : 0.9}"`,
    );
  };
  const room =
    rect(x - 36, top - 6, 72, 10, light.near) +
    rect(x - 20, top - 48, 40, 44, lamp ? "#fff3c4" : light.shade) +
    times(3, (index) => rect(x - 20 + index * 19, top - 48, 2, 44, light.near)) +
    path(`M${x - 28} ${top - 48} Q${x} ${top - 86} ${x + 28} ${top - 48} Z`, "#8f2f33") +
    circle(x, top - 76, 5, light.near);
  const windows = times(3, (index) =>
    rect(x - 5, top + 60 + index * 78, 10, 16, lamp ? "#ffd98a" : light.near, 'rx="5"'),
  );
  return body + band(0.12) + band(0.48) + band(0.82) + shadow + room + windows;
}

function cottage(light: Light, x: number, base: number): string {
  const glass = light.lit ? "#ffd07a" : light.near;
  return (
    rect(x - 70, base - 56, 140, 62, light.wall) +
    path(
      `M${x - 84} ${base - 52} L${x - 52} ${base - 100} H${x + 52} L${x + 84} ${base - 52} Z`,
      light.shade,
    ) +
    rect(x + 28, base - 120, 16, 34, light.shade) +
    rect(x - 46, base - 38, 24, 22, glass) +
    rect(x + 20, base - 38, 24, 22, glass) +
    rect(x - 10, base - 36, 20, 42, light.near)
  );
}

/** Boats at the quay, houses behind. `boatAway` leaves the near berth empty. */
export function harbour(light: Light, boatAway = false): string {
  const horizon = 420;
  const roll = seededRandom(19);
  const lights = seededRandom(20);
  const colours = ["#c9705a", "#d9b26a", "#6f98a8", "#b9c4c9", "#8f6a86", "#d8cbb0"];
  const houses = times(11, (index) => {
    const [x, w, h] = [index * 118 - 10, 112, 110 + roll() * 90];
    const top = 440 - h;
    const wall = rect(x, top, w, h, colours[index % colours.length] ?? "#ccc");
    const dark = rect(
      x,
      top,
      w,
      h,
      light.near,
      `opacity="${light.stars ? 0.72 : light.storm ? 0.6 : light.sun && light.lit ? 0.45 : 0.12}"`,
    );
    const roof = path(`M${x - 6} ${top} L${x + w / 2} ${top - 44} L${x + w + 6} ${top} Z`, light.shade);
    const panes = times(6, (pane) => {
      const on = light.lit === true && lights() > 0.4;
      return rect(
        x + 18 + (pane % 3) * 30,
        top + 22 + Math.floor(pane / 3) * 42,
        16,
        22,
        on ? "#ffd98a" : light.near,
        `opacity="${on ? 0.95 : 0.45}"`,
      );
    });
    return wall + dark + roof + panes;
  });
  const boats = boat(light, 890, 560, 1.1) + (boatAway ? "" : boat(light, 420, 620, 1.6));
  return picture(
    lightDefinitions(light),
    `${skyOf(light, horizon)}${ridge({ y: 330, swing: 40, seed: 14, steps: 4 }, light.far)}${houses}
    ${seaOf(light, 452)}${rect(0, 436, width, 26, light.near)}${boats}${rain(light)}`,
  );
}

/** A small sailing boat with its lantern. */
function boat(light: Light, x: number, y: number, scale: number, tilt = 0): string {
  const lantern = light.lit ? circle(34, -38, 34, "url(#lamp)") + circle(34, -38, 4, "#fff3c4") : "";
  return `<g transform="translate(${x} ${y}) scale(${scale}) rotate(${tilt})">
    ${path("M-6 -14 V-130 L62 -22 Z", light.wall, 'opacity="0.95"')}${path("M-14 -20 V-112 L-60 -24 Z", light.shade)}
    ${rect(-11, -134, 4, 130, light.near)}${path("M-84 -14 H88 C80 18 56 26 0 26 C-48 26 -74 14 -84 -14 Z", "#7a3b34")}
    ${path("M-84 -14 H88 L86 -4 H-82 Z", "#e8dcc8", 'opacity="0.8"')}${path("M-84 -14 H88 C80 18 56 26 0 26 C-48 26 -74 14 -84 -14 Z", light.near, `opacity="${light.lit ? 0.55 : 0.1}"`)}${lantern}</g>`;
}

/** The boat out at sea; with `beacon` the light is seen far off, `nearness` 0 to 1 moves the boat towards it. */
export function atSea(
  light: Light,
  options: { readonly beacon: boolean; readonly nearness: number },
): string {
  const horizon = 400;
  const far = options.beacon
    ? `${circle(1060, 352, 150, "url(#lamp)")}${circle(1060, 352, 5, "#fff8dc")}<g opacity="0.3">${path("M1060 352 L0 250 V330 Z", "#fff0b8")}</g>`
    : "";
  const island =
    path("M960 402 C990 376 1030 368 1064 366 C1110 366 1150 384 1200 402 Z", light.far) +
    rect(1055, 350, 10, 26, light.far);
  const [x, y] = [360 + options.nearness * 420, 560 - options.nearness * 70];
  return picture(
    lightDefinitions(light),
    `${skyOf(light, horizon)}${seaOf(light, horizon)}${island}${far}
    ${boat(light, x, y, 1.5 - options.nearness * 0.6, light.storm ? -11 : -2)}
    ${ridge({ y: 640, swing: light.storm ? 30 : 6, seed: 91, steps: 7 }, light.sea[2] ?? "#000", 'opacity="0.75"')}${rain(light)}`,
  );
}

/** The lamp room: the great lens, and the sea all around behind the glass. */
export function lampRoom(light: Light, burning: boolean): string {
  const glass = times(5, (index) => rect(index * 270 - 20, 0, 16, 560, "#1c1d24"));
  const rings = times(9, (index) => {
    const y = 190 + index * 30;
    const half = 96 * Math.sqrt(1 - ((index - 4) / 5.4) ** 2);
    return `<ellipse cx="640" cy="${y}" rx="${half.toFixed(0)}" ry="13" fill="${burning ? "#fff1bd" : "#a9c4cc"}" opacity="${burning ? 0.8 : 0.45}" stroke="#c9a45a" stroke-width="3"/>`;
  });
  const fire = burning
    ? `${circle(640, 310, 460, "url(#lamp)")}${circle(640, 310, 52, "#fffbe6")}<g opacity="0.35">${path("M640 310 L1280 170 V450 Z", "#fff0b8")}${path("M640 310 L0 170 V450 Z", "#fff0b8")}</g>`
    : "";
  return picture(
    lightDefinitions(light) + gradient("brass", ["#d9b765", "#8a6528", "#4a3413"]),
    `${skyOf(light, 420)}${seaOf(light, 420)}${rain(light)}${glass}${rect(0, 548, width, 172, "#24232b")}${rect(0, 548, width, 8, "#3b3943")}
    ${rect(560, 450, 160, 170, "url(#brass)", 'rx="8"')}${rect(520, 600, 240, 60, "url(#brass)", 'rx="10"')}${rings}
    ${rect(536, 160, 10, 300, "url(#brass)")}${rect(734, 160, 10, 300, "url(#brass)")}${fire}`,
  );
}

/** The keeper's desk: logbook, mug, and the window above it. */
export function desk(light: Light, lampOn: boolean): string {
  const dark = light.lit === true ? (lampOn ? 0.38 : 0.62) : light.sky.length > 3 ? 0.24 : 0.04;
  const lamp = `${path("M930 560 L916 400 L1010 330", "none", 'stroke="#2c2a2f" stroke-width="12" stroke-linejoin="round"')}
    ${path("M968 300 L1052 330 L1000 402 L940 356 Z", "#3f6f63")}${rect(880, 556, 110, 16, "#2c2a2f", 'rx="8"')}`;
  const shine = lampOn
    ? `${circle(960, 400, 420, "url(#lamp)")}${path("M950 366 L1000 398 L960 600 H560 Z", "#ffe9a8", 'opacity="0.28"')}`
    : "";
  const book = `${path("M420 590 L600 560 L620 640 L430 672 Z", "#efe6d2")}${path("M600 560 L790 588 L800 668 L620 640 Z", "#f7f0df")}
    ${times(6, (index) => path(`M452 ${604 + index * 10} L592 ${580 + index * 10}`, "none", 'stroke="#8a8474" stroke-width="2" opacity="0.6"'))}
    ${times(5, (index) => path(`M630 ${584 + index * 12} L770 ${604 + index * 12}`, "none", 'stroke="#8a8474" stroke-width="2" opacity="0.6"'))}`;
  const window = `<svg x="360" y="80" width="440" height="360" viewBox="300 60 700 572" preserveAspectRatio="none">${skyOf(light, 440)}${seaOf(light, 440)}${rain(light)}</svg>
    <g fill="none" stroke="#4b3a2f" stroke-width="18"><rect x="360" y="80" width="440" height="360"/><path d="M580 80 V440 M360 260 H800" stroke-width="10"/></g>`;
  const mug = `${rect(250, 560, 74, 84, "#b0483f", 'rx="8"')}${path("M324 580 C362 580 362 624 324 624", "none", 'stroke="#b0483f" stroke-width="12"')}`;
  return picture(
    lightDefinitions(light) + glow("warm", "#ffcf7a", 0.5),
    `${rect(0, 0, width, height, "#6b5547")}${times(9, (index) => rect(index * 150, 0, 3, 560, "#5b4739"))}${window}
    ${rect(0, 540, width, 180, "#7d5636")}${rect(0, 540, width, 8, "#95683f")}${rect(0, 0, width, height, "#0d1020", `opacity="${dark}"`)}
    ${book}${mug}${lamp}${shine}`,
  );
}

/** Horizontal fading, for beams. */
function sideways(id: string, colour: string, leftwards = false): string {
  const ends = leftwards ? ["0", "0.9"] : ["0.9", "0"];
  return `<linearGradient id="${id}"><stop offset="0" stop-color="${colour}" stop-opacity="${ends[0]}"/><stop offset="1" stop-color="${colour}" stop-opacity="${ends[1]}"/></linearGradient>`;
}
