// The colours of the house, as they are seen at every size.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { PALETTES, usePainter } from "./support/painter.mjs";
import { SIZES, hasModes, isPhone, openAt, seen } from "./support/seen.mjs";

siteAndBrowser();
afterEach(() => site.heal());

async function open(size, { lang = "en", paint = true, ...more } = {}) {
  usePainter(site);
  const studio = await openAt(browser, site, size, { query: `?backend=cpu&model=painter&lang=${lang}`, ...more });
  if (paint && hasModes(size)) await studio.page.click("#mode-paint");
  return studio;
}

const apart = (one, two) =>
  one.x + one.width <= two.x || two.x + two.width <= one.x || one.y + one.height <= two.y || two.y + two.height <= one.y;

for (const size of SIZES) {
  const name = size.join("×");

  test(`each part's colour is seen, larger than its mark in the palette, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    const swatches = await seen(page, "[data-paint]");
    assert.equal(swatches.length, 12);
    // A low phone has them in a row that a thumb draws along.
    const inView = isPhone(size) && size[1] < 800 ? swatches.slice(0, 5) : swatches;
    for (const swatch of inView) {
      assert.ok(swatch.share > 0.99 && !swatch.covered && swatch.width >= 36 && swatch.height >= 24, JSON.stringify(swatch));
    }
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
    assert.ok(scroll[0] <= 0 && scroll[1] <= 0, `the page is ${scroll} larger than the window`);
    if (!hasModes(size)) {
      const [tint, mark] = await Promise.all([page.locator('[data-paint="facade"] .tint').boundingBox(), page.locator('[data-class="facade"] .swatch').boundingBox()]);
      assert.ok(tint.width * tint.height > mark.width * mark.height);
    }
    await studio.close();
  });

  test(`dice, palettes and photo are in sight, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    await page.keyboard.press("d");
    await studio.settled();
    for (const button of await seen(page, "#paint-actions button:not([hidden])")) {
      assert.ok(button.share > 0.99 && !button.covered && button.width >= 36 && button.height >= 36, JSON.stringify(button));
    }
    await studio.close();
  });

  test(`picker and palettes leave the picture in sight, ${name}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    const picture = await page.locator("#picture-frame").boundingBox();
    await page.click('[data-paint="facade"]');
    for (const [opens, sheet] of [[null, "#paint-picker"], ["palettes", "#paint-gallery"]]) {
      if (opens) {
        await page.keyboard.press("Escape");
        await studio.choose("action", opens);
      }
      await page.locator(sheet).waitFor();
      const box = await page.locator(sheet).boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size[0] && box.y + box.height <= size[1], `${sheet} is in the window`);
      const covered = Math.max(0, Math.min(box.x + box.width, picture.x + picture.width) - Math.max(box.x, picture.x))
        * Math.max(0, Math.min(box.y + box.height, picture.y + picture.height) - Math.max(box.y, picture.y));
      assert.ok(covered <= 0.25 * picture.width * picture.height, `${sheet} covers ${covered / (picture.width * picture.height)} of the picture`);
      if (!isPhone(size) && size[0] >= 1000) assert.ok(apart(box, picture), sheet);
    }
    await studio.close();
  });
}

test("parts that are not in the drawing are dimmed", async () => {
  const studio = await open([1440, 900]);
  const { page } = studio;
  await studio.choose("action", "clear");
  await studio.choose("class", "door");
  await studio.drag([60, 100], [120, 200]);
  await studio.settled();
  const opacity = (part) => page.locator(`[data-paint="${part}"] .tint`).evaluate((tint) => Number(getComputedStyle(tint).opacity));
  assert.equal(await opacity("door"), 1);
  assert.equal(await opacity("facade"), 1);
  assert.ok((await opacity("balcony")) < 0.5);
  assert.deepEqual(await page.locator("[data-lock]:visible").evaluateAll((locks) => locks.map(({ dataset }) => dataset.lock)), ["facade", "door"]);
  await studio.close();
});

test("a lock in the strip keeps its part from the dice, and others not", async () => {
  const studio = await open([1440, 900]);
  const { page } = studio;
  const color = (part) => page.locator(`[data-paint="${part}"]`).getAttribute("data-color");
  const before = { facade: await color("facade"), window: await color("window") };
  await page.click('[data-lock="window"]');
  assert.equal(await page.locator('[data-lock="window"]').getAttribute("aria-pressed"), "true");
  await studio.choose("action", "dice");
  await studio.settled();
  assert.equal(await color("window"), before.window);
  assert.notEqual(await color("facade"), before.facade);
  const padlock = (part) => page.locator(`[data-lock="${part}"]`).evaluate((lock) => getComputedStyle(lock, "::after").opacity);
  assert.deepEqual([await padlock("window"), await padlock("facade")], ["1", "0"]);
  await studio.close();
});

test("a row shows its key under the pointer", async () => {
  const studio = await open([1440, 900]);
  const { page } = studio;
  const key = page.locator('[data-class="sill"] .key');
  const opacity = () => key.evaluate((element) => Number(getComputedStyle(element).opacity));
  assert.equal(await opacity(), 0);
  await page.hover('[data-class="sill"]');
  assert.equal(await opacity(), 1);
  const [seenKey] = await seen(page, '[data-class="sill"] .key');
  assert.ok(seenKey.share > 0.99, JSON.stringify(seenKey));
  await studio.close();
});

test("the eyedropper takes a colour from the screen, as one step, and is hidden where the browser has none", async () => {
  const prepare = (page) => page.addInitScript(() => {
    window.EyeDropper = class {
      open() {
        return Promise.resolve({ sRGBHex: "#336699" });
      }
    };
  });
  const studio = await open([1440, 900], { prepare });
  const { page } = studio;
  await page.click('[data-paint="facade"]');
  await page.click("[data-dropper]");
  await page.locator('[data-paint="facade"][data-color="#336699"]').waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  const usual = `#${PALETTES[0][1].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  await page.locator(`[data-paint="facade"][data-color="${usual}"]`).waitFor({ state: "attached" });
  await studio.close();
  const none = await open([1440, 900], { prepare: (page) => page.addInitScript(() => delete window.EyeDropper) });
  await none.page.click('[data-paint="facade"]');
  assert.equal(await none.page.locator("[data-dropper]").isVisible(), false);
  await none.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`which of Draw and Paint is on is seen, ${colorScheme}`, async () => {
    const studio = await open([390, 844], { paint: false, context: { colorScheme } });
    const { page } = studio;
    const [on, off] = await page.evaluate(async () => {
      const box = document.querySelector("#paint-mode").getBoundingClientRect();
      return [box.x + 12, box.right - 12].map((x) => [x, box.y + box.height / 2]);
    });
    const luminance = async ([x, y]) => {
      const png = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
      const rgb = await page.evaluate(async (bytes) => {
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        context.drawImage(await createImageBitmap(new Blob([new Uint8Array(bytes)])), 0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      }, [...png]);
      const [red, green, blue] = rgb.map((value) => (value / 255) ** 2.2);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = ((await luminance(on)) + 0.05) / ((await luminance(off)) + 0.05);
    assert.ok(ratio > 1.2, `${ratio.toFixed(2)}:1`);
    await studio.close();
  });
}

for (const [size, colorScheme, lang] of [[[1440, 900], "light", "en"], [[1440, 900], "dark", "zh"], [[390, 844], "light", "zh"], [[390, 844], "dark", "en"], [[820, 1180], "light", "en"]]) {
  test(`axe-core finds nothing serious with menus and sheets open, ${size.join("×")}, ${colorScheme}, ${lang}`, async () => {
    const studio = await open(size, { lang, paint: false, context: { colorScheme, reducedMotion: "reduce" } });
    const { page } = studio;
    assert.deepEqual(await findings(page), [], "drawing");
    for (const opener of ["#save-more", "#settings-more"]) {
      await page.click(opener);
      assert.deepEqual(await findings(page), [], opener);
      await page.keyboard.press("Escape");
    }
    if (hasModes(size)) await page.click("#mode-paint");
    assert.deepEqual(await findings(page), [], "painting");
    await page.click('[data-paint="facade"]');
    await page.locator("#paint-picker").waitFor();
    assert.deepEqual(await findings(page), [], "a part's colour");
    await page.keyboard.press("Escape");
    await studio.choose("action", "palettes");
    await page.locator("[data-palette]").nth(23).waitFor();
    assert.deepEqual(await findings(page), [], "palettes");
    await studio.close();
  });
}
