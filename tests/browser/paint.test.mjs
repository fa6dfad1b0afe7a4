// Paint on the page, with an engine that shows exactly the colours it is told.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { PALETTES, usePainter } from "./support/painter.mjs";
import { Studio } from "./support/studio.mjs";

const QUERY = "?backend=cpu&model=painter";
const FACADE = 1;
const WINDOW = 2;

siteAndBrowser();
afterEach(() => site.heal());

async function open({ width = 1440, height = 900, painter = {}, fragment = "", context = {} } = {}) {
  usePainter(site, painter);
  const studio = await Studio.open(browser, site.url, {
    query: QUERY + fragment,
    context: { viewport: { width, height }, ...context },
  });
  await studio.settled();
  return studio;
}

/** The colours in the picture and how many pixels have each, the most frequent first. */
const colors = (studio) => studio.page.locator("#picture").evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const color = data.subarray(at, at + 3).join(",");
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color.split(",").map(Number));
});

const has = (found, color) => found.some((other) => other.join() === color.join());

async function shows(studio, color) {
  await studio.settled();
  const found = await colors(studio);
  assert.ok(has(found, color), `no ${color} among ${JSON.stringify(found)}`);
}

/** Moves the browser's colour picker, as a hand does. */
const moveTo = (studio, value, kind = "input") => studio.page.locator("#paint-color").evaluate((input, [value, kind]) => {
  input.value = value;
  input.dispatchEvent(new Event(kind, { bubbles: true }));
}, [value, kind]);

test("a model without paint shows nothing of it", async () => {
  const studio = await open({ painter: { palettes: [] } });
  for (const selector of ["[data-paint]", '[data-action="dice"]', '[data-action="palettes"]',
    '[data-action="colours-from-photo"]', "#paint-mode"]) {
    assert.equal(await studio.page.locator(selector).first().isVisible(), false, selector);
  }
  const before = await studio.status();
  await studio.page.keyboard.press("d");
  assert.equal((await studio.status()).drawn, before.drawn, "the dice's key does nothing");
  await studio.close();
});

test("each part has its colour beside it, and the picture follows the picker while it moves, as one step", async () => {
  const studio = await open();
  const { page } = studio;
  assert.equal(await page.locator("[data-paint]:visible").count(), 12);
  await shows(studio, PALETTES[0][FACADE]);
  await page.locator('[data-paint="facade"]').click();
  const input = page.locator("#paint-picker input[type=color]");
  assert.ok(await input.isVisible());
  assert.equal(await input.inputValue(), "#281ee6");
  for (const [value, color] of [["#102030", [16, 32, 48]], ["#405060", [64, 80, 96]], ["#c02010", [192, 32, 16]]]) {
    const { drawn } = await studio.status();
    await moveTo(studio, value);
    await studio.until((status) => status.drawn > drawn);
    await shows(studio, color);
  }
  await moveTo(studio, "#c02010", "change");
  await page.keyboard.press("Escape");
  assert.equal(await input.isVisible(), false);
  await page.keyboard.press("Control+z");
  await shows(studio, PALETTES[0][FACADE]);
  assert.ok(await page.locator('[data-action="undo"]').isDisabled(), "one drag is one step");
  await page.keyboard.press("Control+Shift+z");
  await shows(studio, [192, 32, 16]);
  await studio.close();
});

