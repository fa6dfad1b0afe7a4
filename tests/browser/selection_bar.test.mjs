// What appears where a person looks: the bar at a selection, a button's words under a finger, a window with its sill.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { SIZES, isPhone, openAt, seen } from "./support/seen.mjs";

siteAndBrowser();

const open = (size, { lang = "en", ...more } = {}) => openAt(browser, site, size, { query: `?backend=cpu&model=lite&lang=${lang}`, ...more });
const bar = (page) => page.locator("#selection-bar");
const overlay = (page) =>
  page.locator("#selection-overlay").evaluate(({ dataset }) => ({
    selected: Number(dataset.selected ?? 0),
    bounds: (dataset.bounds ?? "").split(" ").map(Number),
  }));

/** A bare wall with these boxes of a class, `[left, top, right, bottom]`, and the select tool chosen. */
async function draw(studio, boxes) {
  await studio.page.keyboard.press("c");
  for (const [name, left, top, right, bottom] of boxes) {
    await studio.choose("class", name);
    await studio.choose("tool", "rectangle");
    // Begun away from the canvas's corners, which are round.
    const [from, to] = left + top === 0 ? [[right - 0.5, bottom - 0.5], [0.5, 0.5]] : [[left + 0.5, top + 0.5], [right - 0.5, bottom - 0.5]];
    await studio.drag(from, to);
  }
  await studio.choose("tool", "select");
}

/** Boxes that meet: those of the bar with the handles in sight, or with the outside of the frame. */
const faults = (page) => page.evaluate(() => {
  const box = (element) => element.getBoundingClientRect();
  const own = box(document.querySelector("#selection-bar"));
  const frame = box(document.querySelector("#drawing-frame"));
  const meets = (other) => other.left < own.right && own.left < other.right && other.top < own.bottom && own.top < other.bottom;
  const handles = [...document.querySelectorAll("#selection-overlay .handle")].map(box);
  const found = handles.filter(meets).map(({ x, y }) => `handle at ${x} ${y}`);
  if (own.left < frame.left || own.top < frame.top || own.right > frame.right || own.bottom > frame.bottom) {
    found.push("out of the frame");
  }
  return found;
});

const boxes = (page, selector) => page.locator(selector).evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON()));

const BOXES = {
  middle: [100, 110, 140, 150],
  "top left": [0, 0, 30, 40],
  "bottom right": [220, 200, 256, 256],
  column: [120, 0, 136, 256],
  beam: [0, 100, 256, 120],
  "nearly all": [2, 16, 254, 240],
};

for (const size of SIZES) {
  test(`the bar lies beside what is selected, on no handle, within the canvas, ${size.join("×")}`, async () => {
    const studio = await open(size);
    const { page } = studio;
    for (const [name, box] of Object.entries(BOXES)) {
      await draw(studio, [["door", ...box]]);
      assert.equal(await bar(page).isVisible(), false, `${name}: before anything is selected`);
      await page.keyboard.press("Control+a");
      await bar(page).waitFor();
      assert.deepEqual(await faults(page), [], name);
      for (const button of await seen(page, isPhone(size) ? "#selection-bar button:not([data-command$=ward])" : "#selection-bar button")) {
        assert.ok(button.share > 0.99 && !button.covered && button.width >= 24 && button.height >= 40, `${name}: ${JSON.stringify(button)}`);
      }
    }
    assert.deepEqual(await findings(page), []);
    // In its place while it is repeated: all of the bar within itself and in sight.
    await page.keyboard.press("g");
    await page.locator("#repeat-bar").waitFor();
    const [around] = await boxes(page, "#repeat-bar");
    for (const button of await seen(page, "#repeat-bar button, #zoom-actions button")) {
      assert.ok(button.share > 0.99 && !button.covered && button.height >= 36, JSON.stringify(button));
    }
    for (const { left, right } of await boxes(page, "#repeat-bar button")) {
      assert.ok(left >= around.left && right <= around.right, `${left} to ${right} in ${around.left} to ${around.right}`);
    }
    assert.ok(around.right <= size[0], `${around.right}`);
    await page.keyboard.press("Escape");
    await bar(page).waitFor();
    // Zoomed in, it goes along.
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press("z");
      if (await bar(page).isVisible()) {
        assert.deepEqual(await faults(page), [], `zoomed ${step}`);
      }
    }
    await studio.close();
  });
}

test("the bar does what its buttons say, and is away while something is dragged, repeated or given corners", async () => {
  const studio = await open([1280, 800]);
  const { page } = studio;
  const press = (name) => page.locator(`#selection-bar [data-command="${name}"]`).click();
  await draw(studio, [["door", 40, 110, 60, 150]]);
  await page.mouse.click(...(await studio.place(50, 130)));
  await bar(page).waitFor();
  await studio.press([50, 130], [90, 140]);
  assert.equal(await bar(page).isVisible(), false, "dragged");
  await page.mouse.up();
  await bar(page).waitFor();
  assert.deepEqual((await overlay(page)).bounds, [80, 120, 100, 160]);
  await press("duplicate");
  assert.deepEqual((await overlay(page)).bounds, [88, 128, 108, 168]);
  await press("mirror");
  assert.deepEqual((await overlay(page)).bounds, [148, 128, 168, 168]);
  await press("repeat");
  assert.equal(await bar(page).isVisible(), false, "repeated");
  await page.locator("#repeat-drop").click();
  await bar(page).waitFor();
  await press("delete");
  assert.equal(await bar(page).isVisible(), false);
  assert.equal((await overlay(page)).selected, 0);
  await page.mouse.click(...(await studio.place(90, 140)));
  await page.locator("#selection-more").click();
  await page.locator("#context-menu").waitFor();
  await page.locator('#context-menu [data-action="align-left"]').click();
  await bar(page).waitFor();
  assert.equal((await overlay(page)).bounds[0], 0);
  await studio.close();
});

