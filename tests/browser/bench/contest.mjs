// A contender in a page of its own: loaded, compared with what it must paint, and run.

import path from "node:path";
import { nameOf } from "./models.mjs";
import { weightsOf } from "./contenders.mjs";

/** How far a picture may be from the native one, in −1..1; bytes cannot say it finer than to 1/255. */
const LIMIT = 1e-3;
const BYTE = 1 / 255;
/** Far more than the slowest contender takes for anything, in software. */
const PATIENCE_MS = 900_000;

/** Loads `contender` with the model of this width. Gives back its page, its times and its files. */
export async function open(browser, site, contender, ngf) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${site.url}tests/bench/page/index.html`);
  await page.waitForFunction(() => window.contender !== undefined);
  const before = site.served.length;
  const started = await page.evaluate((how) => window.contender.start(how), {
    worker: site.url + contender.worker,
    type: contender.type,
    load: weightsOf(contender, site.url, nameOf(ngf)),
    mapUrl: `${site.url}models-of-bench/map.bin`,
  });
  if (!started.isolated) {
    throw new Error("the page is not cross-origin isolated, so no contender can use threads");
  }
  const files = [...new Set(site.served.slice(before))].filter(isEngine);
  return { page, started, files, complaints };
}

/** Files of the engines themselves: neither the benchmark's own nor weights. */
function isEngine(file) {
  const inside = (folder) => file.includes(path.join("browser", folder) + path.sep);
  return /\.(m?js|wasm)$/.test(file) && !inside(path.join("bench", "page")) && !inside("support");
}

/** Holds the contender's picture against the native one. */
export async function compare(page, site, ngf) {
  const url = `${site.url}models-of-bench/${nameOf(ngf)}.picture.bin`;
  const { largest, exact } = await page.evaluate((expected) => window.contender.compare(expected), url);
  const limit = exact ? LIMIT : LIMIT + BYTE;
  return { largest, limit, agrees: largest <= limit };
}

/** Pictures for `ms` milliseconds, at least so many. */
export const run = (page, ms, pictures) => page.evaluate((amount) => window.contender.run(amount), { ms, pictures });
