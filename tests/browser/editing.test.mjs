// Editing shapes by real gestures: mouse, touch and keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { finger } from "./support/pointers.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

/** A bare wall with two windows, and the select tool chosen. */
async function withWindows(context = {}) {
  const studio = await Studio.open(browser, site.url, { context });
  await studio.settled();
  await studio.choose("action", "clear");
  await studio.choose("class", "window");
  await studio.choose("tool", "rectangle");
  await studio.drag([40.5, 60.5], [59.5, 89.5]);
  await studio.drag([120.5, 60.5], [139.5, 89.5]);
  await studio.choose("tool", "select");
  return studio;
}

const overlay = (studio) =>
  studio.page.locator("#selection-overlay").evaluate((element) => ({
    selected: Number(element.dataset.selected ?? 0),
    bounds: (element.dataset.bounds ?? "").split(" ").map(Number),
    guides: Number(element.dataset.guides ?? 0),
  }));

/** The class's share of the drawing, as pixels of its colour. */
const pixels = (studio, [red, green, blue]) =>
  studio.page.evaluate(
    ([red, green, blue]) =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          const canvas = document.querySelector("#drawing");
          const { data } = canvas.getContext("2d").getImageData(0, 0, 256, 256);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            count += data[i] === red && data[i + 1] === green && data[i + 2] === blue;
          }
          resolve(count);
        });
      }),
    [red, green, blue],
  );

const colour = (studio, name) =>
  studio.page.locator(`[data-class="${name}"] .swatch`).evaluate((element) =>
    getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).map(Number),
  );

async function click(studio, x, y) {
  await studio.page.mouse.click(...(await studio.place(x, y)));
}

test("a click selects, Shift adds, a marquee takes what it holds, Escape drops", async () => {
  const studio = await withWindows();
  await click(studio, 50, 75);
  assert.deepEqual(await overlay(studio), { selected: 1, bounds: [40, 60, 60, 90], guides: 0 });
  await studio.page.keyboard.down("Shift");
  await click(studio, 130, 75);
  await studio.page.keyboard.up("Shift");
  assert.equal((await overlay(studio)).selected, 2);
  await click(studio, 200, 200);
  assert.equal((await overlay(studio)).selected, 0);
  await studio.drag([100, 40], [160, 110]);
  assert.deepEqual((await overlay(studio)).bounds, [120, 60, 140, 90]);
  await studio.page.keyboard.press("Escape");
  assert.equal((await overlay(studio)).selected, 0);
  await studio.close();
});

test("a drag moves with guides, Alt suspends snapping, a handle resizes, and each is one step", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await click(studio, 50, 75);
  await studio.press([50, 75], [50, 100]);
  await page.mouse.move(...(await studio.place(50, 76)), { steps: 4 });
  const snapped = await overlay(studio);
  assert.deepEqual(snapped.bounds, [40, 60, 60, 90], "level with the other window");
  assert.ok(snapped.guides > 0);
  await page.keyboard.down("Alt");
  assert.deepEqual(await overlay(studio), { selected: 1, bounds: [40, 61, 60, 91], guides: 0 });
  await page.mouse.up();
  await page.keyboard.up("Alt");
  await studio.drag([60, 91], [80, 120]);
  const { bounds } = await overlay(studio);
  assert.deepEqual([bounds[0], bounds[1]], [40, 61]);
  assert.ok(bounds[2] > 70 && bounds[3] > 110, `${bounds}`);
  await studio.choose("action", "undo");
  assert.deepEqual((await overlay(studio)).bounds, [40, 61, 60, 91]);
  await studio.choose("action", "undo");
  assert.deepEqual((await overlay(studio)).bounds, [40, 60, 60, 90]);
  await studio.close();
});

test("duplicate, class, order, mirror and delete act on the selection and can be undone", async () => {
  const studio = await withWindows();
  const window = await colour(studio, "window");
  const door = await colour(studio, "door");
  const full = 2 * 20 * 30;
  assert.equal(await pixels(studio, window), full);
  await click(studio, 50, 75);
  await studio.page.keyboard.press("Control+d");
  assert.deepEqual((await overlay(studio)).bounds, [48, 68, 68, 98]);
  await studio.choose("class", "door");
  assert.equal(await pixels(studio, door), 600);
  await studio.choose("action", "backward");
  assert.equal(await pixels(studio, window), full);
  await studio.choose("action", "undo");
  await studio.choose("action", "mirror");
  assert.deepEqual((await overlay(studio)).bounds, [188, 68, 208, 98]);
  await studio.choose("action", "delete");
  assert.equal((await overlay(studio)).selected, 0);
  for (let step = 0; step < 4; step += 1) {
    await studio.choose("action", "undo");
  }
  assert.equal(await pixels(studio, window), full);
  await studio.close();
});

