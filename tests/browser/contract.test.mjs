// The page's contract: what a visitor can do, by mouse, keyboard, touch and pen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAdapter, launch } from "./support/browser.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { finger, pen } from "./support/pointers.mjs";
import { Studio } from "./support/studio.mjs";

const CLASSES = [
  "background", "facade", "window", "door", "cornice", "sill",
  "balcony", "blind", "deco", "molding", "pillar", "shop",
];
const TOOLS = ["rectangle", "brush", "fill", "eraser"];
const ACTIONS = ["undo", "redo", "clear", "random", "save"];

siteAndBrowser();

test("every class, tool and action is a button with an accessible name", async () => {
  const studio = await Studio.open(browser, site.url);
  const names = [
    ...CLASSES.map((name) => `[data-class="${name}"]`),
    ...TOOLS.map((name) => `[data-tool="${name}"]`),
    ...ACTIONS.map((name) => `[data-action="${name}"]`),
  ];
  for (const selector of names) {
    const snapshot = await studio.page.locator(selector).ariaSnapshot();
    assert.match(snapshot, /^- (button|radio) ".+"/, selector);
  }
  await studio.close();
});

test("the picture follows the drag before the button is released", async () => {
  const studio = await Studio.open(browser, site.url);
  const first = await studio.settled();
  const blank = await studio.picture();
  await studio.choose("class", "window");
  await studio.press([60, 60], [120, 150]);
  const during = await studio.pictureOtherThan(blank);
  const status = await studio.until(({ seq }) => seq > first.seq);
  assert.ok(status.drawn >= status.seq, `shown ${status.seq}, drawn ${status.drawn}`);
  // Still pressed: more of the drag gives more pictures.
  await studio.page.mouse.move(...(await studio.place(200, 200)), { steps: 4 });
  await studio.pictureOtherThan(during);
  await studio.page.mouse.up();
  await studio.settled();
  await studio.close();
});

test("undo gives back the very picture of before and redo the one of after", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const blank = await studio.picture();
  await studio.choose("class", "window");
  const first = await studio.dragAndSettle([40, 40], [100, 120]);
  await studio.choose("class", "door");
  const second = await studio.dragAndSettle([120, 180], [170, 250]);
  assert.equal(new Set([blank, first, second]).size, 3);

  const steps = [
    ["the undo button", () => studio.choose("action", "undo"), first],
    ["Ctrl+Z", () => studio.page.keyboard.press("Control+z"), blank],
    ["the redo button", () => studio.choose("action", "redo"), first],
    ["Ctrl+Shift+Z", () => studio.page.keyboard.press("Control+Shift+z"), second],
  ];
  let before = second;
  for (const [what, act, expected] of steps) {
    await act();
    await studio.pictureOtherThan(before);
    await studio.settled();
    assert.equal(await studio.picture(), expected, what);
    before = expected;
  }
  await studio.close();
});

test("brush, fill, eraser, clear and random each change the picture, and undo goes back to the start", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const blank = await studio.picture();
  const pictures = [blank];
  const expectChange = async (what, act) => {
    await act();
    await studio.pictureOtherThan(pictures.at(-1)).catch((error) => {
      throw new Error(`${what}: ${error.message}`);
    });
    await studio.settled();
    pictures.push(await studio.picture());
  };
  await studio.choose("class", "window");
  await expectChange("rectangle", () => studio.drag([30, 30], [90, 110]));
  await studio.choose("tool", "brush");
  await studio.choose("class", "cornice");
  await expectChange("brush", () => studio.drag([10, 160], [240, 160]));
  await studio.choose("tool", "fill");
  await studio.choose("class", "shop");
  await expectChange("fill", () => studio.drag([60, 70], [60, 70]));
  await studio.choose("tool", "eraser");
  await expectChange("eraser", () => studio.drag([40, 60], [80, 60]));
  await expectChange("random", () => studio.choose("action", "random"));
  await expectChange("clear", () => studio.choose("action", "clear"));
  for (const expected of pictures.slice(0, -1).reverse()) {
    await studio.page.keyboard.press("Control+z");
    await studio.pictureOtherThan(pictures.pop());
    await studio.settled();
    assert.equal(await studio.picture(), expected);
  }
  await studio.close();
});

test("a rectangle dragged leftward and upward is the same as one dragged the other way", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  await studio.choose("class", "window");
  const forward = await studio.dragAndSettle([64, 64], [160, 192]);
  await studio.choose("action", "undo");
  await studio.pictureOtherThan(forward);
  await studio.settled();
  assert.equal(await studio.dragAndSettle([160, 192], [64, 64]), forward);
  await studio.close();
});

