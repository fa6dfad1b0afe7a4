// Takes the README's pictures of the built page: `node render_screenshots.mjs`, after its look or a model has changed.

import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const to = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** A house front, part by part: class, and corners in drawing pixels. */
const HOUSE = [
  ["background", [1, 1], [255.5, 255.5]],
  ["facade", [12, 26], [244, 256]],
  ["molding", [8, 22], [248, 34]],
  ["molding", [12, 174], [244, 182]],
  ["shop", [24, 198], [98, 254]],
  ["door", [114, 194], [142, 254]],
  ["shop", [158, 198], [232, 254]],
];
const WINDOW = [
  ["sill", [25, 81], [43, 86]],
  ["cornice", [24, 44], [44, 50]],
  ["window", [26, 51], [42, 80]],
];
/** Where the last window of the grid is dragged to. */
const LAST = [235, 166];

async function draw(studio, parts) {
  await studio.choose("tool", "rectangle");
  for (const [part, from, to] of parts) {
    await studio.choose("class", part);
    await studio.dragAndSettle(from, to);
  }
}

/** A window with cornice and sill on its way to become a grid of them. */
async function desktop(browser, site) {
  const context = { viewport: { width: 1440, height: 790 } };
  const studio = await Studio.open(browser, site.url, { query: "", context });
  await studio.settled();
  await studio.choose("action", "clear");
  // No line that catches an edge, so that the parts are where they are said to be.
  await studio.page.keyboard.down("Alt");
  await draw(studio, [...HOUSE, ...WINDOW]);
  await studio.page.keyboard.up("Alt");
  await studio.choose("tool", "select");
  const middles = WINDOW.map(([, [x0, y0], [x1, y1]]) => [(x0 + x1) / 2, (y0 + y1) / 2]);
  for (const [index, middle] of middles.entries()) {
    if (index > 0) await studio.page.keyboard.down("Shift");
    await studio.page.mouse.click(...(await studio.place(...middle)));
    await studio.page.keyboard.up("Shift");
  }
  await studio.choose("action", "repeat");
  const before = await studio.status();
  await studio.press(middles[2], LAST);
  await studio.until(({ drawn, seq }) => drawn > before.drawn && seq === drawn);
  await studio.page.screenshot({ path: to("studio.png") });
  await studio.page.mouse.up();
  await studio.close();
}

/** What a first visit shows. */
async function phone(browser, site) {
  const context = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const studio = await Studio.open(browser, site.url, { query: "", context });
  await studio.settled();
  await studio.page.screenshot({ path: to("studio-phone.png") });
  await studio.close();
}

const site = await startSite();
const browser = await launch();
await desktop(browser, site);
await phone(browser, site);
await browser.close();
await site.stop();