test("a window becomes a grid by mouse and wheel, in one step", async () => {
  const studio = await withWindows();
  const window = await colour(studio, "window");
  await click(studio, 50, 75);
  await studio.choose("action", "repeat");
  const bar = studio.page.locator("#repeat-bar");
  await bar.waitFor();
  await studio.drag([100, 100], [200, 200]);
  const before = await bar.locator("output").innerText();
  assert.match(before, /^\d+ × \d+, \d+( and \d+)? px apart$/);
  await studio.page.mouse.wheel(0, -100);
  await assert.doesNotReject(studio.page.waitForFunction(
    (before) => document.querySelector("#repeat-value").textContent !== before, before));
  await studio.page.locator("#repeat-place").click();
  assert.ok((await overlay(studio)).selected > 4);
  await studio.choose("action", "undo");
  assert.equal(await pixels(studio, window), 1200);
  await studio.close();
});

test("the keyboard alone selects, nudges and repeats", async () => {
  const studio = await withWindows();
  const { keyboard } = studio.page;
  await studio.page.locator("#drawing").focus();
  await keyboard.press(".");
  assert.deepEqual((await overlay(studio)).bounds, [40, 60, 60, 90]);
  assert.match(await studio.page.locator("#announcer").innerText(), /Window selected, 20 by 30 pixels at 40, 60/);
  await keyboard.press("ArrowRight");
  await keyboard.press("Shift+ArrowDown");
  assert.deepEqual((await overlay(studio)).bounds, [41, 68, 61, 98]);
  await keyboard.press("g");
  const text = studio.page.locator("#repeat-value");
  assert.equal(await text.innerText(), "3 × 1, 10 px apart");
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowDown");
  await keyboard.press("+");
  assert.equal(await text.innerText(), "4 × 2, 11 and 16 px apart");
  await keyboard.press("Enter");
  assert.equal((await overlay(studio)).selected, 8);
  await keyboard.press("Control+z");
  await keyboard.press("Control+z");
  assert.deepEqual((await overlay(studio)).bounds, [40, 60, 60, 90]);
  await studio.close();
});

test("line, eyedropper and polygon", async () => {
  const studio = await withWindows();
  const shop = await colour(studio, "shop");
  await studio.choose("class", "shop");
  await studio.choose("tool", "line");
  await studio.drag([20, 200], [120, 200]);
  assert.ok((await pixels(studio, shop)) > 700);
  await studio.choose("tool", "eyedropper");
  await click(studio, 50, 75);
  assert.equal(await studio.page.locator('[data-class="window"]').getAttribute("aria-pressed"), "true");
  assert.equal(await studio.page.locator('[data-tool="line"]').getAttribute("aria-pressed"), "true");
  await studio.choose("action", "undo");
  await studio.choose("class", "shop");
  await studio.choose("tool", "polygon");
  for (const [x, y] of [[20, 150], [100, 150], [100, 230], [20, 150]]) {
    await click(studio, x, y);
  }
  // Half of 80 × 80, and the diagonal's other half: centres on an edge's left belong to it.
  assert.equal(await pixels(studio, shop), 3240);
  await studio.choose("action", "undo");
  assert.equal(await pixels(studio, shop), 0);
  await studio.close();
});

test("a finger selects and moves", async () => {
  const viewport = { width: 390, height: 844 };
  const studio = await withWindows({ viewport, hasTouch: true, isMobile: true });
  const touch = await finger(studio);
  await touch("touchStart", 50, 75);
  for (let step = 1; step <= 8; step += 1) {
    await touch("touchMove", 50 + 3 * step, 75 + 10 * step);
  }
  await touch("touchEnd");
  const { selected, bounds } = await overlay(studio);
  assert.equal(selected, 1);
  assert.ok(bounds[1] > 125, `${bounds}`);
  await studio.close();
});
