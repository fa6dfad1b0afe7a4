// Makes the picture that a first visit sees until its own is there: `node render_example.mjs`, after `lite` has
// changed.
//
// It is what the built page itself makes of the drawing that every first visit begins with.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

/** Windows and doors are told apart, in some kilobytes. */
const SIDE_PX = 192;
const QUALITY = 0.4;

const site = await startSite();
const browser = await launch();
const studio = await Studio.open(browser, site.url);
await studio.settled();
const bytes = await studio.page.locator("#picture").evaluate(async (canvas, [side, quality]) => {
  const small = new OffscreenCanvas(side, side);
  const context = small.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(canvas, 0, 0, side, side);
  const blob = await small.convertToBlob({ type: "image/webp", quality });
  return Array.from(new Uint8Array(await blob.arrayBuffer()));
}, [SIDE_PX, QUALITY]);
await writeFile(fileURLToPath(new URL("../../web/example.webp", import.meta.url)), Buffer.from(bytes));
console.log(`web/example.webp: ${bytes.length} bytes`);
await studio.close();
await browser.close();
await site.stop();
