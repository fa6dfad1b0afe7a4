// Models of pictures of 512 pixels: shown, saved, laid beside the drawing, and judged as any other.
//
// `full` is the shipped model with each pixel of its pictures four times, so that every one is known.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";

import { enlarged, renamed, shipped, writeModels } from "./support/bundles.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { ISOLATION, startSite } from "./support/site.mjs";
import { Studio } from "./support/studio.mjs";

let folder;
siteAndBrowser(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-larger-"));
  const lite = await shipped();
  await writeModels(folder, { lite, full: renamed(enlarged(lite), "full") }, { default: "lite", refine: "full" });
  site.mount("models", folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Side of the picture on show, and the largest difference of its blocks' pixels from the other model's picture. */
const seen = (studio, small) => studio.page.locator("#picture").evaluate((canvas, small) => {
  const side = canvas.width;
  const { data } = canvas.getContext("2d").getImageData(0, 0, side, side);
  let furthest = 0;
  for (let at = 0; at < data.length; at += 1) {
    const [pixel, channel] = [at >> 2, at & 3];
    const [y, x] = [Math.floor(pixel / side) >> 1, (pixel % side) >> 1];
    furthest = Math.max(furthest, Math.abs(data[at] - small[4 * (y * 256 + x) + channel]));
  }
  return { side, furthest };
}, small);

const pixels = (studio) => studio.page.locator("#picture").evaluate((canvas) =>
  Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data));

async function pictureOfLite() {
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu&model=lite" });
  await studio.settled();
  const small = await pixels(studio);
  await studio.close();
  assert.equal(small.length, 4 * 256 ** 2);
  return small;
}

/** What an action saves, as a picture's size and pixels. */
async function saved(studio, action) {
  if (action !== "save") {
    await studio.page.click("#save-more");
  }
  const [download] = await Promise.all([studio.page.waitForEvent("download"), studio.choose("action", action)]);
  const bytes = Array.from(await readFile(await download.path()));
  return studio.page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    return [image.width, image.height];
  }, bytes);
}

test("the picture takes 512 pixels once the second model has painted it, and 256 again when the hand draws on", async () => {
  const small = await pictureOfLite();
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu" });
  await studio.until(({ model, seq, drawn }) => model === "full" && seq === drawn);
  const { side, furthest } = await seen(studio, small);
  assert.equal(side, 512);
  assert.ok(furthest <= 1, `${furthest}/255`);
  const frame = await studio.page.locator("#picture").boundingBox();

  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [110, 120]);
  assert.equal((await studio.status()).model, "lite");
  assert.equal(await studio.page.locator("#picture").evaluate((canvas) => canvas.width), 256);
  await studio.until(({ model, seq, drawn }) => model === "full" && seq === drawn);
  assert.equal(await studio.page.locator("#picture").evaluate((canvas) => canvas.width), 512);
  assert.deepEqual(await studio.page.locator("#picture").boundingBox(), frame, "on the same place of the page");
  await studio.close();
});

test("workers that share a picture, and one alone, make the same", async (t) => {
  const isolated = await startSite({ headers: ISOLATION });
  t.after(() => isolated.stop());
  isolated.mount("models", folder);
  const [alone, together] = await Promise.all([site, isolated].map(async ({ url }) => {
    const studio = await Studio.open(browser, url, { query: "?backend=cpu&model=full" });
    await studio.settled();
    const [picture, { threads }] = [await pixels(studio), await studio.status()];
    await studio.close();
    t.diagnostic(`${threads} workers`);
    return picture;
  }));
  assert.equal(alone.length, 4 * 512 ** 2);
  const furthest = alone.reduce((most, value, at) => Math.max(most, Math.abs(value - together[at])), 0);
  assert.ok(furthest <= 1, `${furthest}/255`);
});

test("what is saved is as large: the picture, and the pair with the drawing's pixels as squares", async () => {
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu&model=full" });
  await studio.settled();
  assert.deepEqual(await saved(studio, "save"), [512, 512]);
  assert.deepEqual(await saved(studio, "save-pair"), [1024, 512]);
  assert.deepEqual(await saved(studio, "save-1024"), [1024, 1024]);
  await studio.close();
});