test("save gives a PNG of 256 by 256 pixels or a multiple", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    studio.choose("action", "save"),
  ]);
  assert.match(download.suggestedFilename(), /\.png$/);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) {
    chunks.push(chunk);
  }
  const png = Buffer.concat(chunks);
  assert.deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  assert.equal(width % 256, 0, `width ${width}`);
  assert.equal(height % 256, 0, `height ${height}`);
  await studio.close();
});

test("everything up to a drawn and undone rectangle works with the keyboard alone", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const { keyboard } = studio.page;
  const blank = await studio.picture();
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await keyboard.press("Tab");
      if (await studio.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
        return;
      }
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  // A group of choices may be one stop of the Tab key, with arrow keys inside.
  await tabTo("[data-class]");
  const focusedClass = () => studio.page.evaluate(() => document.activeElement.dataset.class);
  for (let presses = 0; presses < CLASSES.length && (await focusedClass()) !== "window"; presses += 1) {
    const before = await focusedClass();
    await keyboard.press("ArrowRight");
    if ((await focusedClass()) === before) {
      await keyboard.press("Tab");
    }
  }
  assert.equal(await focusedClass(), "window");
  await keyboard.press("Enter");
  await studio.page.evaluate(() => document.activeElement.blur());
  await tabTo("#drawing");
  await keyboard.press("Space");
  for (let presses = 0; presses < 10; presses += 1) {
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowDown");
  }
  const during = await studio.pictureOtherThan(blank);
  await keyboard.press("Space");
  await studio.settled();
  const drawn = await studio.picture();
  assert.notEqual(drawn, blank);
  assert.notEqual(during, blank);
  await keyboard.press("Control+z");
  await studio.pictureOtherThan(drawn);
  await studio.settled();
  assert.equal(await studio.picture(), blank);
  await studio.close();
});

test("a finger draws, and the page does not scroll under it", async () => {
  const context = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const studio = await Studio.open(browser, site.url, { context });
  await studio.settled();
  const blank = await studio.picture();
  await studio.page.locator('[data-class="window"]').tap();
  const touch = await finger(studio);
  await studio.page.locator("#drawing").scrollIntoViewIfNeeded();
  const scroll = await studio.page.evaluate(() => window.scrollY);
  await touch("touchStart", 60, 60);
  for (let step = 1; step <= 10; step += 1) {
    await touch("touchMove", 60 + 6 * step, 60 + 12 * step);
  }
  await studio.pictureOtherThan(blank);
  await touch("touchEnd");
  await studio.settled();
  assert.equal(await studio.page.evaluate(() => window.scrollY), scroll);
  assert.notEqual(await studio.picture(), blank);
  await studio.close();
});

test("a pen draws", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  const blank = await studio.picture();
  await studio.choose("class", "window");
  await pen(studio, "mousePressed", await studio.place(70, 70), 1);
  for (let step = 1; step <= 6; step += 1) {
    await pen(studio, "mouseMoved", await studio.place(70 + 10 * step, 70 + 15 * step), 1);
  }
  await studio.pictureOtherThan(blank);
  await pen(studio, "mouseReleased", await studio.place(130, 160), 0);
  await studio.settled();
  await studio.close();
});

/** Keeps what the engines send, so that a test can let an old picture arrive once more. */
async function keepPictures(page) {
  await page.addInitScript(() => {
    window.keptPictures = [];
    window.Worker = class extends Worker {
      constructor(...parameters) {
        super(...parameters);
        this.addEventListener("message", ({ data }) => {
          if (String(data?.[0]).includes('"picture"')) {
            window.keptPictures.push({ worker: this, data: structuredClone(data) });
          }
        });
      }
    };
  });
}

test("a picture that arrives late does not replace a newer one", async () => {
  const studio = await Studio.open(browser, site.url, { prepare: keepPictures });
  await studio.settled();
  const blank = await studio.picture();
  await studio.choose("class", "balcony");
  const newer = await studio.dragAndSettle([20, 20], [240, 200]);
  const { seq } = await studio.status();
  const sent = await studio.page.evaluate(() => {
    const [{ worker, data }] = window.keptPictures;
    worker.dispatchEvent(new MessageEvent("message", { data }));
    return window.keptPictures.length;
  });
  assert.ok(sent >= 2, `${sent} pictures`);
  await studio.page.waitForTimeout(300);
  assert.notEqual(newer, blank);
  assert.equal(await studio.picture(), newer);
  assert.equal((await studio.status()).seq, seq);
  // Nor does it upset what comes next.
  assert.notEqual(await studio.dragAndSettle([60, 60], [100, 240]), newer);
  await studio.close();
});

