// Looking: the drawing zoomed and moved by wheel, fingers, pen and keys; the picture compared,
// overlaid and on the whole screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { fingers, pen, wheel } from "./support/pointers.mjs";
import { Studio } from "./support/studio.mjs";

const SIDE = 256;
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const TABLET = { viewport: { width: 820, height: 1180 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

siteAndBrowser();

async function open(context) {
  const studio = await Studio.open(browser, site.url, { context });
  await studio.settled();
  await studio.dataSetColours();
  return studio;
}

/** Where the drawing's frame is in the window; the zoom does not move it. */
const frameOf = (studio) => studio.page.locator("#drawing-frame").boundingBox();

/** A place of the frame, each way 0 to 1, in the window. */
async function inFrame(studio, x, y) {
  const box = await frameOf(studio);
  return [box.x + x * box.width, box.y + y * box.height];
}

/** The drawing's place, in its pixels, at a place of the window. */
async function drawnAt(studio, [left, top]) {
  const box = await studio.page.locator("#drawing").boundingBox();
  return [((left - box.x) * SIDE) / box.width, ((top - box.y) * SIDE) / box.height];
}

const zoomOf = (studio) =>
  studio.page.locator("#zoom-value").textContent().then((text) => Number(text.replace(" %", "")));

function assertNear(found, expected, tolerance, what) {
  const apart = Math.hypot(found[0] - expected[0], found[1] - expected[1]);
  assert.ok(apart <= tolerance, `${what}: ${found} is ${apart} from ${expected}`);
}

/** The colour of one pixel of a canvas. */
const colorAt = (studio, canvas, x, y) =>
  studio.page.locator(canvas).evaluate(
    (element, at) => [...element.getContext("2d").getImageData(...at, 1, 1).data],
    [x, y],
  );

const WINDOW = [0, 128, 255, 255];
const DOOR = [0, 208, 255, 255];

async function bareWall(studio) {
  await studio.choose("action", "clear");
  await studio.settled();
}

/** Spreads two fingers around the frame's middle until the drawing stands twice as large. */
async function spread(studio, touch) {
  const at = (x) => inFrame(studio, x, 0.5);
  await touch.start(await at(0.4));
  await touch.start(await at(0.4), await at(0.6));
  for (let step = 1; step <= 5; step += 1) {
    await touch.move(await at(0.4 - 0.02 * step), await at(0.6 + 0.02 * step));
  }
}

for (const [name, context] of [["desktop", DESKTOP], ["tablet", TABLET]]) {
  test(`${name}: Ctrl and wheel zoom about the pointer; without Ctrl the wheel pans`, async () => {
    const studio = await open(context);
    const place = await inFrame(studio, 0.3, 0.7);
    const before = await drawnAt(studio, place);
    for (let turn = 0; turn < 6; turn += 1) {
      await wheel(studio, place, -120);
    }
    assert.ok((await zoomOf(studio)) > 300, `${await zoomOf(studio)} %`);
    assertNear(await drawnAt(studio, place), before, 0.5, "the place under the pointer");
    await wheel(studio, place, 60, { ctrl: false, deltaX: 40 });
    const frame = await frameOf(studio);
    const perPixel = (frame.width / SIDE) * ((await zoomOf(studio)) / 100);
    const expected = [before[0] + 40 / perPixel, before[1] + 60 / perPixel];
    assertNear(await drawnAt(studio, place), expected, 0.5, "the place after panning");
    for (let turn = 0; turn < 12; turn += 1) {
      await wheel(studio, place, 120);
    }
    assert.equal(await zoomOf(studio), 100);
    await studio.close();
  });

  test(`${name}: drawing on a zoomed drawing lands on the pixels under the pointer`, async () => {
    const studio = await open(context);
    await bareWall(studio);
    for (let press = 0; press < 6; press += 1) {
      await studio.choose("action", "zoom-in");
    }
    assert.equal(await zoomOf(studio), 800);
    await studio.choose("class", "window");
    const [left, top] = await inFrame(studio, 0.25, 0.25);
    const [right, bottom] = await inFrame(studio, 0.75, 0.75);
    const from = await drawnAt(studio, [left, top]);
    const to = await drawnAt(studio, [right, bottom]);
    await studio.page.mouse.move(left, top);
    await studio.page.mouse.down();
    await studio.page.mouse.move(right, bottom, { steps: 5 });
    await studio.page.mouse.up();
    await studio.settled();
    const inside = [Math.round(from[0]) + 1, Math.round(from[1]) + 1];
    assert.deepEqual(await colorAt(studio, "#drawing", ...inside), WINDOW);
    assert.deepEqual(await colorAt(studio, "#drawing", Math.round(to[0]) - 2, Math.round(to[1]) - 2), WINDOW);
    for (const outside of [[from[0] - 2, from[1] + 4], [to[0] + 2, to[1] - 4]]) {
      assert.notDeepEqual(await colorAt(studio, "#drawing", ...outside.map(Math.round)), WINDOW);
    }
    await studio.choose("action", "zoom-fit");
    assert.equal(await zoomOf(studio), 100);
    await studio.close();
  });

  test(`${name}: the curtain follows the mouse and the keys, and shows the drawing left of it`, async () => {
    const studio = await open(context);
    const handle = studio.page.locator("#compare-handle");
    const value = async () => Number(await handle.getAttribute("aria-valuenow"));
    assert.equal(await handle.isVisible(), false);
    await studio.choose("action", "compare");
    assert.equal(await value(), 50);
    assert.equal(await studio.page.locator('[data-action="compare"]').getAttribute("aria-pressed"), "true");
    const box = await studio.page.locator("#picture-frame").boundingBox();
    const at = (share) => [box.x + share * box.width, box.y + 0.5 * box.height];
    await studio.page.mouse.move(...at(0.5));
    await studio.page.mouse.down();
    await studio.page.mouse.move(...at(0.8), { steps: 4 });
    await studio.page.mouse.up();
    assert.equal(await value(), 80);
    await studio.page.mouse.move(...at(0.2));
    assert.equal(await value(), 80, "a pointer that only passes moves nothing");
    await handle.focus();
    for (const [key, expected] of [["ArrowLeft", 78], ["PageDown", 68], ["Home", 0], ["ArrowRight", 2], ["End", 100]]) {
      await studio.page.keyboard.press(key);
      assert.equal(await value(), expected, key);
    }
    // It follows what is drawn meanwhile.
    await studio.choose("class", "door");
    await studio.dragAndSettle([100, 100], [140, 140]);
    assert.deepEqual(await colorAt(studio, "#compare-drawing", 120, 120), DOOR);
    await studio.page.keyboard.press("k");
    assert.equal(await handle.isVisible(), false);
    await studio.close();
  });

  test(`${name}: the parts' colours lie on the picture as strongly as asked, and the picture stays as it came`, async () => {
    const studio = await open(context);
    const bare = await studio.picture();
    const layer = studio.page.locator("#class-overlay");
    const opacity = () => layer.evaluate((element) => Number(getComputedStyle(element).opacity));
    await studio.page.keyboard.press("o");
    assert.ok(await layer.isVisible());
    await studio.page.locator("#overlay-opacity").fill("100");
    assert.equal(await opacity(), 1);
    await studio.page.locator("#overlay-opacity").focus();
    await studio.page.keyboard.press("Home");
    assert.equal(await opacity(), 0);
    await studio.page.locator("#overlay-opacity").fill("30");
    assert.equal(await opacity(), 0.3);
    assert.equal(await studio.picture(), bare);
    await studio.choose("action", "overlay");
    assert.equal(await layer.isVisible(), false);
    await studio.close();
  });

  test(`${name}: the picture fills the screen by key, and Escape gives it back`, async () => {
    const studio = await open(context);
    const { page } = studio;
    const frame = page.locator("#picture-frame");
    const small = (await frame.boundingBox()).width;
    const filled = async () => {
      const box = await frame.boundingBox();
      const size = await page.evaluate(() => [innerWidth, innerHeight]);
      return Math.abs(box.width - Math.min(...size)) < 1;
    };
    const until = async (wanted) => {
      await page.waitForFunction(
        (is) => (document.querySelector('[data-action="full-screen"]').getAttribute("aria-pressed") === "true") === is,
        wanted,
      );
      assert.equal(await filled(), wanted);
    };
    await page.keyboard.press("Shift+F");
    await until(true);
    await page.keyboard.press("Escape");
    await until(false);
    assert.equal((await frame.boundingBox()).width, small);
    // Where the browser refuses, the window is filled instead.
    await page.evaluate(() => {
      Element.prototype.requestFullscreen = () => Promise.reject(new TypeError("refused"));
    });
    await studio.choose("action", "full-screen");
    await until(true);
    await page.keyboard.press("Escape");
    await until(false);
    await studio.close();
  });
}

test("keys zoom, and the keyboard's cursor stays in view", async () => {
  const studio = await open(DESKTOP);
  const { keyboard } = studio.page;
  await studio.page.locator("#drawing").focus();
  for (let press = 0; press < 4; press += 1) {
    await keyboard.press("z");
  }
  assert.equal(await zoomOf(studio), 400);
  await keyboard.press("+");
  assert.equal(await zoomOf(studio), 566);
  await keyboard.press("Shift+Z");
  assert.equal(await zoomOf(studio), 400);
  for (let press = 0; press < 5; press += 1) {
    await keyboard.press("Shift+ArrowRight");
  }
  const frame = await frameOf(studio);
  const cursor = await studio.page.locator("#cursor").boundingBox();
  assert.ok(cursor.x >= frame.x && cursor.x <= frame.x + frame.width, `cursor at ${cursor.x}`);
  await studio.page.waitForFunction(() => document.querySelector("#announcer").textContent.includes("400 %"));
  await keyboard.press("w");
  assert.equal(await zoomOf(studio), 100);
  await studio.close();
});

test("Space and the mouse move the drawing, and so does the middle button; Space alone still draws", async () => {
  const studio = await open(DESKTOP);
  const { mouse, keyboard } = studio.page;
  await bareWall(studio);
  const { drawn } = await studio.status();
  for (let press = 0; press < 4; press += 1) {
    await studio.choose("action", "zoom-in");
  }
  const from = await inFrame(studio, 0.5, 0.5);
  const to = await inFrame(studio, 0.7, 0.6);
  const held = await drawnAt(studio, from);
  await studio.page.locator("#drawing").focus();
  await mouse.move(...from);
  await keyboard.down("Space");
  await mouse.down();
  await mouse.move(...to, { steps: 4 });
  await mouse.up();
  await keyboard.up("Space");
  assertNear(await drawnAt(studio, to), held, 0.5, "the place that Space moved");
  await mouse.move(...to);
  await mouse.down({ button: "middle" });
  await mouse.move(...from, { steps: 4 });
  await mouse.up({ button: "middle" });
  assertNear(await drawnAt(studio, from), held, 0.5, "the place that the middle button moved");
  assert.equal((await studio.status()).drawn, drawn, "nothing was drawn");
  await keyboard.press("Space");
  await keyboard.press("Shift+ArrowRight");
  await keyboard.press("Shift+ArrowDown");
  await keyboard.press("Space");
  await studio.until((status) => status.drawn > drawn);
  await studio.close();
});

test("two fingers enlarge and move the drawing and draw nothing; then one draws where it is", async () => {
  const studio = await open(PHONE);
  await bareWall(studio);
  await studio.page.locator('[data-class="window"]').tap();
  const { drawn } = await studio.status();
  const touch = await fingers(studio);
  const held = await drawnAt(studio, await inFrame(studio, 0.4, 0.5));
  await spread(studio, touch);
  assertNear([await zoomOf(studio), 0], [200, 0], 4, "zoom");
  assertNear(await drawnAt(studio, await inFrame(studio, 0.3, 0.5)), held, 1.5, "the place under the finger");
  const moved = await drawnAt(studio, await inFrame(studio, 0.5, 0.5));
  await touch.move(await inFrame(studio, 0.4, 0.6), await inFrame(studio, 0.8, 0.6));
  assertNear(await drawnAt(studio, await inFrame(studio, 0.6, 0.6)), moved, 1.5, "the place between the fingers");
  await touch.end();
  await studio.page.waitForTimeout(100);
  assert.equal((await studio.page.locator('[data-action="undo"]').isDisabled()), false, "clear can be undone");
  const wall = await colorAt(studio, "#drawing", 128, 128);
  assert.notDeepEqual(wall, WINDOW);

  const from = await inFrame(studio, 0.3, 0.3);
  const to = await inFrame(studio, 0.6, 0.6);
  const inside = (await drawnAt(studio, await inFrame(studio, 0.45, 0.45))).map(Math.round);
  await touch.start(from);
  await touch.move(to);
  await touch.end();
  await studio.until((status) => status.drawn > drawn);
  assert.deepEqual(await colorAt(studio, "#drawing", ...inside), WINDOW);
  await studio.close();
});

test("a second finger drops the stroke that the first has hardly begun, and leaves an older one alone", async () => {
  const studio = await open(PHONE);
  await bareWall(studio);
  await studio.page.locator('[data-class="window"]').tap();
  const touch = await fingers(studio);
  const at = (x, y) => inFrame(studio, x, y);
  await touch.start(await at(0.3, 0.3));
  await touch.move(await at(0.32, 0.32));
  await touch.start(await at(0.32, 0.32), await at(0.7, 0.7));
  await touch.move(await at(0.32, 0.32), await at(0.72, 0.72));
  await touch.end();
  await studio.settled();
  const [x, y] = (await drawnAt(studio, await at(0.31, 0.31))).map(Math.round);
  assert.notDeepEqual(await colorAt(studio, "#drawing", x, y), WINDOW);
  await studio.choose("action", "zoom-fit");

  await touch.start(await at(0.3, 0.3));
  await touch.move(await at(0.6, 0.6));
  await studio.page.waitForTimeout(400);
  await touch.start(await at(0.6, 0.6), await at(0.8, 0.2));
  await touch.move(await at(0.65, 0.65), await at(0.9, 0.2));
  await touch.end();
  await studio.settled();
  assert.equal(await zoomOf(studio), 100);
  const middle = Math.round(0.6 * SIDE);
  assert.deepEqual(await colorAt(studio, "#drawing", middle, middle), WINDOW);
  await studio.close();
});

test("after a pen a palm draws nothing, while two fingers still enlarge", async () => {
  const studio = await open({ ...TABLET, hasTouch: true });
  await bareWall(studio);
  await studio.choose("class", "window");
  await pen(studio, "mousePressed", await inFrame(studio, 0.2, 0.2), 1);
  await pen(studio, "mouseMoved", await inFrame(studio, 0.3, 0.3), 1);
  await pen(studio, "mouseReleased", await inFrame(studio, 0.3, 0.3), 0);
  await studio.settled();
  assert.deepEqual(await colorAt(studio, "#drawing", 64, 64), WINDOW);
  const { drawn } = await studio.status();
  const touch = await fingers(studio);
  await touch.start(await inFrame(studio, 0.6, 0.6));
  await touch.move(await inFrame(studio, 0.9, 0.9));
  await touch.end();
  await studio.page.waitForTimeout(200);
  assert.equal((await studio.status()).drawn, drawn, "the palm drew");
  await spread(studio, touch);
  await touch.end();
  assert.ok((await zoomOf(studio)) > 180, `${await zoomOf(studio)} %`);
  assert.equal((await studio.status()).drawn, drawn, "the fingers drew");
  await studio.close();
});

test("a finger moves the curtain on a phone", async () => {
  const studio = await open(PHONE);
  await studio.page.locator('[data-action="compare"]').tap();
  const box = await studio.page.locator("#picture-frame").boundingBox();
  const at = (share) => [box.x + share * box.width, box.y + 0.5 * box.height];
  const touch = await fingers(studio);
  await touch.start(at(0.5));
  for (const share of [0.45, 0.4, 0.35, 0.3]) {
    await touch.move(at(share));
  }
  await touch.end();
  const value = Number(await studio.page.locator("#compare-handle").getAttribute("aria-valuenow"));
  assert.ok(Math.abs(value - 30) <= 1, `${value} %`);
  await studio.close();
});

test("nothing scrolls sideways, and drawing and picture are in view, from 360 to 1920 pixels", async () => {
  for (const [width, height] of [[360, 740], [390, 664], [844, 390], [430, 932], [820, 1180], [1024, 768], [1440, 900], [1920, 1080]]) {
    const touch = width < 1000;
    const studio = await open({ viewport: { width, height }, hasTouch: touch, isMobile: touch });
    for (const action of ["zoom-in", "compare", "overlay"]) {
      await studio.choose("action", action);
    }
    const size = `${width}x${height}`;
    const scroll = await studio.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(scroll <= width, `${size}: the page is ${scroll} wide`);
    for (const frame of ["#drawing-frame", "#picture-frame"]) {
      const box = await studio.page.locator(frame).boundingBox();
      assert.ok(box.width >= 150 && box.x >= 0 && box.x + box.width <= width, `${size} ${frame}`);
      // A phone on its side is too low for that.
      const inView = box.y >= 0 && box.y + box.height <= height;
      assert.ok(height < 500 || inView, `${size} ${frame} ends at ${box.y + box.height}`);
    }
    await studio.close();
  }
});

test("buttons are large enough for fingers on a phone", async () => {
  for (const width of [360, 390, 430]) {
    const studio = await open({ viewport: { width, height: 800 }, hasTouch: true, isMobile: true });
    const small = await studio.page.evaluate(() =>
      [...document.querySelectorAll("button")]
        .map((button) => [button.dataset.action ?? button.dataset.tool ?? button.dataset.class, button.getBoundingClientRect()])
        .filter(([, { width: wide, height: high }]) => wide > 0 && (wide < 44 || high < 44))
        .map(([name, { width: wide, height: high }]) => `${name} ${wide}x${high}`),
    );
    assert.deepEqual(small, [], `at ${width} px`);
    await studio.close();
  }
});
