/** Light and dark are one table: `light-dark(LIGHT, DARK)`. Texts have a contrast of 4.5 or more on their ground. */
export const pageStyle = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f3f0, #101113);
  --card: light-dark(#ffffff, #191b1e);
  --well: light-dark(#f1efeb, #131417);
  --line: light-dark(#e0ddd6, #2b2e33);
  --text: light-dark(#1b1c1e, #ececea);
  --soft: light-dark(#5c5e63, #a3a6ab);
  --accent: light-dark(#8a4b00, #f5b14c);
  --good: light-dark(#0d6b4b, #5fd3a5);
  --bad: light-dark(#a3310f, #ff9b78);
  --clip-wait: light-dark(#8c6fd0, #9c85e0);
  --turn: light-dark(#cfccc4, #3d4148);
  --upload: light-dark(#c27ba0, #d58fb6);
  --submit: light-dark(#d9a400, #e8c04a);
  --queue: light-dark(#a9c8ec, #4a6c94);
  --generation: light-dark(#2f6fbf, #6ba8f5);
  --download: light-dark(#1d9a72, #3fc596);
  --shadow: 0 1px 2px light-dark(#0000000f, #0006), 0 6px 20px light-dark(#00000008, #0003);
  font: 15px / 1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Open Sans", sans-serif;
}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 48px; }
body { margin: 0 auto; padding: 32px clamp(14px, 3vw, 48px) 48px; max-width: 1720px; background: var(--ground); color: var(--text); -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; }
h1, h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: clamp(24px, 3vw, 34px); line-height: 1.15; letter-spacing: -0.015em; }
h2 { font-size: 18px; letter-spacing: -0.01em; margin-bottom: 10px; }
h3 { font-size: 15px; margin-top: 18px; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; }
a:hover { text-decoration-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
small { display: block; font-size: 12px; color: var(--soft); font-weight: 400; }
.over { color: var(--accent); font-weight: 600; font-size: 13px; margin-bottom: 4px; }
.under, .about { color: var(--soft); }
.under { margin-top: 6px; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.mono, code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
.notice { margin-top: 16px; padding: 10px 14px; border-left: 4px solid var(--accent); background: var(--card); border-radius: 0 8px 8px 0; max-width: 90ch; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 20px; }
.card { background: var(--card); border-radius: 12px; padding: 14px 16px; box-shadow: var(--shadow); }
.card dt { color: var(--soft); font-size: 13px; }
.card .value { font-size: 23px; font-weight: 620; letter-spacing: -0.015em; font-variant-numeric: tabular-nums; }
.card .about { font-size: 13px; }
section { background: var(--card); border-radius: 12px; padding: 18px clamp(12px, 2vw, 22px) 20px; margin-top: 16px; box-shadow: var(--shadow); min-width: 0; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); column-gap: 16px; align-items: start; }
.beside.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 18px 28px; margin-top: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-bottom: 8px; color: var(--soft); font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.swatch { width: 16px; height: 12px; border-radius: 3px; }
.definitions { position: absolute; width: 0; height: 0; }
.row { display: grid; grid-template-columns: minmax(110px, 240px) minmax(0, 1fr) 104px; column-gap: 14px; align-items: center; min-height: 30px; padding: 2px 0; border-top: 1px solid var(--line); }
.long .row { content-visibility: auto; contain-intrinsic-size: auto 34px; }
.rows .row:hover { background: var(--well); }
.row:target { background: var(--well); box-shadow: inset 3px 0 var(--accent); }
.name { font-weight: 550; line-height: 1.25; }
.bar { display: block; width: 100%; height: 22px; overflow: hidden; }
.axis { position: sticky; top: 0; z-index: 1; background: var(--card); border-top: 0; }
.axis .name, .axis text { font-size: 12px; fill: var(--soft); color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; }
.flight .bar { height: 54px; }
.flight path { fill: var(--generation); fill-opacity: 0.28; stroke: var(--generation); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--line); stroke-width: 1; }
.hatch-ground { fill: var(--clip-wait); fill-opacity: 0.25; }
.hatch-line { fill: var(--clip-wait); }
.p-clip_wait { fill: url(#hatch); }
.p-turn { fill: var(--turn); }
.p-upload { fill: var(--upload); }
.p-submit { fill: var(--submit); }
.p-queue { fill: var(--queue); }
.p-generation, .p-task { fill: var(--generation); }
.p-download { fill: var(--download); }
.bar .p-upload, .bar .p-submit, .bar .p-download { stroke-width: 1; }
.bar .p-upload { stroke: var(--upload); }
.bar .p-submit { stroke: var(--submit); }
.bar .p-download { stroke: var(--download); }
.retry { fill: var(--bad); }
.money { fill: var(--accent); }
.end { text-align: right; font-size: 13px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.o-done { color: var(--good); }
.o-failed, .o-uncertain, .o-unfetched { color: var(--bad); font-weight: 600; }
.o-not_started, .o-unknown { color: var(--soft); }
.scroll { overflow-x: auto; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-top: 1px solid var(--line); overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 2px; }
thead th { font-size: 12px; font-weight: 500; color: var(--soft); border-top: 0; padding-top: 0; vertical-align: bottom; }
tbody th { font-weight: 550; min-width: 7.5em; }
.phases tbody th { min-width: 13em; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { white-space: nowrap; }
tr:target { background: var(--well); }
.share { display: block; width: 100%; min-width: 60px; height: 5px; margin-top: 4px; border-radius: 3px; background: var(--well); }
summary { cursor: pointer; color: var(--soft); padding: 4px 0 10px; min-height: 24px; }
.chain { margin-top: 8px; display: flex; flex-wrap: wrap; gap: 8px; }
.chain li { background: var(--well); border-radius: 8px; padding: 6px 12px; font-weight: 550; }
.chain li + li::before { content: "\\2192"; color: var(--soft); margin-right: 8px; float: left; }
footer { color: var(--soft); font-size: 13px; margin-top: 24px; }
@media (max-width: 720px) {
  body { padding-top: 20px; }
  .row { grid-template-columns: minmax(0, 1fr) auto; row-gap: 2px; padding: 6px 0; }
  .row .bar { grid-column: 1 / -1; order: 3; }
  .long .row { contain-intrinsic-size: auto 54px; }
  .axis .name { grid-column: 1 / -1; }
  .end small { display: inline; margin-left: 6px; }
}
@media print {
  body { background: none; padding: 0; }
  section, .card { box-shadow: none; border: 1px solid var(--line); break-inside: avoid-page; }
  .long .row { content-visibility: visible; }
}
`;