test("the pictures of a drag come in the order of its drawings", async () => {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  await studio.page.evaluate(() => {
    const status = document.querySelector("#status");
    window.shownSequence = [];
    const note = () => window.shownSequence.push(Number(status.dataset.seq));
    new MutationObserver(note).observe(status, { attributeFilter: ["data-seq"] });
  });
  await studio.choose("class", "balcony");
  await studio.press([20, 20], [240, 240]);
  await studio.page.mouse.move(...(await studio.place(60, 90)), { steps: 40 });
  await studio.page.mouse.up();
  await studio.settled();
  const shown = await studio.page.evaluate(() => window.shownSequence);
  assert.ok(shown.length > 1, `pictures ${shown}`);
  assert.deepEqual(shown, [...shown].sort((a, b) => a - b));
  await studio.close();
});

test("?backend=cpu runs on the CPU and the status says so in words", async () => {
  const studio = await Studio.open(browser, site.url, { query: "?backend=cpu&model=lite" });
  const status = await studio.settled();
  assert.equal(status.backend, "cpu");
  assert.equal(status.model, "lite");
  assert.ok(status.ms > 0);
  assert.match(status.words, /CPU/);
  assert.match(status.words, /\d ms/);
  assert.match(status.words, /lite/);
  await studio.close();
});

test("?backend=webgpu runs on WebGPU", { timeout: 600_000 }, async (t) => {
  const graphical = await launch({ webgpu: "software" });
  t.after(() => graphical.close());
  assert.ok(await hasAdapter(graphical, `${site.url}models/models.json`), "no WebGPU adapter, not even one in software");
  const studio = await Studio.open(graphical, site.url, { query: "?backend=webgpu&model=lite" });
  const status = await studio.settled(300_000);
  assert.equal(status.backend, "webgpu");
  assert.match(status.words, /WebGPU/);
  const blank = await studio.picture();
  await studio.choose("class", "window");
  await studio.press([60, 60], [140, 160]);
  await studio.pictureOtherThan(blank, 120_000);
  await studio.page.mouse.up();
  await studio.settled(120_000);
  await studio.close();
});

test("?backend=webgpu without an adapter says so and goes on with the CPU", async (t) => {
  if (await hasAdapter(browser, `${site.url}models/models.json`)) {
    t.skip("this Chromium offers a WebGPU adapter unasked");
    return;
  }
  const studio = await Studio.open(browser, site.url, { query: "?backend=webgpu" });
  const status = await studio.settled(60_000);
  assert.equal(status.backend, "cpu");
  assert.match(status.words, /WebGPU/);
  await studio.close();
});

test("all requests stay below the page's own address", async () => {
  site.requests.length = 0;
  const asked = [];
  const studio = await Studio.open(browser, site.url, {
    query: "",
    prepare: (page) => page.context().on("request", (request) => asked.push(request.url())),
  });
  await studio.settled();
  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [120, 120]);
  const strangers = asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(site.url));
  assert.deepEqual(strangers, []);
  assert.deepEqual(site.requests.filter((path) => !path.startsWith(site.subPath)), []);
  assert.ok(asked.length >= 5, `only ${asked.length} requests seen`);
  await studio.close();
});

test("drawing and picture are both in view, without sideways scrolling, on desktop, tablet, folding phone and phone", async () => {
  for (const [width, height] of [[1440, 900], [820, 1180], [673, 841], [390, 844]]) {
    const studio = await Studio.open(browser, site.url, { query: "?backend=cpu", context: { viewport: { width, height } } });
    await studio.settled();
    const size = `${width}x${height}`;
    const inner = await studio.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(inner <= width, `${size}: the page is ${inner} wide`);
    for (const canvas of ["#drawing", "#picture"]) {
      const box = await studio.page.locator(canvas).boundingBox();
      assert.ok(box.width >= 150 && box.x >= 0 && box.x + box.width <= width, `${size} ${canvas}`);
      assert.ok(box.y >= 0 && box.y + box.height <= height, `${size} ${canvas} ends at ${box.y + box.height}`);
    }
    await studio.close();
  }
});
