// The drawing's colours: natural ones, or the data set's by choice; files keep the data set's.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

const colours = (studio) => studio.page.locator("#drawing").evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, 256, 256);
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) found.add(data.subarray(at, at + 3).join());
  return [...found].map((color) => color.split(",").map(Number));
});

async function open() {
  const studio = await Studio.open(browser, site.url, { context: { viewport: { width: 1440, height: 900 }, acceptDownloads: true } });
  await studio.settled();
  return studio;
}

/** One wall with a window in it, and sky above. */
async function draw(studio) {
  await studio.choose("action", "clear");
  await studio.choose("class", "background");
  await studio.drag([2, 2], [254, 40]);
  await studio.choose("class", "window");
  await studio.drag([100, 100], [150, 170]);
  await studio.settled();
}

const at = (studio, x, y) => studio.page.locator("#drawing").evaluate((canvas, [x, y]) =>
  [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3), [x, y]);

function contrast(one, two) {
  const luminance = (color) => {
    const [red, green, blue] = color.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return light / dark;
}

test("sky, wall and window look like themselves, and neighbours are told apart", async () => {
  const studio = await open();
  await draw(studio);
  const [sky, wall, pane] = [await at(studio, 128, 20), await at(studio, 60, 200), await at(studio, 125, 130)];
  assert.ok(sky[2] > sky[0] + 30, `a blue sky: ${sky}`);
  assert.ok(wall[0] > wall[2] + 30, `a warm wall: ${wall}`);
  for (const [one, two] of [[sky, wall], [wall, pane]]) {
    assert.ok(contrast(one, two) >= 1.6, `${one} beside ${two}`);
  }
  const chip = await studio.page.locator('[data-class="facade"] .swatch').evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
  assert.equal(chip, `rgb(${wall.join(", ")})`);
  await studio.close();
});

test("the data set's colours are a choice, kept from visit to visit, and change neither picture nor history", async () => {
  const studio = await open();
  await draw(studio);
  const natural = await colours(studio);
  const [picture, { drawn }] = [await studio.picture(), await studio.status()];
  await studio.dataSetColours();
  assert.deepEqual(await at(studio, 125, 130), [0, 128, 255]);
  assert.equal(await studio.picture(), picture);
  assert.equal((await studio.status()).drawn, drawn);
  await studio.page.reload();
  await studio.settled();
  assert.ok((await colours(studio)).every((color) => !natural.some((other) => other.join() === color.join())));
  assert.equal(await studio.page.locator("#drawing-colours-now").textContent(), "the data set’s");
  await studio.choose("action", "drawing-colours");
  assert.deepEqual((await colours(studio)).map(String).sort(), natural.map(String).sort());
  await studio.close();
});

test("a saved drawing has the data set's colours", async () => {
  const studio = await open();
  await draw(studio);
  await studio.page.click("#save-more");
  const [download] = await Promise.all([studio.page.waitForEvent("download"), studio.choose("action", "save-svg")]);
  const svg = await readFile(await download.path(), "utf8");
  assert.match(svg, /#0080ff/i, "a window");
  assert.doesNotMatch(svg, /#1f3a4d/i);
  await studio.close();
});

test("what is around the house is called Sky & street, in Chinese too", async () => {
  const studio = await open();
  const name = studio.page.locator('[data-class="background"] .name');
  assert.equal(await name.textContent(), "Sky & street");
  await studio.choose("action", "language");
  assert.equal(await name.textContent(), "天空街道");
  await studio.close();
});
