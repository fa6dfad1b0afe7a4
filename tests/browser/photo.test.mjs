// A photo: the sheet that asks what it is for, and the one that shines through the drawing to be traced.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { usePainter } from "./support/painter.mjs";
import { GREYS, colorsAt, give, quarterOf, quarters, trace, turned } from "./support/photos.mjs";
import { record, recorded } from "./support/recorder.mjs";
import { startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";

/** Longer than it should be, for machines that do other things meanwhile; what it was is told. */
const MAX_LONG_TASK_MS = Number(process.env.FACADE_MAX_LONG_TASK_MS ?? 150);
/** What the bare wall looks like. */
const WALL = [0xb8, 0x97, 0x7a];

let painted;
let unpainted;
siteAndBrowser(async () => {
  painted = await startSite();
  usePainter(painted);
  unpainted = await startSite();
  usePainter(unpainted, { palettes: [] });
});
after(async () => {
  await painted?.stop();
  await unpainted?.stop();
});

async function open(query) {
  const studio = await Studio.open(browser, site.url, query ? { query } : {});
  await studio.settled();
  return studio;
}

/** The quarters seen at these places over a bare wall, as soon as they are these. */
async function shows(studio, places, expected, message) {
  const end = Date.now() + PATIENCE_MS / 3;
  for (;;) {
    const colors = await colorsAt(studio, places);
    const found = colors.map((color) => quarterOf(color, WALL));
    if (String(found) === String(expected)) return;
    assert.ok(Date.now() < end, `${message ?? ""} ${found} in place of ${expected}: ${JSON.stringify(colors)}`);
    await studio.page.waitForTimeout(50);
  }
}

/** Middles of the quarters of the photo, 400 by 300, as it lies at first. */
const MIDDLES = [[64, 80], [192, 80], [192, 176], [64, 176]];
/** Above the photo, where the drawing is alone. */
const ABOVE = [128, 16];
const done = (studio) => studio.page.click('[data-photo="done"]');
/** What the browser keeps of the drawing on show. */
const kept = (page) => page.evaluate(() => localStorage[sessionStorage["facade-studio.here"]] ?? "");
const keeps = async (page, pattern) => {
  const end = Date.now() + PATIENCE_MS / 3;
  while (!pattern.test(await kept(page))) {
    assert.ok(Date.now() < end, `${pattern} is not in ${(await kept(page)).slice(0, 200)}`);
    await page.waitForTimeout(50);
  }
};
/** The corners as they are kept. */
const corners = async (page) => JSON.parse(await kept(page)).underlay.slice(1, 9);

test("a dropped photo is traced over: it shines through, shapes are drawn on it, and the generator never sees it", async () => {
  const studio = await open();
  const { page } = studio;
  const photo = await quarters(page);
  await studio.choose("action", "clear");
  await studio.settled();
  const [picture, { drawn }] = [await studio.picture(), await studio.status()];
  const asked = site.requests.length;
  await trace(studio, photo, { isEmpty: false });
  await shows(studio, [...MIDDLES, ABOVE], [0, 1, 2, 3, -1]);
  assert.equal(await studio.picture(), picture);
  assert.equal((await studio.status()).drawn, drawn, "nothing is translated anew");
  await done(studio);
  await studio.choose("class", "window");
  await studio.dragAndSettle([100, 60], [156, 100]);
  const [inside, outside] = await colorsAt(studio, [[110, 80], [64, 80]]);
  assert.equal(quarterOf(outside, WALL), 0);
  assert.equal(quarterOf(inside, [0x1f, 0x3a, 0x4d]), 0, `the photo shines through a window: ${inside}`);
  const scripts = /\/(underlay\.js|kept_photos\.js|photo\.css)$/;
  assert.deepEqual(site.requests.slice(asked).filter((path) => !scripts.test(path)), [], "nothing is sent or asked for but what shows it");
  await studio.close();
});

test("corners make it square by mouse and by keys, each move a step that undo takes back", async () => {
  const studio = await open();
  const { page } = studio;
  await trace(studio, await quarters(page));
  const drag = async (handle, [x, y]) => {
    const box = await page.locator(".photo-corner").nth(handle).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(...(await studio.place(x, y)), { steps: 5 });
    await page.mouse.up();
  };
  // The top right corner to the top, the bottom left one inwards.
  await drag(1, [250, 6]);
  await drag(3, [60, 200]);
  await shows(studio, [[244, 20], [66, 190], [20, 50]], [1, 3, 0], "after two corners");
  await keeps(page, /"underlay"/);
  const [, , x, y] = await corners(page);
  assert.ok(Math.abs(x - 250) < 1 && Math.abs(y - 6) < 1, `the corner is where the mouse left it: ${x}, ${y}`);
  // In perspective straight lines stay straight: the middle is where the diagonals meet.
  const quad = await corners(page);
  const [ax, ay, bx, by, cx, cy, dx, dy] = quad;
  const t = ((bx - ax) * (dy - by) - (by - ay) * (dx - bx)) / ((cx - ax) * (dy - by) - (cy - ay) * (dx - bx));
  const [mx, my] = [ax + t * (cx - ax), ay + t * (cy - ay)];
  const towards = ([x, y], part) => [mx + (x - mx) * part, my + (y - my) * part];
  const near = [[ax, ay], [bx, by], [cx, cy], [dx, dy]].map((corner) => towards(corner, 0.08));
  await shows(studio, near, [0, 1, 2, 3], "around the middle");
  await studio.choose("action", "undo");
  await studio.choose("action", "undo");
  await shows(studio, MIDDLES, [0, 1, 2, 3], "undone");

  await page.locator(".photo-corner").nth(2).focus();
  for (const key of ["ArrowRight", "ArrowDown", "Shift+ArrowUp"]) await page.keyboard.press(key);
  await keeps(page, /"underlay":\[\d+\.0,0\.0,32\.0,256\.0,32\.0,257\.0,217\.0/);
  assert.equal(await page.locator("#photo-said").textContent(), "257, 217");
  // One step, or on a slow machine two or three.
  const back = /"underlay":\[\d+\.0,0\.0,32\.0,256\.0,32\.0,256\.0,224\.0/;
  for (let step = 0; step < 3 && !back.test(await kept(page)); step += 1) {
    await page.keyboard.press("Control+z");
    await page.waitForTimeout(1_500);
  }
  await keeps(page, back);
  await page.locator(".photo-mover").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await keeps(page, /"underlay":\[\d+\.0,0\.0,40\.0,256\.0,40\.0/);
  await page.keyboard.press("+");
  await keeps(page, /"underlay":\[\d+\.0,-2\.56/);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#photo-bar").isHidden());
  await studio.close();
});

test("it can be moved, sized, hidden, dimmed and removed, and undo brings it back", async () => {
  const studio = await open();
  const { page } = studio;
  await trace(studio, await quarters(page));
  await studio.drag([128, 128], [128, 96]);
  await shows(studio, [[64, 48], [192, 144], [128, 230]], [0, 2, -1], "moved");
  const { mouse } = page;
  await mouse.move(...(await studio.place(128, 96)));
  await mouse.wheel(0, 100);
  await keeps(page, /"underlay":\[\d+\.0,1[0-9]\./);
  await page.click('[data-photo="fit"]');
  await shows(studio, MIDDLES, [0, 1, 2, 3], "as it was");
  await page.click('[data-photo="larger"]');
  await keeps(page, /"underlay":\[\d+\.0,-12\.8/);
  await page.click('[data-photo="smaller"]');
  await page.click('[data-photo="hide"]');
  await shows(studio, MIDDLES, [-1, -1, -1, -1], "hidden");
  assert.equal(await page.locator('[data-photo="hide"]').getAttribute("aria-pressed"), "true");
  await page.click('[data-photo="hide"]');
  await shows(studio, MIDDLES, [0, 1, 2, 3]);
  const [before] = await colorsAt(studio, [MIDDLES[0]]);
  await page.locator("#photo-opacity").focus();
  await page.keyboard.press("PageDown");
  await keeps(page, /,0\.4[0-9]*,0\.0\],"shapes/);
  const [after] = await colorsAt(studio, [MIDDLES[0]]);
  assert.ok(after[1] > before[1] + 8, `dimmer: ${before} and ${after}`);
  await studio.choose("action", "undo");
  await shows(studio, MIDDLES, [0, 1, 2, 3], "as bright as before");
  await page.click('[data-photo="remove"]');
  await shows(studio, MIDDLES, [-1, -1, -1, -1], "removed");
  assert.ok(await page.locator("#photo-open").isHidden());
  await studio.until(({ words }) => words !== "");
  await studio.choose("action", "undo");
  await shows(studio, MIDDLES, [0, 1, 2, 3], "back");
  assert.ok(await page.locator("#photo-open").isVisible());
  await studio.close();
});

test("a reload and Recent bring it back, and no link, file or clipboard holds it", async () => {
  const studio = await open();
  const { page } = studio;
  const first = await page.evaluate(() => document.querySelector("#drawing").toDataURL());
  await trace(studio, await quarters(page));
  await done(studio);
  await studio.dragAndSettle([110, 110], [130, 140]);
  await keeps(page, /"underlay".*rectangle/);
  await page.reload();
  await studio.settled();
  await shows(studio, MIDDLES, [0, 1, 2, 3], "after a reload");

  await page.click("#save-more");
  const [download] = await Promise.all([page.waitForEvent("download"), studio.choose("action", "save-document")]);
  const saved = await readFile(await download.path(), "utf8");
  assert.match(saved, /"shapes":\[\{/);
  assert.doesNotMatch(saved, /underlay/);
  await studio.choose("action", "share");
  await page.waitForFunction(() => location.hash !== "");
  await page.reload();
  await studio.settled();
  await shows(studio, MIDDLES, [0, 1, 2, 3], "one's own link leaves it there");
  const other = await Studio.open(browser, site.url, { query: new URL(page.url()).search + new URL(page.url()).hash });
  await other.settled();
  assert.ok(await other.page.locator("#photo-open").isHidden());
  await other.close();

  await studio.choose("action", "random");
  await studio.settled();
  assert.ok(await page.locator("#photo-open").isHidden(), "another drawing lies over nothing");
  await studio.choose("action", "recent");
  await page.locator("#recent[open] [data-recent]").nth(1).click();
  await studio.settled();
  await shows(studio, MIDDLES, [0, 1, 2, 3], "from Recent");
  assert.notEqual(await page.evaluate(() => document.querySelector("#drawing").toDataURL()), first);
  await studio.close();
});

test("tracing begins empty where nothing was drawn, keeps what was, and one undo brings either back", async () => {
  const studio = await open();
  const { page } = studio;
  const drawing = () => page.evaluate(() => document.querySelector("#drawing").toDataURL());
  const house = await drawing();
  const photo = await quarters(page);
  await give(page, photo);
  await page.locator("#photo[data-about]").waitFor();
  assert.ok(await page.locator("#photo-empty").isChecked());
  await page.click('[data-photo="trace"]');
  await studio.settled();
  assert.notEqual(await drawing(), house);
  await studio.choose("action", "undo");
  await studio.settled();
  assert.equal(await drawing(), house);
  assert.ok(await page.locator("#photo-open").isHidden());
  await studio.dragAndSettle([20, 20], [60, 60]);
  const own = await drawing();
  await give(page, photo, { kind: "paste" });
  await page.locator("#photo[data-about]").waitFor();
  assert.ok(!(await page.locator("#photo-empty").isChecked()));
  await page.click('[data-photo="trace"]');
  await page.locator("#photo-bar").waitFor();
  assert.equal(await drawing(), own);
  await studio.close();
});

test("photos stand upright, large ones are scaled down, and what is clear in one stays clear", async () => {
  const studio = await open();
  const { page } = studio;
  const thumb = () => page.locator(".photo-thumb img").evaluate((image) => [image.naturalWidth, image.naturalHeight]);
  const jpeg = await quarters(page, { type: "image/jpeg" });
  await trace(studio, turned(jpeg), { name: "held.jpg", type: "image/jpeg" });
  assert.deepEqual(await thumb(), [300, 400]);
  // Turned clockwise, the quarter at the bottom left comes to the top left.
  await shows(studio, [[64, 64], [192, 64], [192, 192], [64, 192], [16, 128]], [3, 0, 1, 2, -1], "turned");
  await done(studio);
  const large = await quarters(page, { width: 4608, height: 3456, type: "image/jpeg" });
  await trace(studio, large, { name: "large.jpg", type: "image/jpeg" });
  assert.deepEqual(await thumb(), [2048, 1536]);
  await shows(studio, MIDDLES, [0, 1, 2, 3], "large");
  await keeps(page, /"underlay"/);
  const sizes = await page.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open("facade-studio.photos");
    opening.onsuccess = () => {
      const asked = opening.result.transaction("photos").objectStore("photos").getAll();
      asked.onsuccess = () => resolve(asked.result.map(({ blob }) => blob.size));
    };
  }));
  assert.ok(sizes.length === 2 && sizes.every((size) => size < 1e6), `${sizes} bytes are kept`);
  await done(studio);
  await trace(studio, await quarters(page, { clear: true }));
  await shows(studio, [[20, 50], [236, 200], [100, 110], [150, 150]], [0, 2, -1, -1], "clear");
  await studio.close();
});

test("a photo gives its colours from the sheet, where the model takes paint", async () => {
  const studio = await Studio.open(browser, painted.url, { query: "?backend=cpu" });
  await studio.settled();
  const { page } = studio;
  await studio.choose("action", "clear");
  await studio.settled();
  const { drawn } = await studio.status();
  await give(page, await quarters(page));
  await page.click('#photo [data-photo="colours"]');
  await studio.until((status) => status.drawn > drawn);
  await studio.settled();
  assert.ok(await page.locator("#photo").isHidden());
  const wall = await page.locator("#picture").evaluate((canvas) => [...canvas.getContext("2d").getImageData(5, 5, 1, 1).data]);
  assert.deepEqual(wall.map((value) => Math.abs(value - [125, 112, 80, 255][wall.indexOf(value)]) < 6), [true, true, true, true], `${wall}`);
  await studio.close();
  const plain = await Studio.open(browser, unpainted.url, { query: "?backend=cpu" });
  await plain.settled();
  await give(plain.page, await quarters(plain.page));
  await plain.page.locator("#photo[data-about]").waitFor();
  assert.ok(await plain.page.locator('#photo [data-photo="colours"]').isHidden(), "no paint, no colours");
  await plain.close();
});

test("a label map opens at once, what may be one is offered as one, and a photo is not", async () => {
  const studio = await open();
  const { page } = studio;
  await studio.dataSetColours();
  const drawing = () => page.evaluate(() => document.querySelector("#drawing").toDataURL());
  const map = (type) => page.evaluate(async (type) => {
    const blob = await new Promise((done) => document.querySelector("#drawing").toBlob(done, type, 0.6));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, type);
  const house = await drawing();
  const [exact, rough] = [await map("image/png"), await map("image/jpeg")];
  await studio.choose("action", "clear");
  await studio.settled();
  await give(page, exact);
  await studio.until(({ words }) => words !== "");
  await page.waitForFunction((house) => document.querySelector("#drawing").toDataURL() === house, house);
  assert.ok(await page.locator("#photo").isHidden());
  await studio.choose("action", "clear");
  await give(page, rough, { type: "image/jpeg" });
  await page.click('[data-photo="map"]');
  await studio.until(({ words }) => /% of pixels were between classes/.test(words));
  await give(page, await quarters(page, { colors: GREYS }));
  await page.locator("#photo[data-about]").waitFor();
  assert.ok(await page.locator('[data-photo="map"]').isHidden());
  // Whoever comes with a photo in mind is asked in any case.
  await page.click('[data-photo="close"]');
  await studio.choose("action", "photo");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click('[data-photo="choose"]')]);
  await chooser.setFiles({ name: "map.png", mimeType: "image/png", buffer: Buffer.from(exact) });
  await page.locator('[data-photo="map"]').waitFor();
  await studio.close();
});

test("what is no photo gets one sentence and costs nothing, nor does a store without room", async () => {
  const studio = await open();
  const { page } = studio;
  const drawing = () => page.evaluate(() => document.querySelector("#drawing").toDataURL());
  const house = await drawing();
  await give(page, [...Buffer.from("\x89PNG but not really", "latin1")]);
  await studio.until(({ words }) => /could not read this picture/.test(words));
  await give(page, [...Buffer.from("BM not really")], { type: "image/bmp", name: "a.bmp" });
  await studio.until(({ words }) => /could not read this picture/.test(words));
  assert.ok(await page.locator("#photo").isHidden());
  assert.equal(await drawing(), house);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await trace(studio, await quarters(page));
  await studio.until(({ words }) => /does not keep the photo/.test(words));
  await shows(studio, MIDDLES, [0, 1, 2, 3], "it is there all the same");
  await keeps(page, /"underlay"/);
  await page.reload();
  await studio.settled();
  await studio.until(({ words }) => /no longer in this browser/.test(words));
  await studio.close();
});

test("two fingers size it, and dragging a corner leaves the page's thread free", { timeout: 120_000 }, async (t) => {
  const studio = await Studio.open(browser, site.url, { prepare: record, context: { hasTouch: true } });
  await studio.settled();
  const { page } = studio;
  await trace(studio, await quarters(page, { width: 4000, height: 3000, type: "image/jpeg" }), { name: "a.jpg", type: "image/jpeg" });
  const place = await studio.places();
  const now = () => page.evaluate(() => performance.now());
  let longest;
  // What else the machine does only ever makes a drag slower, so the first good one tells.
  for (let drag = 0; drag < 3 && !(longest <= 50); drag += 1) {
    await page.click('[data-photo="fit"]');
    await page.waitForTimeout(1_000);
    const box = await page.locator(".photo-corner").first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    const begun = await now();
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.move(...place(30 + 25 * Math.cos(step / 8), 50 + 25 * Math.sin(step / 8)));
      await page.waitForTimeout(12);
    }
    const ended = await now();
    await page.mouse.up();
    const { longTasks } = await recorded(studio);
    longest = Math.max(0, ...longTasks.filter(({ at_ms }) => at_ms > begun && at_ms < ended).map(({ ms }) => ms));
    t.diagnostic(`longest task while a corner of 12 megapixels is dragged: ${longest.toFixed(0)} ms; those below 50 ms are not reported`);
  }
  assert.ok(longest <= MAX_LONG_TASK_MS, `a task of ${longest} ms`);
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", {
    type,
    touchPoints: points.map(([x, y], id) => ({ x: place(x, y)[0], y: place(x, y)[1], id })),
  });
  await page.click('[data-photo="fit"]');
  await touch("touchStart", [[108, 128], [148, 128]]);
  for (let step = 1; step <= 20; step += 1) await touch("touchMove", [[108 - step, 128], [148 + step, 128]]);
  await touch("touchEnd", []);
  // Fingers twice as far apart.
  await keeps(page, /"underlay":\[\d+\.0,-128\.0,-64\.0,384\.0,-64\.0/);
  await studio.close();
});
