// Takes the README's pictures of the built page: `node render_screenshots.mjs`, after its look or a model has changed.

import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { draw, HOUSE, LAST, selectWindow, WINDOW } from "./support/house.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const to = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** A window with cornice and sill on its way to become a grid of them. */
async function desktop(browser, site) {
  const context = { viewport: { width: 1440, height: 790 } };
  const studio = await Studio.open(browser, site.url, { query: "", context });
  await studio.settled();
  await studio.choose("action", "clear");
  await draw(studio, [...HOUSE, ...WINDOW]);
  const middle = await selectWindow(studio);
  await studio.choose("action", "repeat");
  const before = await studio.status();
  await studio.press(middle, LAST);
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
