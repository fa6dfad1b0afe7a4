// The second, larger model: it betters the picture when the hand rests, and is never in the way.
//
// `full` is the shipped model here and `lite` the same with a tint, so that who made a picture shows in its pixels.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, test } from "node:test";

import { launchVisitor } from "./support/browser.mjs";
import { shipped, withDropout, writeLiteAndFull } from "./support/bundles.mjs";
import { browser, site, siteAndBrowser } from "./support/fixture.mjs";
import { exposeSecond } from "./support/second.mjs";
import { flipByte, loseNetwork, missing, startSite } from "./support/site.mjs";
import { PATIENCE_MS, Studio } from "./support/studio.mjs";
import { addModels, copySite, renew } from "./support/versions.mjs";

/** Longer than the drawing has to rest, far shorter than a person waits. */
const LONG_REST_MS = 1_500;

let folder;

siteAndBrowser(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facade-models-"));
  await writeLiteAndFull(folder);
  site.mount("models", folder);
});
afterEach(() => site.heal());
after(() => rm(folder, { recursive: true, force: true }));

const open = (options) => Studio.open(browser, site.url, { query: "?backend=cpu", ...options });
const shownBy = (studio, model, timeout) =>
  studio.until((status) => status.model === model && status.seq > 0 && status.seq === status.drawn, timeout);
const askedForFull = (from = 0) => site.requests.slice(from).filter((file) => file.endsWith("full.safetensors")).length;
const second = (studio) => studio.page.locator("#status").getAttribute("data-second");
const button = (studio) => studio.page.locator("#second-model");

/** The digest of this model's picture of the drawing that a visitor finds. */
async function pictureBy(model) {
  const studio = await open({ query: `?backend=cpu&model=${model}` });
  const { model: name } = await studio.settled();
  assert.equal(name, model);
  const picture = await studio.picture();
  await studio.close();
  return picture;
}

test("the first picture is the small model's; at rest the large one's takes its place", async () => {
  const [lite, full] = [await pictureBy("lite"), await pictureBy("full")];
  assert.notEqual(lite, full);
  const from = site.requests.length;
  const studio = await open();
  await shownBy(studio, "lite");
  assert.equal(await studio.picture(), lite);
  assert.equal(askedForFull(from), 0, "nothing of it before the first picture");
  const { words, state } = await shownBy(studio, "full");
  assert.equal(await studio.picture(), full);
  assert.match(words, /ms · full/);
  assert.equal(state, "ready");
  assert.equal(askedForFull(from), 1);
  await studio.close();
});

test("a model that the address asks for is used alone", async () => {
  const from = site.requests.length;
  const studio = await open({ query: "?backend=cpu&model=lite" });
  await studio.settled();
  await studio.page.waitForTimeout(3_000);
  assert.equal((await studio.status()).model, "lite");
  assert.equal(askedForFull(from), 0);
  assert.ok(await studio.page.locator('[data-action="quality"]').isHidden());
  await studio.close();
});

test("while the hand moves or only holds still, the small model paints; after it the large one", async () => {
  const studio = await open({ prepare: exposeSecond });
  await shownBy(studio, "full");
  const before = await studio.picture();
  await studio.choose("class", "window");
  await studio.press([40, 40], [110, 120]);
  await shownBy(studio, "lite");
  await studio.page.waitForTimeout(LONG_REST_MS);
  assert.equal((await studio.status()).model, "lite", "the button is still down");
  await studio.page.mouse.up();
  await shownBy(studio, "full");
  assert.notEqual(await studio.picture(), before);
  // Undo and redo are strokes like any other.
  await studio.choose("action", "undo");
  await studio.pictureOtherThan(await studio.picture());
  await shownBy(studio, "full");
  assert.equal(await studio.picture(), before);
  const asked = await studio.page.evaluate(() => window.second.asked.filter(({ type }) => type === "translate"));
  assert.ok(asked.every(({ interruptible }) => interruptible));
  await studio.close();
});

test("a picture at rest that comes after the next stroke is dropped", async () => {
  const studio = await open({
    prepare: async (page) => {
      await exposeSecond(page);
      await page.addInitScript(() => (window.second.held = true));
    },
  });
  const { page } = studio;
  await shownBy(studio, "lite");
  await page.waitForFunction(() => window.second.waiting.length === 1);
  await studio.choose("class", "door");
  await studio.press([100, 180], [150, 250]);
  const { seq } = await shownBy(studio, "lite");
  const lite = await studio.picture();
  await page.evaluate(() => window.second.deliver());
  await page.waitForTimeout(300);
  const late = await studio.status();
  assert.deepEqual([late.model, late.seq], ["lite", seq]);
  assert.equal(await studio.picture(), lite);
  const types = await page.evaluate(() => window.second.asked.map(({ type }) => type));
  assert.ok(types.includes("cancel"), types.join());
  await page.mouse.up();
  await page.waitForFunction(() => window.second.waiting.length === 1);
  await page.evaluate(() => window.second.deliver());
  await shownBy(studio, "full");
  await studio.close();
});

test("who saves data is offered the large model, and given it on demand", async () => {
  const from = site.requests.length;
  const studio = await open({
    prepare: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(navigator, "connection", { value: { saveData: true, effectiveType: "4g" } });
      }),
  });
  await shownBy(studio, "lite");
  await button(studio).waitFor({ state: "visible" });
  const { words } = await studio.status();
  assert.match(words, /saves data/);
  const megabytes = ((await shipped()).length / 1e6).toFixed(1);
  assert.match(words, new RegExp(`Better pictures · ${megabytes}\\sMB`));
  await studio.page.waitForTimeout(LONG_REST_MS);
  assert.equal(askedForFull(from), 0);
  await button(studio).click();
  await shownBy(studio, "full");
  assert.ok(await button(studio).isHidden());
  await studio.close();
});

