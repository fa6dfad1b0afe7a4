// Shown at an event: drawing and picture on the whole screen, and the page that begins anew for each visitor.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { SIZES, openAt, seen } from "./support/seen.mjs";
import { Studio } from "./support/studio.mjs";

const QUERY = "?backend=cpu&model=lite";

siteAndBrowser();

const drawing = (page) => page.locator("#drawing").evaluate((canvas) => canvas.toDataURL());
const isFull = (page, wanted) => page.waitForFunction((wanted) => (document.fullscreenElement === document.documentElement) === wanted, wanted);
const side = async (page, selector) => (await page.locator(selector).boundingBox()).width;

for (const size of SIZES) {
  const [width, height] = size;
  test(`drawing and picture fill the screen together, with the parts and a way out, ${size.join("×")}`, async () => {
    const studio = await openAt(browser, site, size, { query: QUERY });
    const { page } = studio;
    const before = await side(page, "#drawing-frame");
    await studio.choose("action", "present");
    await isFull(page, true);
    const boxes = await seen(page, "#drawing-frame, #picture-frame, #present-end, [data-action=undo], #palette .chip");
    assert.equal(boxes.length, 16);
    for (const box of boxes) {
      assert.ok(box.share > 0.99 && !box.covered && Math.min(box.width, box.height) >= 40, JSON.stringify(box));
    }
    // As large as the screen allows but for a strip for parts, in whichever direction leaves more.
    const least = Math.max(Math.min(width / 2, height - 97), Math.min((width - 97) / 2, height), Math.min(width, (height - 97) / 2), Math.min(width - 97, height / 2));
    for (const frame of ["#drawing-frame", "#picture-frame"]) {
      const now = await side(page, frame);
      assert.ok(now >= 0.97 * least && now > before, `${frame}: ${before}, then ${now} of ${least}`);
    }
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
    assert.ok(Math.max(...scroll) <= 0, `${scroll}`);
    assert.deepEqual(await findings(page), []);
    await studio.choose("class", "door");
    await studio.dragAndSettle([100, 180], [140, 250]);
    await page.locator("#present-end").click();
    await isFull(page, false);
    assert.equal(await side(page, "#drawing-frame"), before);
    await studio.close();
  });
}

test("it comes and goes by key, and fills the window where the browser refuses the screen", async () => {
  const studio = await openAt(browser, site, [1280, 800], { query: QUERY });
  const { page } = studio;
  const before = await side(page, "#drawing-frame");
  await page.keyboard.press("t");
  await isFull(page, true);
  assert.equal(await page.evaluate(() => document.activeElement.id), "drawing");
  await page.keyboard.press("t");
  await isFull(page, false);
  // The browser's own event comes a frame later.
  await page.waitForTimeout(300);
  await page.evaluate(() => {
    Element.prototype.requestFullscreen = () => Promise.reject(new TypeError("refused"));
  });
  await page.keyboard.press("t");
  await page.waitForTimeout(200);
  assert.equal(await side(page, "#picture-frame"), 640);
  await page.keyboard.press("Escape");
  assert.equal(await side(page, "#drawing-frame"), before);
  await studio.close();
});

test("an odd time of rest is told", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&kiosk=soon` });
  await studio.settled();
  await studio.page.locator("#status-note").filter({ hasText: "soon" }).waitFor({ state: "attached" });
  await studio.close();
});

test("at rest houses build themselves with their pictures, until somebody touches it, and nothing is left of the visitor before", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&kiosk=12`, context: { viewport: { width: 1280, height: 800 } } });
  const { page } = studio;
  await studio.settled();
  const first = await drawing(page);
  await studio.choose("tool", "brush");
  await studio.choose("class", "door");
  await studio.dragAndSettle([30, 150], [200, 160]);
  await page.keyboard.press("k");
  await page.locator("#settings-more").click();
  await studio.choose("action", "language");
  await studio.choose("action", "sample");
  await page.locator("#samples").waitFor();
  // At rest.
  const veil = page.locator("#kiosk");
  await veil.waitFor({ timeout: 25_000 });
  assert.equal(await page.locator("#samples").isVisible(), false);
  assert.equal(await page.locator("#present-end").isVisible(), false, "nothing under the words");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.deepEqual(await findings(page), []);
  const standing = new Set();
  const pictures = new Set();
  for (let second = 0; second < 7; second += 1) {
    await page.waitForTimeout(1_000);
    standing.add(await drawing(page));
    pictures.add(await studio.picture());
  }
  assert.ok(standing.size >= 5, `${standing.size} steps`);
  assert.ok(pictures.size >= 5, `${pictures.size} pictures`);
  assert.ok((await side(page, "#picture-frame")) >= 630, "as large as the window allows");
  assert.ok(await veil.isVisible());
  await page.mouse.click(400, 300);
  await veil.waitFor({ state: "hidden" });
  const found = await drawing(page);
  assert.equal(standing.has(found), false, "the house stands whole");
  assert.notEqual(found, first);
  assert.equal(await page.locator('[data-action="undo"]').isDisabled(), true);
  assert.equal(await page.locator("#compare-handle").isVisible(), false);
  for (const [kind, name] of [["tool", "rectangle"], ["class", "window"]]) {
    assert.equal(await page.locator(`[data-${kind}="${name}"]`).getAttribute("aria-pressed"), "true", name);
  }
  await page.locator("#hint").waitFor();
  await page.waitForTimeout(1_500);
  assert.equal(await drawing(page), found, "and nobody goes on with it but the visitor");
  // By a key, too, which means nothing else.
  await veil.waitFor({ timeout: 25_000 });
  await page.waitForTimeout(2_500);
  await page.keyboard.press("c");
  await veil.waitFor({ state: "hidden" });
  const colours = await page.locator("#drawing").evaluate((canvas) => new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 256, 256).data.buffer)).size);
  assert.ok(colours > 4, `${colours} colours: no bare wall`);
  await studio.close();
});

