// Makes the README's moving picture of the built page: a window is drawn and repeated, then the house is painted in
// other colours. `node render_film.mjs`, after the page's look or a model that takes paint has changed; needs img2webp
// (on Debian in the package webp).

import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { launch } from "./support/browser.mjs";
import { draw, HOUSE, LAST, selectWindow, WINDOW } from "./support/house.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

const OUT = fileURLToPath(new URL("../../docs/studio.webp", import.meta.url));
/** The page as on a laptop, its pictures as small as they can be read. */
const CONTEXT = { viewport: { width: 1280, height: 760 }, deviceScaleFactor: 0.75 };
const MOST_BYTES = 2_000_000;
const QUALITY = "60";
/** Milliseconds that a frame of a movement and one to look at stay. */
const MOVING_MS = 90;
const STILL_MS = 900;
/** Palettes of the model that are tried on. */
const PALETTES = [1, 3, 5, 7, 9, 0];

const folder = await mkdtemp(path.join(tmpdir(), "facade-film-"));
const frames = [];
const site = await startSite();
const browser = await launch();
const studio = await Studio.open(browser, site.url, { query: "", context: CONTEXT });
const { page } = studio;

async function frame(milliseconds) {
  const file = path.join(folder, `${String(frames.length).padStart(4, "0")}.png`);
  await page.screenshot({ path: file });
  frames.push({ file, milliseconds });
}

/** Drags in steps, with a frame of each once its picture is there; leaves the button down. */
async function move(from, to, steps) {
  await page.mouse.move(...(await studio.place(...from)));
  await page.mouse.down();
  for (let step = 1; step <= steps; step++) {
    const at = from.map((value, axis) => value + ((to[axis] - value) * step) / steps);
    await page.mouse.move(...(await studio.place(...at)));
    await studio.settled();
    await frame(MOVING_MS);
  }
}

try {
  await studio.settled();
  await studio.choose("action", "clear");
  await draw(studio, HOUSE);
  const [sill, cornice, [part, from, to]] = WINDOW;
  await draw(studio, [sill, cornice]);
  await frame(STILL_MS);
  await studio.choose("class", part);
  await page.keyboard.down("Alt");
  await move(from, to, 6);
  await page.mouse.up();
  await page.keyboard.up("Alt");
  await frame(STILL_MS);
  const start = await selectWindow(studio);
  await studio.choose("action", "repeat");
  await move(start, LAST, 14);
  await page.mouse.up();
  await page.keyboard.press("Enter");
  await studio.settled();
  await page.keyboard.press("Escape");
  await frame(STILL_MS);
  for (const index of PALETTES) {
    await studio.choose("action", "palettes");
    await page.locator(`[data-palette="${index}"]`).click();
    await page.keyboard.press("Escape");
    await studio.settled();
    await frame(STILL_MS);
  }
  const arguments_ = ["-loop", "0", "-lossy", "-q", QUALITY, "-m", "6"];
  for (const { file, milliseconds } of frames) arguments_.push("-d", String(milliseconds), file);
  await promisify(execFile)("img2webp", [...arguments_, "-o", OUT]);
} finally {
  await browser.close();
  await site.stop();
  await rm(folder, { recursive: true, force: true });
}
const { size } = await stat(OUT);
console.log(`${OUT}: ${frames.length} frames, ${size} bytes`);
if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