for (const [what, fault] of [
  ["missing", missing],
  ["damaged", flipByte],
]) {
  test(`a ${what} large model is told in a sentence, the small one goes on, and another try mends it`, async () => {
    site.fault("full.safetensors", fault);
    const studio = await open();
    await button(studio).waitFor({ state: "visible", timeout: PATIENCE_MS });
    const { words, state } = await studio.status();
    assert.match(words, /full\.safetensors .*\. Pictures go on with the fast model\./s);
    assert.equal(state, "ready");
    await studio.choose("class", "window");
    await studio.dragAndSettle([40, 40], [110, 120]);
    assert.equal((await studio.status()).model, "lite");
    site.heal();
    await button(studio).click();
    await shownBy(studio, "full");
    await studio.close();
  });
}

test("a lost network is told, and the large model comes when the network is back", async () => {
  site.fault("full.safetensors", loseNetwork);
  const studio = await open();
  await studio.until(({ words }) => /tried again later/.test(words));
  assert.equal((await studio.status()).state, "ready");
  site.heal();
  await studio.page.evaluate(() => dispatchEvent(new Event("online")));
  await shownBy(studio, "full");
  await studio.close();
});

test("a worker of the large model that dies costs nothing of the drawing and is replaced", { timeout: 120_000 }, async () => {
  const studio = await open({ prepare: exposeSecond });
  await shownBy(studio, "full");
  await studio.page.evaluate(() => (window.second.killAtNextTranslation = true));
  await studio.choose("class", "window");
  await studio.dragAndSettle([40, 40], [110, 120]);
  await studio.until(({ words }) => /stopped answering.*tried again/s.test(words));
  await studio.dragAndSettle([140, 40], [210, 120]);
  assert.equal((await studio.status()).model, "lite");
  await shownBy(studio, "full", 2 * PATIENCE_MS);
  await studio.close();
});

test("the key Q holds the page to either model, from visit to visit", async () => {
  const studio = await open();
  const { page } = studio;
  const hold = () => page.locator('[data-action="quality"]').getAttribute("data-hold");
  await shownBy(studio, "full");
  await page.keyboard.press("q");
  assert.equal(await hold(), "best");
  await studio.choose("class", "window");
  await studio.press([40, 40], [110, 120]);
  await shownBy(studio, "full");
  await page.mouse.up();
  await shownBy(studio, "full");

  await page.keyboard.press("q");
  assert.equal(await hold(), "fast");
  await shownBy(studio, "lite");
  assert.equal(await second(studio), "held-back");
  const from = site.requests.length;
  await page.reload();
  await shownBy(studio, "lite");
  await page.waitForTimeout(3_000);
  assert.deepEqual([await hold(), (await studio.status()).model, askedForFull(from)], ["fast", "lite", 0]);

  await studio.choose("action", "quality");
  assert.equal(await hold(), "automatic");
  await shownBy(studio, "full");
  await studio.close();
});

test("versions of the picture are the large model's where it has any, and are not painted over where it has none", async (t) => {
  const other = await mkdtemp(path.join(tmpdir(), "facade-models-"));
  t.after(() => rm(other, { recursive: true, force: true }));
  await writeLiteAndFull(other, (bundle) => withDropout(bundle, 0.5));
  const versions = await startSite();
  t.after(() => versions.stop());
  versions.mount("models", other);
  const studio = await Studio.open(browser, versions.url, { query: "?backend=cpu" });
  await shownBy(studio, "full");
  const usual = await studio.picture();
  const { drawn } = await studio.status();
  await studio.choose("action", "vary");
  await studio.until((status) => status.drawn > drawn);
  await shownBy(studio, "full");
  assert.notEqual(await studio.picture(), usual);
  await studio.choose("action", "usual-version");
  await studio.pictureOtherThan(await studio.picture());
  await shownBy(studio, "full");
  assert.equal(await studio.picture(), usual);
  await studio.close();
});

test("what was fetched once is there without a network", { timeout: 120_000 }, async (t) => {
  const copy = await copySite();
  await writeLiteAndFull(path.join(copy.folder, "models"));
  await addModels(copy.folder);
  await renew(copy.folder, "one");
  const host = await startSite({ dist: copy.folder });
  const visitor = await launchVisitor();
  t.after(async () => {
    await visitor.close();
    await host.stop();
    await copy.drop();
  });
  const visit = async () => {
    const studio = new Studio(await visitor.newPage());
    await studio.page.goto(`${host.url}?backend=cpu`);
    await shownBy(studio, "full");
    return studio;
  };
  const first = await visit();
  const times = host.requests.filter((file) => file.endsWith("full.safetensors")).length;
  assert.equal(times, 1, "downloaded once");
  const kept = () =>
    first.page.evaluate(async () => (await caches.match("models/full.safetensors", { ignoreSearch: true })) !== undefined);
  await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  while (!(await kept())) {
    await first.page.waitForTimeout(100);
  }
  await first.page.close();
  await visitor.setOffline(true);
  await host.stop();
  const secondVisit = await visit();
  assert.deepEqual(secondVisit.faults, []);
});