test("with Shift held a click means what lies under the bar", async () => {
  const studio = await open([1280, 800]);
  const { page } = studio;
  await draw(studio, [["window", 100, 40, 140, 70], ["door", 100, 110, 140, 200]]);
  await page.mouse.click(...(await studio.place(120, 150)));
  await bar(page).waitFor();
  const { x, y, width, height } = await bar(page).boundingBox();
  const [left, top] = await studio.place(0, 0);
  const side = (await page.locator("#drawing").boundingBox()).width;
  const under = [x + width / 2, y + height / 2].map((at, axis) => ((at - [left, top][axis]) / side) * 256);
  // A shape under the bar's middle, wherever that is.
  await page.keyboard.press("Escape");
  await studio.choose("class", "balcony");
  await studio.choose("tool", "rectangle");
  await studio.drag([under[0] - 12, under[1] - 5], [under[0] + 12, under[1] + 5]);
  await studio.choose("tool", "select");
  await page.mouse.click(...(await studio.place(120, 150)));
  await bar(page).waitFor();
  await page.keyboard.down("Shift");
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.keyboard.up("Shift");
  assert.equal((await overlay(page)).selected, 2);
  const [duplicate] = await seen(page, '#selection-bar [data-command="duplicate"]');
  assert.equal(duplicate.covered, false, "it is back with the key");
  await studio.close();
});

test("the bar is reached and used by keys, and hands the focus back with the last shape", async () => {
  const studio = await open([1280, 800]);
  const { page } = studio;
  const focused = () => page.evaluate(() => document.activeElement.dataset.command ?? document.activeElement.id);
  await draw(studio, [["door", 40, 110, 60, 150]]);
  await page.locator("#drawing").focus();
  await page.keyboard.press(".");
  await bar(page).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "duplicate");
  await page.keyboard.press("Enter");
  assert.deepEqual((await overlay(page)).bounds, [48, 118, 68, 158]);
  assert.equal(await focused(), "duplicate");
  await page.keyboard.press("End");
  assert.equal(await focused(), "selection-more");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await focused(), "delete");
  await page.keyboard.press("Enter");
  await bar(page).waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement.id === "drawing");
  await studio.close();
});

test("the bar speaks Chinese, and its buttons say their keys", async () => {
  const studio = await open([1440, 900], { lang: "zh" });
  const { page } = studio;
  await draw(studio, [["door", 40, 110, 60, 150]]);
  await page.keyboard.press("Control+a");
  await bar(page).waitFor();
  assert.equal(await bar(page).getAttribute("aria-label"), "处理选中");
  const titles = await page.locator("#selection-bar [data-command]").evaluateAll((buttons) => buttons.map(({ title }) => title));
  assert.ok(titles.every((title) => /\p{Script=Han}/u.test(title)), titles.join());
  assert.match(titles[0], /Ctrl\+D/);
  await studio.close();
});

test("under a finger: a tap on the bar acts, a long press says what a button does and presses nothing", async () => {
  const studio = await open([390, 844]);
  const { page } = studio;
  const input = await page.context().newCDPSession(page);
  const hold = async (selector, ms) => {
    const { x, y, width, height } = await page.locator(selector).boundingBox();
    await input.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + width / 2, y: y + height / 2 }] });
    await page.waitForTimeout(ms);
    await input.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await draw(studio, [["door", 100, 110, 140, 150]]);
  await page.touchscreen.tap(...(await studio.place(120, 130)));
  await bar(page).waitFor();
  const drawn = (await overlay(page)).bounds;
  await page.locator('#selection-bar [data-command="duplicate"]').tap();
  const copy = drawn.map((edge) => edge + 8);
  assert.deepEqual((await overlay(page)).bounds, copy);
  const tip = page.locator(".tooltip");
  for (const selector of ['#selection-bar [data-command="delete"]', '[data-tool="brush"]', '[data-action="random"]', '[data-class="shop"]']) {
    const before = await studio.status();
    const held = hold(selector, 900);
    await tip.waitFor();
    assert.equal(await tip.innerText(), await page.locator(selector).getAttribute("title"));
    const box = await tip.boundingBox();
    const size = page.viewportSize();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height, JSON.stringify(box));
    await held;
    assert.deepEqual((await overlay(page)).bounds, copy, `${selector} was not pressed`);
    assert.equal((await studio.status()).drawn, before.drawn);
    assert.equal(await page.locator('[data-tool="select"]').getAttribute("aria-pressed"), "true");
    await tip.waitFor({ state: "hidden" });
  }
  await studio.close();
});

test("a cornice and a sill drawn to a window are one set with it, and a second click means one of them", async () => {
  const studio = await open([1280, 800]);
  const { page } = studio;
  await draw(studio, [["window", 60, 80, 90, 120], ["cornice", 56, 74, 94, 80], ["sill", 56, 120, 94, 125], ["window", 140, 80, 170, 120]]);
  await page.mouse.click(...(await studio.place(75, 100)));
  assert.deepEqual(await overlay(page), { selected: 3, bounds: [56, 74, 94, 125] });
  await page.mouse.click(...(await studio.place(75, 100)));
  assert.deepEqual(await overlay(page), { selected: 1, bounds: [60, 80, 90, 120] });
  await page.mouse.click(...(await studio.place(155, 100)));
  assert.equal((await overlay(page)).selected, 1, "a window alone");
  await studio.choose("action", "undo");
  await studio.choose("action", "undo");
  await page.mouse.click(...(await studio.place(75, 100)));
  assert.equal((await overlay(page)).selected, 2, "the sill went in one step");
  await studio.close();
});
