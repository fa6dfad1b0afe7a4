// Drawings are never lost: links, tabs, what cannot be read, a full store, and the list of the last ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { Studio } from "./support/studio.mjs";

const QUERY = "?backend=cpu&model=lite";
const FIRST = "facade-studio.drawing";

siteAndBrowser();

/** The documents kept in this browser, by their keys. */
const kept = (page) => page.evaluate((first) => {
  const drawings = Object.entries(localStorage).filter(([key]) => key === first || key.startsWith(`${first}.`));
  return Object.fromEntries(drawings);
}, FIRST);
/** Until the page has written what it has. */
const written = (page) => page.waitForTimeout(1_100);

/** One more tab of a visitor. */
async function tab(context, fragment = "") {
  const studio = new Studio(await context.newPage());
  await studio.page.goto(site.url + QUERY + fragment);
  await studio.settled();
  return studio;
}

async function stroke(studio, x) {
  await studio.choose("tool", "rectangle");
  await studio.drag([x, 60], [x + 40, 140]);
  await written(studio.page);
}

async function linkOf(studio) {
  await studio.choose("action", "share");
  await studio.page.waitForFunction(() => location.hash.length > 5);
  return new URL(studio.page.url()).hash;
}

/** A link to a drawing of somebody else's. */
async function strangersLink() {
  const studio = await Studio.open(browser, site.url);
  await studio.settled();
  await studio.choose("action", "random");
  await studio.settled();
  const fragment = await linkOf(studio);
  await studio.close();
  return fragment;
}

const recents = (page) => page.locator("#recent-list li");

async function openRecent(studio) {
  await studio.choose("action", "recent");
  await studio.page.locator("#recent").waitFor();
}

test("a link's drawing is kept beside one's own, in the tab's address, by paste, and after a stroke", async () => {
  const fragment = await strangersLink();
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  await stroke(studio, 20);
  const own = (await kept(page))[FIRST];
  assert.match(own, /window/);
  await page.evaluate((hash) => { location.hash = hash; }, fragment);
  await studio.settled();
  await written(page);
  assert.deepEqual(await kept(page), { [FIRST]: own }, "looked at");
  await stroke(studio, 120);
  assert.equal((await kept(page))[FIRST], own, "one stroke on it");
  assert.equal(Object.keys(await kept(page)).length, 2, "which is kept, too");
  await page.reload();
  await studio.settled();
  await openRecent(studio);
  assert.equal(await recents(page).count(), 2);
  await page.keyboard.press("Escape");
  // The next visit has one's own.
  const again = await tab(page.context());
  await again.page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
  }, `https://somewhere/${fragment}`);
  await written(again.page);
  assert.equal((await kept(page))[FIRST], own, "a link that was pasted");
  await again.page.close();
  await studio.close();
});

test("two tabs on one drawing keep both, tell each other, and have their own after a reload", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const one = await tab(context);
  await stroke(one, 10);
  const two = await tab(context);
  await one.page.bringToFront();
  await stroke(one, 60);
  const first = (await kept(one.page))[FIRST];
  await two.until(({ words }) => /another tab/.test(words));
  await two.page.bringToFront();
  await stroke(two, 150);
  const drawings = await kept(two.page);
  assert.equal(drawings[FIRST], first);
  assert.equal(Object.keys(drawings).length, 2);
  await two.until(({ words }) => /Another tab has changed this drawing/.test(words));
  for (const studio of [one, two]) {
    const before = await studio.page.locator("#drawing").evaluate((canvas) => canvas.toDataURL());
    await studio.page.reload();
    await studio.settled();
    assert.equal(await studio.page.locator("#drawing").evaluate((canvas) => canvas.toDataURL()), before);
  }
  await context.close();
});

test("a drawing that another tab deletes is told in the one that shows it, and kept again once it changes", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const one = await tab(context);
  await stroke(one, 10);
  const two = await tab(context);
  await openRecent(two);
  await two.page.locator("[data-forget]").first().click();
  await one.until(({ words }) => /Another tab has deleted this drawing/.test(words));
  assert.deepEqual(await kept(one.page), {});
  await one.page.bringToFront();
  await stroke(one, 60);
  assert.equal(Object.keys(await kept(one.page)).length, 1);
  await context.close();
});

