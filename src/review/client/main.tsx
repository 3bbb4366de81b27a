import { render } from "preact";
import type { ReviewData } from "../review-data.ts";
import { App } from "./app.tsx";
import { isServed } from "./decisions.ts";
import { pictureFirst } from "./video/when-idle.ts";

/** The page: its data are in it. */
const data = JSON.parse(document.getElementById("review-data")?.textContent ?? "") as ReviewData;
const home = document.getElementById("page");
if (home !== null) {
  render(<App first={data} isServed={isServed()} />, home);
  pictureFirst(home.querySelector("video"));
}
