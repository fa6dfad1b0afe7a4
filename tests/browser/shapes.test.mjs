// Shapes as people know them from other programs: clipboard, groups, alignment, corners, the context menu. None of it
// needs a picture, so nothing waits for one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

siteAndBrowser();

const PERMISSIONS = ["clipboard-read", "clipboard-write"];

/** A bare wall with two windows, and the select tool chosen. */
async function withWindows() {
  const studio = await Studio.open(browser, site.url, { context: { permissions: PERMISSIONS } });
  await studio.settled();
  await studio.choose("action", "clear");
  await studio.choose("class", "window");
  await studio.choose("tool", "rectangle");
  await studio.drag([40.5, 60.5], [59.5, 89.5]);
  await studio.drag([120.5, 66.5], [139.5, 99.5]);
  await studio.choose("tool", "select");
  return studio;
}

const overlay = (page) =>
  page.locator("#selection-overlay").evaluate(({ dataset }) => ({
    selected: Number(dataset.selected ?? 0),
    bounds: (dataset.bounds ?? "").split(" ").map(Number),
  }));
const circles = (page) => page.locator("#selection-overlay circle").count();

async function click(studio, x, y, options) {
  await studio.page.mouse.click(...(await studio.place(x, y)), options);
}

const menu = (page) => page.locator("#context-menu");

test("shapes are copied, pasted a step aside and pasted in another tab; cutting takes them away", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await click(studio, 50, 75);
  await page.keyboard.press("Control+c");
  await page.locator("#toast").filter({ hasText: "shapes are copied" }).waitFor();
  await page.keyboard.press("Control+v");
  assert.deepEqual(await overlay(page), { selected: 1, bounds: [48, 68, 68, 98] });
  await page.keyboard.press("Control+x");
  assert.equal((await overlay(page)).selected, 0);
  const other = await page.context().newPage();
  await other.goto(`${site.url}?backend=cpu&model=lite`);
  await other.locator('[data-class="window"]').waitFor();
  await other.locator('[data-action="clear"]').click();
  await other.locator("#drawing").focus();
  await other.keyboard.press("Control+v");
  assert.deepEqual(await overlay(other), { selected: 1, bounds: [48, 68, 68, 98] });
  await other.keyboard.press("Control+z");
  assert.equal((await overlay(other)).selected, 0, "one step");
  await studio.close();
});

test("with Alt a copy is dragged off, and the original stays", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await page.keyboard.down("Alt");
  await studio.drag([50, 75], [50, 150]);
  await page.keyboard.up("Alt");
  assert.deepEqual(await overlay(page), { selected: 1, bounds: [40, 135, 60, 165] });
  await click(studio, 50, 75);
  assert.deepEqual((await overlay(page)).bounds, [40, 60, 60, 90]);
  await studio.close();
});

test("a group is selected as one, a second click means the shape in it, and a window set of a made-up facade is one", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+g");
  await page.keyboard.press("Escape");
  await click(studio, 50, 75);
  assert.equal((await overlay(page)).selected, 2);
  await click(studio, 50, 75);
  assert.deepEqual(await overlay(page), { selected: 1, bounds: [40, 60, 60, 90] });
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+Shift+g");
  await page.keyboard.press("Escape");
  await click(studio, 50, 75);
  assert.equal((await overlay(page)).selected, 1);
  await page.keyboard.press("Escape");
  for (let step = 0; step < 5; step += 1) {
    await studio.choose("action", "undo");
  }
  await page.locator("#drawing").focus();
  const sizes = [];
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press(".");
    sizes.push((await overlay(page)).selected);
  }
  assert.ok(sizes.some((size) => size > 1), `${sizes}`);
  await studio.close();
});

test("the context menu opens by right click and by keys, is for everybody, and aligns", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await click(studio, 50, 75, { button: "right" });
  await menu(page).waitFor();
  assert.deepEqual((await overlay(page)).bounds, [40, 60, 60, 90], "what was clicked is selected");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.action), "copy-shapes");
  assert.deepEqual(await findings(page), []);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[role=menu]")?.id), "context-menu");
  await page.keyboard.press("Escape");
  assert.equal(await menu(page).isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), "drawing");
  await page.keyboard.press("Control+a");
  for (const key of ["ContextMenu", "Shift+F10"]) {
    await page.keyboard.press(key);
    await menu(page).waitFor();
    const box = await menu(page).boundingBox();
    const { width, height } = page.viewportSize();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
    await page.keyboard.press("Escape");
  }
  await click(studio, 50, 75, { button: "right" });
  await studio.choose("action", "align-top");
  assert.equal(await menu(page).isVisible(), false);
  assert.deepEqual(await overlay(page), { selected: 2, bounds: [40, 60, 140, 94] });
  await studio.choose("action", "undo");
  assert.deepEqual((await overlay(page)).bounds, [40, 60, 140, 100]);
  await studio.close();
});

test("a second click shows a polygon's corners; they are led, added and deleted", async () => {
  const studio = await withWindows();
  const { page } = studio;
  await studio.choose("tool", "polygon");
  for (const corner of [[100, 180], [160, 150], [200, 200], [160, 220]]) {
    await click(studio, ...corner);
  }
  await page.keyboard.press("Enter");
  await studio.choose("tool", "select");
  await click(studio, 160, 190);
  assert.equal(await circles(page), 0);
  await page.waitForTimeout(400);
  await click(studio, 160, 190);
  assert.equal(await circles(page), 8, "four corners, four middles");
  await studio.drag([160, 150], [150, 110]);
  assert.deepEqual((await overlay(page)).bounds, [100, 110, 200, 220]);
  await studio.drag([180, 210], [220, 240]);
  assert.equal(await circles(page), 10, "a corner more");
  await page.keyboard.press("Delete");
  assert.equal(await circles(page), 8);
  await page.keyboard.press("Escape");
  assert.equal(await circles(page), 0);
  assert.equal((await overlay(page)).selected, 1, "the shape stays selected");
  await studio.close();
});