test("the palettes change from house to house", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&kiosk=1` });
  const { page } = studio;
  await studio.settled();
  const walls = new Set();
  for (let house = 0; house < 3; house += 1) {
    await page.locator("#kiosk").waitFor({ timeout: 25_000 });
    await page.keyboard.press("Escape");
    await page.locator("#kiosk").waitFor({ state: "hidden" });
    walls.add(await page.locator('[data-paint="facade"] .tint').evaluate((tint) => getComputedStyle(tint).backgroundColor));
  }
  assert.ok(walls.size >= 2, [...walls].join());
  await studio.close();
});

test("a kiosk fills the screen from the first touch on; nothing leads out of it, and nothing is kept", async () => {
  const studio = await Studio.open(browser, site.url, { query: `${QUERY}&kiosk` });
  const { page } = studio;
  await studio.settled();
  let left = 0;
  for (const way of ["download", "filechooser", "popup", "dialog"]) {
    page.on(way, () => (left += 1));
  }
  await page.evaluate(() => (window.print = () => (window.printed = true)));
  for (const action of ["open", "recent", "share", "save", "save-svg", "models", "colours-from-photo", "copy-shapes", "full-screen", "present"]) {
    assert.equal(await page.locator(`[data-action="${action}"]`).count(), 0, action);
  }
  const leads = await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "https://example.org/";
    document.querySelector("h1").append(link);
    const follows = link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    const { pointerEvents } = getComputedStyle(link);
    link.remove();
    return [follows, pointerEvents];
  });
  assert.deepEqual(leads, [false, "none"]);
  assert.equal(await page.locator("#save-more").count(), 0);
  assert.deepEqual(await findings(page), []);
  await studio.choose("class", "door");
  await isFull(page, true);
  await studio.dragAndSettle([30, 150], [60, 240]);
  await page.keyboard.press("v");
  await page.mouse.click(...(await studio.place(45, 200)));
  for (const key of ["Control+s", "Control+o", "Control+p", "Control+c", "Shift+F", "t", "F1"]) {
    await page.keyboard.press(key);
  }
  await isFull(page, true);
  const prevented = await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['{"format":"facade-studio"}'], "a.json"));
    data.setData("text/plain", "https://example.org/#d=1");
    const body = document.body;
    const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data });
    const menu = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
    body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
    return [drop, menu].map((event) => !body.dispatchEvent(event));
  });
  assert.deepEqual(prevented, [true, true]);
  await page.waitForTimeout(1_500);
  assert.equal(left, 0);
  assert.equal(await page.locator("#toast").isVisible(), false, "nothing was opened, copied or refused");
  assert.equal(await page.evaluate(() => window.printed), undefined);
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(kept, []);
  const first = await drawing(page);
  await page.reload();
  await studio.settled();
  assert.notEqual(await drawing(page), first);
  await studio.close();
});

test("a kiosk does not show what was drawn in this browser before", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(site.url + QUERY);
  const studio = new Studio(page);
  await studio.settled();
  await studio.dragAndSettle([10, 10], [240, 240]);
  const own = await drawing(page);
  await page.waitForTimeout(1_200);
  await page.goto(`${site.url}${QUERY}&kiosk`);
  await studio.settled();
  assert.notEqual(await drawing(page), own);
  await page.goto(site.url + QUERY);
  await studio.settled();
  assert.equal(await drawing(page), own, "where it is still kept");
  await studio.close();
});