for (const [what, text, told] of [
  ["from a newer version", '{"format":"facade-drawing","version":7,"news":[1,2,3]}', /newer version/],
  ["damaged", '{"format":"facade-drawing","version":1,"shapes":[{"kind":"rect', /damaged/],
]) {
  test(`a kept drawing ${what} is told, never written over, and can be saved`, async () => {
    const studio = await Studio.open(browser, site.url, {
      prepare: (page) => page.addInitScript(([key, text]) => {
        localStorage[key] ??= text;
      }, [FIRST, text]),
    });
    const { page } = studio;
    await studio.settled();
    await studio.until(({ words }) => told.test(words));
    await stroke(studio, 30);
    assert.equal((await kept(page))[FIRST], text);
    assert.equal(Object.keys(await kept(page)).length, 2);
    await page.reload();
    await studio.settled();
    await openRecent(studio);
    assert.equal(await recents(page).count(), 2);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-save-kept]").click()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) {
      chunks.push(chunk);
    }
    assert.equal(Buffer.concat(chunks).toString(), text);
    await studio.close();
  });
}

test("a full store is told, keeps what it has, and takes more once there is room", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  await stroke(studio, 20);
  const own = (await kept(page))[FIRST];
  await page.evaluate(() => {
    let chunk = "x".repeat(1 << 20);
    for (let index = 0; chunk.length > 0; index += 1) {
      try {
        localStorage.setItem(`filler ${index}`, chunk);
      } catch {
        chunk = chunk.slice(0, chunk.length >> 1);
      }
    }
  });
  await stroke(studio, 120);
  await studio.until(({ words }) => /no room/.test(words));
  assert.equal((await kept(page))[FIRST], own);
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += dialog.type() === "beforeunload" ? 1 : 0;
    return dialog.dismiss();
  });
  await page.evaluate(() => {
    setTimeout(() => { location.href = "about:blank"; }, 0);
  });
  await page.waitForTimeout(500);
  assert.equal(asked, 1, "leaving asks");
  await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("filler")).forEach((key) => localStorage.removeItem(key)));
  await studio.until(({ words }) => !/no room/.test(words));
  assert.notEqual((await kept(page))[FIRST], own);
  await studio.close();
});

test("a browser that refuses to keep anything says so in the list, too", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("refused", "SecurityError"); } });
  });
  const studio = new Studio(page);
  await page.goto(site.url + QUERY);
  await studio.settled();
  await stroke(studio, 20);
  assert.match(await page.locator("#status").textContent(), /does not keep the drawing/);
  await openRecent(studio);
  assert.match(await page.locator("#recent-none").innerText(), /does not keep the drawing; save it/);
  await studio.close();
});

test("what was worked on stays in the list when something takes its place; opened, deleted and brought back", async () => {
  const studio = await Studio.open(browser, site.url);
  const { page } = studio;
  await studio.settled();
  await stroke(studio, 20);
  await studio.settled();
  const picture = await studio.picture();
  for (const action of ["random", "random", "clear"]) {
    await studio.choose("action", action);
    await written(page);
  }
  assert.equal(Object.keys(await kept(page)).length, 2, "the own one and the bare wall");
  await openRecent(studio);
  const entries = recents(page);
  assert.equal(await entries.count(), 2);
  assert.match(await entries.first().innerText(), /open here/);
  const painted = () => entries.nth(1).locator("canvas").evaluate((canvas) =>
    new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 256, 256).data.buffer)).size);
  await page.waitForTimeout(200);
  assert.ok((await painted()) > 3, "a small picture");
  const forget = entries.nth(1).locator("[data-forget]");
  await forget.click();
  assert.equal(Object.keys(await kept(page)).length, 1);
  assert.match(await forget.innerText(), /Bring back/);
  await forget.click();
  assert.equal(Object.keys(await kept(page)).length, 2);
  await entries.nth(1).locator("[data-recent]").click();
  await page.locator("#recent").waitFor({ state: "hidden" });
  await studio.settled();
  assert.equal(await studio.picture(), picture);
  // Undo brings the bare wall back, and neither drawing is written over.
  await studio.choose("action", "undo");
  await written(page);
  assert.equal(Object.keys(await kept(page)).length, 2);
  await studio.close();
});