test("tints, dice with a kept part, palettes and the way back", async () => {
  const studio = await open();
  const { page } = studio;
  await page.locator('[data-paint="window"]').click();
  const tint = page.locator("#paint-tints [data-tint]").nth(3);
  const color = await tint.getAttribute("data-tint");
  await tint.click();
  await studio.settled();
  assert.equal(await page.locator('[data-paint="window"]').getAttribute("data-color"), color);
  await page.locator("#paint-lock").check();
  await page.keyboard.press("Escape");

  const facade = () => page.locator('[data-paint="facade"]').getAttribute("data-color");
  const before = await facade();
  await page.keyboard.press("d");
  await studio.settled();
  assert.notEqual(await facade(), before);
  assert.equal(await page.locator('[data-paint="window"]').getAttribute("data-color"), color, "a kept part");

  await studio.choose("action", "palettes");
  const cards = page.locator("[data-palette]");
  await cards.nth(23).waitFor();
  assert.equal(await cards.count(), 24);
  await page.locator("[data-palette][data-developed]").nth(23).waitFor();
  const small = await cards.nth(9).locator("canvas").evaluate((canvas) =>
    [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]);
  const wall = PALETTES[9][FACADE];
  assert.ok(small.some((_, at) => at % 4 === 0 && wall.every((value, channel) => small[at + channel] === value)),
    "a small picture in the palette's colours");
  await cards.nth(9).click();
  await shows(studio, wall);
  assert.equal(await cards.nth(9).getAttribute("aria-pressed"), "true");
  await page.keyboard.press("Escape");

  await studio.choose("action", "usual-colours");
  await shows(studio, PALETTES[0][FACADE]);
  await shows(studio, PALETTES[0][WINDOW]);
  assert.equal(await page.locator('[data-action="usual-colours"]').isVisible(), false);
  await studio.close();
});

test("links and visits keep the colours", async () => {
  const studio = await open();
  await studio.page.locator('[data-paint="facade"]').click();
  await moveTo(studio, "#315a2c");
  await moveTo(studio, "#315a2c", "change");
  await studio.page.keyboard.press("Escape");
  await studio.settled();
  await studio.choose("action", "share");
  await studio.page.waitForFunction(() => location.hash.startsWith("#d=2."));
  const fragment = await studio.page.evaluate(() => location.hash);
  await studio.page.waitForTimeout(1_000);
  await studio.page.goto(site.url + QUERY);
  await studio.settled();
  await shows(studio, [0x31, 0x5a, 0x2c]);
  await studio.close();
  const other = await open({ fragment });
  await shows(other, [0x31, 0x5a, 0x2c]);
  await other.close();
});

test("a photo gives its colours to the parts that lie over it", async () => {
  const studio = await open();
  const { page } = studio;
  const photo = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200);
    const context = canvas.getContext("2d");
    context.fillStyle = "rgb(180, 60, 50)";
    context.fillRect(0, 0, 300, 200);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    studio.choose("action", "colours-from-photo"),
  ]);
  const { drawn } = await studio.status();
  await chooser.setFiles({ name: "house.png", mimeType: "image/png", buffer: Buffer.from(photo) });
  await studio.until((status) => status.drawn > drawn);
  await shows(studio, [180, 60, 50]);
  await studio.choose("action", "undo");
  await shows(studio, PALETTES[0][FACADE]);
  await studio.close();
});

test("a saved document brings its colours", async () => {
  const studio = await open({ context: { acceptDownloads: true } });
  await studio.page.keyboard.press("d");
  await studio.settled();
  await studio.page.locator("#save-more").click();
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    studio.choose("action", "save-document"),
  ]);
  const { paint } = JSON.parse(await readFile(await download.path(), "utf8"));
  const shown = await studio.page.locator('[data-paint="facade"]').getAttribute("data-color");
  assert.equal(Object.keys(paint).length, 12);
  assert.equal(paint.facade, shown);
  await studio.close();
});

test("on a phone the parts show their colours in Paint, and the sheet leaves the picture in sight", async () => {
  const studio = await open({ width: 390, height: 844, context: { hasTouch: true, isMobile: true } });
  const { page } = studio;
  assert.equal(await page.locator("[data-paint]").first().isVisible(), false);
  await page.locator("#mode-paint").tap();
  assert.equal(await page.locator("[data-paint]:visible").count(), 12);
  assert.equal(await page.locator('[data-tool="brush"]').isVisible(), false);
  for (const action of ["dice", "palettes", "colours-from-photo"]) {
    const box = await page.locator(`[data-action="${action}"]`).boundingBox();
    assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= 390, `${action}: ${JSON.stringify(box)}`);
  }
  await page.locator('[data-paint="facade"]').tap();
  const sheet = page.locator("#paint-picker");
  await sheet.waitFor();
  const picture = await page.locator("#picture").boundingBox();
  const { y } = await sheet.boundingBox();
  assert.ok(y >= picture.y + picture.height, `the sheet begins at ${y}, the picture ends at ${picture.y + picture.height}`);
  await studio.close();
});
